"""GET /v1/contacts/{id}: one contact."""

from trunkline import wiring
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.quo.dialect import CONTACTS, MEMBER, contact_of
from trunkline.http.quo.views import contact_answer
from trunkline.http.routes import Route

ROUTE = Route(
    dialect=CONTACTS,
    method="GET",
    path=MEMBER,
    summary="Get a contact by its id",
    success=200,
    answer="ContactAnswer",
    refusals=(401, 404, 500, 503),
)


@serves(ROUTE, wiring.contacts)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer the contact."""
    return contact_answer(wiring.contacts().get(call.credential.organization_id, contact_of(call.request)))
