"""POST /v1/contacts: a contact is added to the organisation."""

from functools import partial

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import COLLECTION, CONTACTS
from trunkline.http.quo.schemas import CreateContactRequest
from trunkline.http.quo.views import contact_response
from trunkline.services.contacts import Contacts
from trunkline.wiring.api import endpoint
from trunkline.wiring.contacts import contacts

ROUTE = Route(
    dialect=CONTACTS,
    method="POST",
    path=COLLECTION,
    summary="Create a contact",
    body=CreateContactRequest,
    success=201,
    response="ContactResponse",
    refusals=(400, 401, 409, 413, 415, 422, 500, 503),
)


@endpoint(ROUTE, contacts)
def lambda_handler(context: RequestContext[CreateContactRequest], service: Contacts) -> Response:
    """Create the contact, unless there is one of this source and external id."""
    created = partial(contact_response, status=201)
    return created(service.create(context.body.as_contact(context.credential), context.idempotent(created)))
