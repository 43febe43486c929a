"""GET /v1/contacts/{id}: one contact."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import CONTACTS, MEMBER, contact_of
from trunkline.http.quo.views import contact_response
from trunkline.services.contacts import Contacts
from trunkline.wiring.api import endpoint
from trunkline.wiring.contacts import contacts

ROUTE = Route(
    dialect=CONTACTS,
    method="GET",
    path=MEMBER,
    summary="Get a contact by its id",
    success=200,
    response="ContactResponse",
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, contacts)
def lambda_handler(context: RequestContext[None], service: Contacts) -> Response:
    """Return the contact."""
    return contact_response(service.get(context.credential.organization_id, contact_of(context.request)))
