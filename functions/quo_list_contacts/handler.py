"""GET /v1/contacts: the contacts of the organisation."""

from trunkline import wiring
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
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
    answer="ContactPageAnswer",
    refusals=(400, 401, 500, 503),
)


@serves(ROUTE, wiring.contacts)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer one page, of all contacts or of those with certain external ids or sources."""
    return contacts_page(call)
