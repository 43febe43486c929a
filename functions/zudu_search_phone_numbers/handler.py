"""POST /api/phone-numbers/list: an organisation's numbers, as GET lists them, asked for in a body."""

from typing import TYPE_CHECKING

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu import schemas_core
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.requests import search_of
from trunkline.http.zudu.views import search_response
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_numbers import zudu_numbers

if TYPE_CHECKING:
    from trunkline.http.zudu.schemas import SearchZuduNumbersRequest

ROUTE = Route(
    dialect=ZUDU,
    method="POST",
    path=COLLECTION + "/list",
    summary="List phone numbers by criteria in the body",
    body=schemas_core.SearchZuduNumbersRequest,
    success=200,
    response="SearchResponse",
    refusals=(400, 401, 413, 415, 500, 503),
    keeps_response=False,
    request_example={"page": 0, "limit": 50, "sort_by": "nickname", "sort_order": "ascending", "filter_criteria": {}},
)


@endpoint(ROUTE, zudu_numbers)
def lambda_handler(context: "RequestContext[SearchZuduNumbersRequest]", service: ZuduNumbers) -> Response:
    """Return one page and how many numbers there are in all. An `Idempotency-Key` is ignored: nothing is written."""
    search, organization = search_of(context.body), context.credential.organization_id
    by, order = search.sort_by, search.sort_order
    page = service.page(
        organization, search.wanted, sort_by=by, sort_order=order, number=search.page, limit=search.limit
    )
    return search_response(organization, page, sort_by=by, sort_order=order)
