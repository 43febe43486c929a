"""GET /v1/phones/{phone_id}: one phone."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.well.dialect import MEMBER, WELL, WORKSPACE_PARAMETER, phone_id_of, workspace_of
from trunkline.http.well.views import phone_answer

ROUTE = Route(
    dialect=WELL,
    method="GET",
    path=MEMBER,
    scope=Scope.PHONES_READ,
    summary="Get a phone with what is known of the records that it belongs to",
    query=(WORKSPACE_PARAMETER,),
    success=200,
    answer="PhoneAnswer",
    refusals=(400, 401, 403, 404, 500, 503),
)


@serves(ROUTE, wiring.well_phones)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer the phone, unless it is deleted."""
    workspace = workspace_of(call.credential, call.request)
    return phone_answer(wiring.well_phones().get(workspace, phone_id_of(call.request)))
