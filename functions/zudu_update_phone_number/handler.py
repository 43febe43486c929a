"""PATCH /api/phone-numbers/{phone_number}: some members of a number change."""

from typing import TYPE_CHECKING

from trunkline.errors import NumberArchivingError
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu import schemas_core
from trunkline.http.zudu.dialect import MEMBER, ZUDU, number_of
from trunkline.http.zudu.requests import changes_of
from trunkline.http.zudu.views import updated_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

if TYPE_CHECKING:
    from trunkline.http.zudu.schemas import UpdateZuduNumberRequest

ROUTE = Route(
    dialect=ZUDU,
    method="PATCH",
    path=MEMBER,
    summary="Change some members of a phone number",
    body=schemas_core.UpdateZuduNumberRequest,
    success=200,
    response="NumberResponse",
    refusals=(400, 401, 404, 409, 413, 415, 500, 503),
    errors={"The number is being archived": NumberArchivingError()},
    request_example={"nickname": "Night Line", "inbound_agent_id": None},
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: "RequestContext[UpdateZuduNumberRequest]", service: ZuduNumbers) -> Response:
    """Change what the body names and nothing else; null unassigns an agent and gives other members their defaults."""
    number = number_of(context.request)
    changes = changes_of(context.body, number)
    return updated_response(service.change(context.credential.organization_id, number, changes))
