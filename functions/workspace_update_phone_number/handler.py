"""PUT /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}: a number's settings change."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.link_schema import provider_phone_uuid_of
from trunkline.http.workspace.schemas import UpdatePhoneNumberRequest
from trunkline.http.workspace.views import phone_number_answer
from trunkline.services.phone_numbers import KEEP_LINK

ROUTE = Route(
    dialect=WORKSPACE,
    method="PUT",
    path=MEMBER,
    scope=Scope.PHONES_WRITE,
    summary="Change some settings of a phone number",
    body=UpdatePhoneNumberRequest,
    success=200,
    answer="PhoneNumberResponse",
    refusals=(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
)


@serves(ROUTE, wiring.phone_numbers)
def lambda_handler(call: Call[UpdatePhoneNumberRequest]) -> Answer:
    """Change what the body names and nothing else; the number itself never changes."""
    names_a_phone = "provider_phone_uuid" in call.body.model_fields_set
    number = wiring.phone_numbers().change(
        workspace_of(call.request),
        number_of(call.request),
        call.credential.organization_id,
        settings=call.body.settings_sent(),
        provider_phone=provider_phone_uuid_of(call.body.provider_phone_uuid) if names_a_phone else KEEP_LINK,
    )
    return phone_number_answer(number)
