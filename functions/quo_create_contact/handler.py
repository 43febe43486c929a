"""POST /v1/contacts: a contact is added to the organisation."""

from functools import partial
from typing import TYPE_CHECKING

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo import schemas_core
from trunkline.http.quo.dialect import COLLECTION, CONTACT_ERRORS, CONTACTS
from trunkline.http.quo.requests import new_contact
from trunkline.http.quo.views import contact_response
from trunkline.services.contacts import Contacts
from trunkline.wiring.api import endpoint
from trunkline.wiring.contacts import contacts

if TYPE_CHECKING:
    from trunkline.http.quo.schemas import CreateContactRequest

ROUTE = Route(
    dialect=CONTACTS,
    method="POST",
    path=COLLECTION,
    summary="Create a contact",
    body=schemas_core.CreateContactRequest,
    success=201,
    response="ContactResponse",
    refusals=(400, 401, 409, 413, 415, 422, 500, 503),
    errors=CONTACT_ERRORS,
)


@endpoint(ROUTE, contacts)
def lambda_handler(context: "RequestContext[CreateContactRequest]", service: Contacts) -> Response:
    """Create the contact, unless there is one of this source and external id."""
    created = partial(contact_response, status=201)
    return created(service.create(new_contact(context.body, context.credential), context.idempotent(created)))
