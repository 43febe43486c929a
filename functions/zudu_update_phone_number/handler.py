"""PATCH /api/phone-numbers/{phone_number}: some members of a number change."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.schemas import UpdateZuduNumberRequest
from trunkline.http.zudu.views import updated_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

ROUTE = Route(
    dialect=ZUDU,
    method="PATCH",
    path=MEMBER,
    summary="Change some members of a phone number",
    body=UpdateZuduNumberRequest,
    success=200,
    response="NumberResponse",
    refusals=(400, 401, 404, 409, 413, 415, 500, 503),
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: RequestContext[UpdateZuduNumberRequest], service: ZuduNumbers) -> Response:
    """Change what the body names and nothing else; null unassigns an agent and gives other members their defaults."""
    number = number_of(context.request)
    changes = context.body.changes(number)
    return updated_response(service.change(context.credential.organization_id, number, changes))
