"""PATCH /v1/contacts/{id}: parts of a contact change."""

from typing import TYPE_CHECKING

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo import schemas_core
from trunkline.http.quo.dialect import CONTACT_ERRORS, CONTACTS, MEMBER, contact_of
from trunkline.http.quo.requests import contact_changes, custom_fields_of
from trunkline.http.quo.views import contact_response
from trunkline.services.contacts import Contacts
from trunkline.wiring.api import endpoint
from trunkline.wiring.contacts import contacts

if TYPE_CHECKING:
    from trunkline.http.quo.schemas import UpdateContactRequest

ROUTE = Route(
    dialect=CONTACTS,
    method="PATCH",
    path=MEMBER,
    summary="Update a contact by its id",
    body=schemas_core.UpdateContactRequest,
    success=200,
    response="ContactResponse",
    refusals=(400, 401, 404, 409, 413, 415, 500, 503),
    errors=CONTACT_ERRORS,
    request_example={"defaultFields": {"role": "Head of Sales"}},
)


@endpoint(ROUTE, contacts)
def lambda_handler(context: "RequestContext[UpdateContactRequest]", service: Contacts) -> Response:
    """Change what the body names and nothing else."""
    contact = service.change(
        context.credential.organization_id,
        contact_of(context.request),
        contact_changes(context.body),
        custom_fields_of(context.body),
    )
    return contact_response(contact)
