"""POST /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/link: a number gets or loses its provider phone."""

from typing import TYPE_CHECKING

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.workspace import schemas_core
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.views import phone_number_answer

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
    answer="PhoneNumberResponse",
    refusals=(401, 403, 404, 409, 413, 415, 422, 500, 503),
)


@serves(ROUTE, wiring.phone_numbers)
def lambda_handler(call: "Call[LinkPhoneRequest]") -> Answer:
    """Set both references, or with null clear them; what is so already stays unchanged."""
    number = wiring.phone_numbers().change(
        workspace_of(call.request),
        number_of(call.request),
        call.credential.organization_id,
        provider_phone=call.body["provider_phone_uuid"],
        receipt=call.receipt(phone_number_answer),
    )
    return phone_number_answer(number)
