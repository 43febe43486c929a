"""Request bodies of the workspace API that hold a number's settings."""

from typing import Annotated, Any

from pydantic import Field

from trunkline.domain.e164_parser import parse_e164
from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.domain.number_settings import DEFAULTS, WorkMode
from trunkline.http.texts import SPACES
from trunkline.http.workspace.link_schema import RequestBody, Uuid

Text = Annotated[str, Field(max_length=1000)] | None
ShortText = Annotated[str, Field(max_length=100)] | None
ForeignId = Annotated[int, Field(ge=1, lt=NUMBER_ID_LIMIT)] | None
Website = Annotated[str, Field(max_length=255, pattern=rf"^https?://[^{SPACES}]+$")] | None
# Parsed afterwards: whether it is a number is a rule of the domain, not of the document's shape.
NumberText = Annotated[
    Annotated[str, Field(max_length=40)] | None, Field(description="In E.164; spaces, dots, dashes and brackets go.")
]
MAX_RESTART_DELAY_SECONDS = 30 * 24 * 3600

_FORWARD_NUMBERS = {
    "voice_forward_number": "voiceForwardNumber",
    "sms_forward_number": "smsForwardNumber",
}


class SettingsBody(RequestBody):
    """The settings that a client may send; what it leaves out stays as it is, or gets its default."""

    name: ShortText = None
    brand_name: ShortText = None
    brand_description: Text = None
    brand_website: Website = None
    default_workflow_id: ForeignId = None
    allow_signup: Annotated[bool, Field(description="Needs `signupMemberRoleId`.")] = DEFAULTS.allow_signup
    signup_member_role_id: ForeignId = None
    allow_anonymous: Annotated[bool, Field(description="Needs `anonymousMemberRoleId`.")] = DEFAULTS.allow_anonymous
    anonymous_member_role_id: ForeignId = None
    anonymous_rejection_message: Text = None
    restart_delay: Annotated[
        Annotated[int, Field(ge=0, le=MAX_RESTART_DELAY_SECONDS)] | None, Field(description="In seconds.")
    ] = DEFAULTS.restart_delay
    restart_prompt: Text = None
    assistant_enabled: bool = DEFAULTS.assistant_enabled
    enable_voice: bool = DEFAULTS.enable_voice
    enable_sms: bool = DEFAULTS.enable_sms
    enable_whats_app: bool = DEFAULTS.enable_whats_app
    voice_greeting_message: Text = None
    voice_unavailable_message: Text = None
    voice_work_mode: WorkMode | None = None
    voice_forward_number: NumberText = None
    voice_off_hours_message: Text = None
    voicemail_greeting: Text = None
    sms_unavailable_message: Text = None
    sms_work_mode: WorkMode | None = None
    sms_forward_number: NumberText = None
    sms_off_hours_message: Text = None

    def settings_sent(self) -> dict[str, Any]:
        """The settings that the body names, by their names in the domain.

        Raises:
            RuleError: A forward number is not a phone number.
        """
        sent = {name: getattr(self, name) for name in SettingsBody.model_fields if name in self.model_fields_set}
        for name, member in _FORWARD_NUMBERS.items():
            if sent.get(name) is not None:
                sent[name] = parse_e164(sent[name], member=member)
        return sent


class CreatePhoneNumberRequest(SettingsBody):
    """A number, a provider phone, or both: with only a provider phone, the number is the provider phone's.

    All texts together may take 3072 bytes in UTF-8.
    """

    phone_number: NumberText = None
    provider_phone_uuid: Annotated[
        Uuid | None, Field(description="The provider phone to link; without it, one of this number that is free.")
    ] = None


class UpdatePhoneNumberRequest(SettingsBody):
    """A partial update; ``providerPhoneUuid`` links as the link endpoint does, null unlinks.

    All texts of the number together may take 3072 bytes in UTF-8.
    """

    provider_phone_uuid: Uuid | None = None
