"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}: one number."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.views import phone_number_answer

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER,
    scope=Scope.PHONES_READ,
    summary="Get a phone number by its id or UUID",
    success=200,
    answer="PhoneNumberResponse",
    refusals=(401, 403, 404, 422, 500, 503),
)


@serves(ROUTE, wiring.phone_numbers)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer the number, live or archived."""
    return phone_number_answer(wiring.phone_numbers().get(workspace_of(call.request), number_of(call.request)))
