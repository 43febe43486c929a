"""DELETE /api/phone-numbers/{phone_number}: a number's record goes, with its hold on the number."""

from trunkline import wiring
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.routes import Route
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.views import deleted_response

ROUTE = Route(
    dialect=ZUDU,
    method="DELETE",
    path=MEMBER,
    summary="Delete a phone number",
    success=200,
    response="DeletedResponse",
    refusals=(400, 401, 404, 500, 503),
)


@endpoint(ROUTE, wiring.zudu_numbers)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Delete this dialect's record only: links to workspaces and the carrier's configuration stay."""
    return deleted_response(
        wiring.zudu_numbers().delete(context.credential.organization_id, number_of(context.request))
    )
