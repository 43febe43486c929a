"""DELETE /api/phone-numbers/{phone_number}: a number's record goes, with its hold on the number."""

from trunkline import wiring
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.views import deleted_answer

ROUTE = Route(
    dialect=ZUDU,
    method="DELETE",
    path=MEMBER,
    summary="Delete a phone number",
    success=200,
    answer="DeletedAnswer",
    refusals=(400, 401, 404, 500, 503),
)


@serves(ROUTE, wiring.zudu_numbers)
def lambda_handler(call: Call[None]) -> Answer:
    """Delete this dialect's record only: links to workspaces and the carrier's configuration stay."""
    return deleted_answer(wiring.zudu_numbers().delete(call.credential.organization_id, number_of(call.request)))
