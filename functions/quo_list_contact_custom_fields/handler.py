"""GET /v1/contact-custom-fields: the custom fields that the organisation defines for its contacts."""

from trunkline import wiring
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.quo.dialect import CUSTOM_FIELDS, CUSTOM_FIELDS_COLLECTION
from trunkline.http.quo.views import custom_fields_answer
from trunkline.http.routes import Route

ROUTE = Route(
    dialect=CUSTOM_FIELDS,
    method="GET",
    path=CUSTOM_FIELDS_COLLECTION,
    summary="List the custom fields of contacts",
    success=200,
    answer="CustomFieldsAnswer",
    refusals=(401, 500, 503),
)


@serves(ROUTE, wiring.custom_fields)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer all definitions, in the order of their keys."""
    return custom_fields_answer(wiring.custom_fields().all(call.credential.organization_id))
