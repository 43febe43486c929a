"""DELETE /api/phone-numbers/{phone_number}: a number's record goes, with its hold on the number."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.views import deleted_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

ROUTE = Route(
    dialect=ZUDU,
    method="DELETE",
    path=MEMBER,
    summary="Delete a phone number",
    success=200,
    response="DeletedResponse",
    refusals=(400, 401, 404, 500, 503),
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: RequestContext[None], service: ZuduNumbers) -> Response:
    """Delete this dialect's record only: links to workspaces and the carrier's configuration stay."""
    return deleted_response(service.delete(context.credential.organization_id, number_of(context.request)))
