"""GET /v1/contacts: the contacts of the organisation."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import COLLECTION, CONTACTS
from trunkline.http.quo.lists import LIST_PARAMETERS, contacts_page
from trunkline.services.contacts import Contacts
from trunkline.wiring.api import endpoint
from trunkline.wiring.contacts import contacts

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


@endpoint(ROUTE, contacts)
def lambda_handler(context: RequestContext[None], service: Contacts) -> Response:
    """Return one page, of all contacts or of those with certain external ids or sources."""
    return contacts_page(context, service)
