"""GET /v1/phone-numbers: the phone numbers of the organisation."""

from typing import TYPE_CHECKING

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import PHONE_NUMBERS, PHONE_NUMBERS_COLLECTION
from trunkline.http.quo.phone_numbers import PHONE_NUMBER_PARAMETERS, phone_numbers_response
from trunkline.wiring.api import endpoint
from trunkline.wiring.organization_numbers import organization_numbers

if TYPE_CHECKING:
    from trunkline.table.organization_numbers import OrganizationNumberTable

ROUTE = Route(
    dialect=PHONE_NUMBERS,
    method="GET",
    path=PHONE_NUMBERS_COLLECTION,
    summary="List phone numbers",
    query=PHONE_NUMBER_PARAMETERS,
    success=200,
    response="PhoneNumbersResponse",
    refusals=(400, 401, 500, 503),
)


@endpoint(ROUTE, organization_numbers)
def lambda_handler(context: RequestContext[None], numbers: "OrganizationNumberTable") -> Response:
    """Return the live numbers of every workspace of the organisation."""
    return phone_numbers_response(context, numbers)
