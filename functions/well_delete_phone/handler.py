"""DELETE /v1/phones/{phone_id}: a phone's record is deleted, and nothing but the record."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.well.dialect import MEMBER, WELL, WORKSPACE_PARAMETER, phone_id_of, workspace_of

ROUTE = Route(
    dialect=WELL,
    method="DELETE",
    path=MEMBER,
    scope=Scope.PHONES_WRITE,
    summary="Delete a phone's record",
    query=(WORKSPACE_PARAMETER,),
    success=204,
    refusals=(400, 401, 403, 404, 500, 503),
)


@serves(ROUTE, wiring.well_phones)
def lambda_handler(call: Call[None]) -> Answer:
    """Mark the record as deleted; the number's links and its carrier's configuration stay."""
    wiring.well_phones().delete(workspace_of(call.credential, call.request), phone_id_of(call.request))
    return Answer(204, "")
