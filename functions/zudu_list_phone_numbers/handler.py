"""GET /api/phone-numbers: an organisation's numbers, filtered, sorted, in pages."""

from trunkline.domain.zudu_numbers import ZuduFilter
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.parameters import LIST_PARAMETERS
from trunkline.http.zudu.views import page_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

ROUTE = Route(
    dialect=ZUDU,
    method="GET",
    path=COLLECTION,
    summary="List phone numbers",
    query=LIST_PARAMETERS,
    success=200,
    response="PageResponse",
    refusals=(400, 401, 500, 503),
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: RequestContext[None], service: ZuduNumbers) -> Response:
    """Return one page and how many numbers there are in all."""
    organization, query = context.credential.organization_id, context.query
    wanted = ZuduFilter(nickname=query["nickname"], area_code=query["area_code"], agent_id=query["agent_id"])
    order = {"sort_by": query["sort_by"], "sort_order": query["sort_order"]}
    page = service.page(organization, wanted, **order, number=query["page"], limit=query["limit"])
    return page_response(organization, page, **order, applied=wanted)
