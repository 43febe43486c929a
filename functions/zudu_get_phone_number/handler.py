"""GET /api/phone-numbers/{phone_number}: one number."""

from trunkline import wiring
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.views import found_answer

ROUTE = Route(
    dialect=ZUDU,
    method="GET",
    path=MEMBER,
    summary="Get a phone number by its E.164 form",
    success=200,
    answer="FoundNumberAnswer",
    refusals=(400, 401, 404, 500, 503),
)


@serves(ROUTE, wiring.zudu_numbers)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer the organisation's record of the number."""
    return found_answer(wiring.zudu_numbers().get(call.credential.organization_id, number_of(call.request)))
