"""GET /api/phone-numbers/{phone_number}: one number."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.views import found_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

ROUTE = Route(
    dialect=ZUDU,
    method="GET",
    path=MEMBER,
    summary="Get a phone number by its E.164 form",
    success=200,
    response="FoundNumberResponse",
    refusals=(400, 401, 404, 500, 503),
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: RequestContext[None], service: ZuduNumbers) -> Response:
    """Return the organisation's record of the number."""
    return found_response(service.get(context.credential.organization_id, number_of(context.request)))
