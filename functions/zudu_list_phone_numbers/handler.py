"""GET /api/phone-numbers: an organisation's numbers, filtered, sorted, in pages."""

from trunkline import wiring
from trunkline.domain.zudu_lists import ZuduFilter
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.parameters import LIST_PARAMETERS
from trunkline.http.zudu.views import page_answer

ROUTE = Route(
    dialect=ZUDU,
    method="GET",
    path=COLLECTION,
    summary="List phone numbers",
    query=LIST_PARAMETERS,
    success=200,
    answer="PageAnswer",
    refusals=(400, 401, 500, 503),
)


@serves(ROUTE, wiring.zudu_numbers)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer one page and how many numbers there are in all."""
    organization, query = call.credential.organization_id, call.query
    wanted = ZuduFilter(nickname=query["nickname"], area_code=query["area_code"], agent_id=query["agent_id"])
    order = {"sort_by": query["sort_by"], "sort_order": query["sort_order"]}
    page = wiring.zudu_numbers().page(organization, wanted, **order, number=query["page"], limit=query["limit"])
    return page_answer(organization, page, **order, applied=wanted)
