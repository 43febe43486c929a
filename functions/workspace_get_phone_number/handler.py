"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}: one number."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.views import phone_number_response
from trunkline.services.phone_numbers import PhoneNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.phone_numbers import phone_numbers

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER,
    scope=Scope.PHONES_READ,
    summary="Get a phone number by its id or UUID",
    success=200,
    response="PhoneNumberResponse",
    refusals=(401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, phone_numbers)
def lambda_handler(context: RequestContext[None], service: PhoneNumbers) -> Response:
    """Return the number, live or archived."""
    return phone_number_response(service.get(workspace_of(context.request), number_of(context.request)))
