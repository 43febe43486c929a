"""GET /api/call/phones: the numbers that a user has registered."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.weya.dialect import WEYA
from trunkline.http.weya.lists import LIST_PARAMETERS, phones_answer

ROUTE = Route(
    dialect=WEYA,
    method="GET",
    path="/api/call/phones",
    scope=Scope.PHONES_READ,
    summary="List the phone numbers of a user",
    query=LIST_PARAMETERS,
    success=200,
    answer="PhonesAnswer",
    refusals=(400, 401, 403, 404, 500, 503),
)


@serves(ROUTE, wiring.registrations)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer one page of the numbers of the user that the query names, or of the credential's own."""
    return phones_answer(call, wiring.registrations())
