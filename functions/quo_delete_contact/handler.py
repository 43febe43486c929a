"""DELETE /v1/contacts/{id}: a contact is deleted."""

from trunkline import wiring
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
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


@serves(ROUTE, wiring.contacts)
def lambda_handler(call: Call[None]) -> Answer:
    """Delete the contact; its source and external id may be used again."""
    wiring.contacts().delete(call.credential.organization_id, contact_of(call.request))
    return Answer(204, "")
