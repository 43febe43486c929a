"""DELETE /v1/contacts/{id}: a contact is deleted."""

from trunkline import wiring
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.quo.dialect import CONTACTS, MEMBER, contact_of
from trunkline.http.routes import Route

ROUTE = Route(
    dialect=CONTACTS,
    method="DELETE",
    path=MEMBER,
    summary="Delete a contact by its id",
    success=204,
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, wiring.contacts)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Delete the contact; its source and external id may be used again."""
    wiring.contacts().delete(context.credential.organization_id, contact_of(context.request))
    return Response(204, "")
