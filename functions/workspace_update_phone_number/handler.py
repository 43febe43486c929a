"""PUT /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}: a number's settings change."""

from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace import schemas_core
from trunkline.http.workspace.dialect import LINK_ERRORS, MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.requests import settings_of
from trunkline.http.workspace.views import phone_number_response
from trunkline.services.phone_numbers import KEEP_LINK, PhoneNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.phone_numbers import phone_numbers

if TYPE_CHECKING:
    from trunkline.http.workspace.schemas import UpdatePhoneNumberRequest

ROUTE = Route(
    dialect=WORKSPACE,
    method="PUT",
    path=MEMBER,
    scope=Scope.PHONES_WRITE,
    summary="Change some settings of a phone number",
    body=schemas_core.UpdatePhoneNumberRequest,
    success=200,
    response="PhoneNumberResponse",
    refusals=(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
    errors=LINK_ERRORS,
    request_example={"name": "Front desk", "voiceGreetingMessage": "Welcome to Acme."},
)


@endpoint(ROUTE, phone_numbers)
def lambda_handler(context: "RequestContext[UpdatePhoneNumberRequest]", service: PhoneNumbers) -> Response:
    """Change what the body names and nothing else; the number itself never changes."""
    number = service.change(
        workspace_of(context.request),
        number_of(context.request),
        context.credential.organization_id,
        settings=settings_of(context.body),
        provider_phone=context.body.get("provider_phone_uuid", KEEP_LINK),
    )
    return phone_number_response(number)
