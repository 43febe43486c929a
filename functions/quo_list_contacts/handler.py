"""GET /v1/contacts: the contacts of the organisation."""

from trunkline import wiring
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.quo.dialect import COLLECTION, CONTACTS
from trunkline.http.quo.lists import LIST_PARAMETERS, contacts_page
from trunkline.http.routes import Route

ROUTE = Route(
    dialect=CONTACTS,
    method="GET",
    path=COLLECTION,
    summary="List contacts",
    query=LIST_PARAMETERS,
    success=200,
    response="ContactPageResponse",
    refusals=(400, 401, 500, 503),
)


@endpoint(ROUTE, wiring.contacts)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Answer one page, of all contacts or of those with certain external ids or sources."""
    return contacts_page(context)
