"""PATCH /v1/contacts/{id}: parts of a contact change."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import CONTACTS, MEMBER, contact_of
from trunkline.http.quo.schemas import UpdateContactRequest
from trunkline.http.quo.views import contact_response
from trunkline.services.contacts import Contacts
from trunkline.wiring.api import endpoint
from trunkline.wiring.contacts import contacts

ROUTE = Route(
    dialect=CONTACTS,
    method="PATCH",
    path=MEMBER,
    summary="Update a contact by its id",
    body=UpdateContactRequest,
    success=200,
    response="ContactResponse",
    refusals=(400, 401, 404, 409, 413, 415, 500, 503),
)


@endpoint(ROUTE, contacts)
def lambda_handler(context: RequestContext[UpdateContactRequest], service: Contacts) -> Response:
    """Change what the body names and nothing else."""
    contact = service.change(
        context.credential.organization_id,
        contact_of(context.request),
        context.body.as_changes(),
        context.body.custom_fields_sent(),
    )
    return contact_response(contact)
