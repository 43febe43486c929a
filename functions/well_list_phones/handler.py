"""GET /v1/phones: the phones of a workspace."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.well.dialect import COLLECTION, WELL, WORKSPACE_PARAMETER, workspace_of
from trunkline.http.well.views import PAGE_PARAMETERS, list_answer

ROUTE = Route(
    dialect=WELL,
    method="GET",
    path=COLLECTION,
    scope=Scope.PHONES_READ,
    summary="List the phones of a workspace",
    query=(WORKSPACE_PARAMETER, *PAGE_PARAMETERS),
    success=200,
    answer="PhonePageAnswer",
    refusals=(400, 401, 403, 404, 500, 503),
)


@serves(ROUTE, wiring.well_phones)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer one page of the phones that are not deleted, with their relationships as references."""
    return list_answer(call, workspace_of(call.credential, call.request), wiring.well_phones().store)
