"""POST /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/link: a number gets or loses its provider phone."""

from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace import schemas_core
from trunkline.http.workspace.dialect import LINK_ERRORS, MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.views import phone_number_response
from trunkline.services.phone_numbers import PhoneNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.phone_numbers import phone_numbers

if TYPE_CHECKING:
    from trunkline.http.workspace.schemas import LinkPhoneRequest

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=MEMBER + "/link",
    scope=Scope.PHONES_WRITE,
    summary="Link a phone number to a provider phone, or unlink it",
    body=schemas_core.LinkPhoneRequest,
    success=200,
    response="PhoneNumberResponse",
    refusals=(401, 403, 404, 409, 413, 415, 422, 500, 503),
    errors=LINK_ERRORS,
    request_example={"providerPhoneUuid": "23fbd9eb-cc31-5b78-8d82-d2e46d38d13c"},
)


@endpoint(ROUTE, phone_numbers)
def lambda_handler(context: "RequestContext[LinkPhoneRequest]", service: PhoneNumbers) -> Response:
    """Link the number to the provider phone, or with null unlink it; what is so already stays unchanged."""
    number = service.change(
        workspace_of(context.request),
        number_of(context.request),
        context.credential.organization_id,
        provider_phone=context.body["provider_phone_uuid"],
        idempotent=context.idempotent(phone_number_response),
    )
    return phone_number_response(number)
