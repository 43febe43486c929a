"""GET /api/phone-numbers/{phone_number}: one number."""

from trunkline import wiring
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.routes import Route
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.views import found_response

ROUTE = Route(
    dialect=ZUDU,
    method="GET",
    path=MEMBER,
    summary="Get a phone number by its E.164 form",
    success=200,
    response="FoundNumberResponse",
    refusals=(400, 401, 404, 500, 503),
)


@endpoint(ROUTE, wiring.zudu_numbers)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Answer the organisation's record of the number."""
    return found_response(wiring.zudu_numbers().get(context.credential.organization_id, number_of(context.request)))
