"""GET /v1/contacts/{id}: one contact."""

from trunkline import wiring
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.quo.dialect import CONTACTS, MEMBER, contact_of
from trunkline.http.quo.views import contact_response
from trunkline.http.routes import Route

ROUTE = Route(
    dialect=CONTACTS,
    method="GET",
    path=MEMBER,
    summary="Get a contact by its id",
    success=200,
    response="ContactResponse",
    refusals=(401, 404, 500, 503),
)


@endpoint(ROUTE, wiring.contacts)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Answer the contact."""
    return contact_response(wiring.contacts().get(context.credential.organization_id, contact_of(context.request)))
