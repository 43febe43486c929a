"""GET /api/phone-numbers/available: the numbers that have neither an inbound nor an outbound agent."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.parameters import AREA_CODE
from trunkline.http.zudu.views import available_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

ROUTE = Route(
    dialect=ZUDU,
    method="GET",
    path=COLLECTION + "/available",
    summary="List phone numbers without an agent",
    query=(AREA_CODE,),
    success=200,
    response="AvailableResponse",
    refusals=(400, 401, 500, 503),
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: RequestContext[None], service: ZuduNumbers) -> Response:
    """Return all numbers without an agent, in the order of their digits."""
    organization = context.credential.organization_id
    return available_response(organization, service.available(organization, context.query["area_code"]))
