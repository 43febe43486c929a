"""DELETE /v1/contacts/{id}: a contact is deleted."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import CONTACTS, MEMBER, contact_of
from trunkline.services.contacts import Contacts
from trunkline.wiring.api import endpoint
from trunkline.wiring.contacts import contacts

ROUTE = Route(
    dialect=CONTACTS,
    method="DELETE",
    path=MEMBER,
    summary="Delete a contact by its id",
    success=204,
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, contacts)
def lambda_handler(context: RequestContext[None], service: Contacts) -> Response:
    """Delete the contact; its source and external id may be used again."""
    service.delete(context.credential.organization_id, contact_of(context.request))
    return Response(204, "")
