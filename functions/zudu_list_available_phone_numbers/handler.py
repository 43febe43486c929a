"""GET /api/phone-numbers/available: the numbers that have neither an inbound nor an outbound agent."""

from trunkline import wiring
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.parameters import AREA_CODE
from trunkline.http.zudu.views import available_answer

ROUTE = Route(
    dialect=ZUDU,
    method="GET",
    path=COLLECTION + "/available",
    summary="List phone numbers without an agent",
    query=(AREA_CODE,),
    success=200,
    answer="AvailableAnswer",
    refusals=(400, 401, 500, 503),
)


@serves(ROUTE, wiring.zudu_numbers)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer all of them, in the order of their digits."""
    organization = call.credential.organization_id
    return available_answer(organization, wiring.zudu_numbers().available(organization, call.query["area_code"]))
