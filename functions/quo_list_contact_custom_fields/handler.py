"""GET /v1/contact-custom-fields: the custom fields that the organisation defines for its contacts."""

from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.dialect import CUSTOM_FIELDS, CUSTOM_FIELDS_COLLECTION
from trunkline.http.quo.views import custom_fields_response
from trunkline.services.custom_fields import CustomFields
from trunkline.wiring.api import endpoint
from trunkline.wiring.custom_fields import custom_fields

ROUTE = Route(
    dialect=CUSTOM_FIELDS,
    method="GET",
    path=CUSTOM_FIELDS_COLLECTION,
    summary="List the custom fields of contacts",
    success=200,
    response="CustomFieldsResponse",
    refusals=(401, 500, 503),
)


@endpoint(ROUTE, custom_fields)
def lambda_handler(context: RequestContext[None], service: CustomFields) -> Response:
    """Return all definitions, in the order of their keys."""
    return custom_fields_response(service.all(context.credential.organization_id))
