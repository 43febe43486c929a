"""POST /api/phone-numbers/create: a number is registered with its agents."""

from typing import TYPE_CHECKING

from trunkline import wiring
from trunkline.domain.e164_parser import parse_e164
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.zudu import schemas_core
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.requests import members_of
from trunkline.http.zudu.views import created_answer

if TYPE_CHECKING:
    from trunkline.http.zudu.schemas import CreateZuduNumberRequest

ROUTE = Route(
    dialect=ZUDU,
    method="POST",
    path=COLLECTION + "/create",
    summary="Create a phone number",
    body=schemas_core.CreateZuduNumberRequest,
    success=200,
    answer="NumberAnswer",
    refusals=(400, 401, 409, 413, 415, 422, 500, 503),
)


@serves(ROUTE, wiring.zudu_numbers)
def lambda_handler(call: "Call[CreateZuduNumberRequest]") -> Answer:
    """Create the organisation's record of the number."""
    number = wiring.zudu_numbers().create(
        call.credential.organization_id,
        parse_e164(call.body["phone_number"], member="phone_number"),
        members_of(call.body),
        call.receipt(created_answer),
    )
    return created_answer(number)
