"""POST /api/phone-numbers/create: a number is registered with its agents."""

from typing import TYPE_CHECKING

from trunkline.domain.e164_parser import parse_e164
from trunkline.errors import NumberArchivingError, PhoneNumberExistsError
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu import schemas_core
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.requests import members_of
from trunkline.http.zudu.views import created_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

if TYPE_CHECKING:
    from trunkline.http.zudu.schemas import CreateZuduNumberRequest

ROUTE = Route(
    dialect=ZUDU,
    method="POST",
    path=COLLECTION + "/create",
    summary="Create a phone number",
    body=schemas_core.CreateZuduNumberRequest,
    success=200,
    response="NumberResponse",
    refusals=(400, 401, 409, 413, 415, 422, 500, 503),
    errors={"The number is there": PhoneNumberExistsError(), "The number is being archived": NumberArchivingError()},
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: "RequestContext[CreateZuduNumberRequest]", service: ZuduNumbers) -> Response:
    """Create the organisation's record of the number."""
    number = service.create(
        context.credential.organization_id,
        parse_e164(context.body["phone_number"], member="phone_number"),
        members_of(context.body),
        context.idempotent(created_response),
    )
    return created_response(number)
