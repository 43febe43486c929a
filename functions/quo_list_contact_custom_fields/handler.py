"""GET /v1/contact-custom-fields: the custom fields that the organisation defines for its contacts."""

from trunkline import wiring
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.quo.dialect import CUSTOM_FIELDS, CUSTOM_FIELDS_COLLECTION
from trunkline.http.quo.views import custom_fields_response
from trunkline.http.routes import Route

ROUTE = Route(
    dialect=CUSTOM_FIELDS,
    method="GET",
    path=CUSTOM_FIELDS_COLLECTION,
    summary="List the custom fields of contacts",
    success=200,
    response="CustomFieldsResponse",
    refusals=(401, 500, 503),
)


@endpoint(ROUTE, wiring.custom_fields)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Answer all definitions, in the order of their keys."""
    return custom_fields_response(wiring.custom_fields().all(context.credential.organization_id))
