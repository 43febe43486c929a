"""Request bodies of the workspace API.

Never imported when a function runs: functions load ``schemas_core``, which is generated from it.
"""

from typing import Annotated, Any, Required

from pydantic import AfterValidator, ConfigDict, Field, with_config
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from trunkline.domain.identifiers import NUMBER_ID_LIMIT, ProviderPhoneUuid
from trunkline.domain.number_settings import DEFAULTS, WorkMode
from trunkline.domain.subscriptions import EVENT_PATTERNS, MAX_NUMBERS, MAX_PATTERNS
from trunkline.domain.webhook_urls import MAX_URL_LENGTH
from trunkline.http.texts import (
    HTTPS_SCHEMA,
    NUMBER_SCHEMA,
    SPACES,
    SPOKEN_SCHEMA,
    UUID_SCHEMA,
    parse_spoken,
    parse_uuid,
)
from trunkline.http.workspace import descriptions as described

Text = Annotated[str, Field(max_length=1000)] | None
Spoken = Annotated[str, Field(max_length=1000, json_schema_extra=SPOKEN_SCHEMA), AfterValidator(parse_spoken)] | None
ShortText = Annotated[str, Field(max_length=100)] | None
Uuid = Annotated[ProviderPhoneUuid, AfterValidator(parse_uuid), Field(json_schema_extra=UUID_SCHEMA)]
ForeignId = Annotated[int, Field(ge=1, lt=NUMBER_ID_LIMIT)] | None
Website = Annotated[str, Field(max_length=255, pattern=rf"^https?://[^{SPACES}]+$")] | None
# Parsed afterwards: whether it is a number is a rule of the domain, not of the document's shape.
NumberText = Annotated[str, Field(max_length=40, json_schema_extra=NUMBER_SCHEMA)] | None
MAX_RESTART_DELAY_SECONDS = 30 * 24 * 3600

# Read from the text that JSON has for it; strict would ask for a member of the class.
Mode = Annotated[WorkMode, Field(strict=False)]
RULES = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


def _default(value: Any) -> Any:
    """Name what a number gets when the member is left out of its creation."""
    return Field(json_schema_extra={"default": value})


@with_config(RULES)
class SettingsBody(TypedDict, total=False):
    """The settings that a client may send; what it leaves out stays as it is, or gets its default."""

    name: Annotated[ShortText, described.NAME]
    brand_name: Annotated[ShortText, described.BRAND_NAME]
    brand_description: Annotated[Text, described.BRAND_DESCRIPTION]
    brand_website: Annotated[Website, described.BRAND_WEBSITE]
    default_workflow_id: Annotated[ForeignId, described.DEFAULT_WORKFLOW_ID]
    allow_signup: Annotated[bool, described.ALLOW_SIGNUP, _default(DEFAULTS.allow_signup)]
    signup_member_role_id: Annotated[ForeignId, described.SIGNUP_MEMBER_ROLE_ID]
    allow_anonymous: Annotated[bool, described.ALLOW_ANONYMOUS, _default(DEFAULTS.allow_anonymous)]
    anonymous_member_role_id: Annotated[ForeignId, described.ANONYMOUS_MEMBER_ROLE_ID]
    anonymous_rejection_message: Annotated[Text, described.ANONYMOUS_REJECTION_MESSAGE]
    restart_delay: Annotated[
        Annotated[int, Field(ge=0, le=MAX_RESTART_DELAY_SECONDS)] | None,
        described.RESTART_DELAY,
        _default(DEFAULTS.restart_delay),
    ]
    restart_prompt: Annotated[Text, described.RESTART_PROMPT]
    assistant_enabled: Annotated[bool, described.ASSISTANT_ENABLED, _default(DEFAULTS.assistant_enabled)]
    enable_voice: Annotated[bool, described.ENABLE_VOICE, _default(DEFAULTS.enable_voice)]
    enable_sms: Annotated[bool, described.ENABLE_SMS, _default(DEFAULTS.enable_sms)]
    enable_whats_app: Annotated[bool, described.ENABLE_WHATS_APP, _default(DEFAULTS.enable_whats_app)]
    voice_greeting_message: Annotated[Spoken, described.VOICE_GREETING_MESSAGE]
    voice_unavailable_message: Annotated[Spoken, described.VOICE_UNAVAILABLE_MESSAGE]
    voice_work_mode: Annotated[Mode | None, described.VOICE_WORK_MODE]
    voice_forward_number: Annotated[NumberText, described.VOICE_FORWARD_NUMBER]
    voice_off_hours_message: Annotated[Spoken, described.VOICE_OFF_HOURS_MESSAGE]
    voicemail_greeting: Annotated[Spoken, described.VOICEMAIL_GREETING]
    sms_unavailable_message: Annotated[Text, described.SMS_UNAVAILABLE_MESSAGE]
    sms_work_mode: Annotated[Mode | None, described.SMS_WORK_MODE]
    sms_forward_number: Annotated[NumberText, described.SMS_FORWARD_NUMBER]
    sms_off_hours_message: Annotated[Text, described.SMS_OFF_HOURS_MESSAGE]


# Not as ``anyOf``, of which generators of clients would make two classes.
_ONE_OF_BOTH: JsonDict = {
    "if": {"required": ["phoneNumber"], "properties": {"phoneNumber": {"type": "string"}}},
    "else": {"required": ["providerPhoneUuid"], "properties": {"providerPhoneUuid": {"type": "string"}}},
}


@with_config(ConfigDict(**RULES, json_schema_extra=_ONE_OF_BOTH))
class CreatePhoneNumberRequest(SettingsBody, total=False):
    """A number, a provider phone, or both: with only a provider phone, the number is the provider phone's.

    All texts together may take 3072 bytes in UTF-8.
    """

    phone_number: Annotated[
        NumberText, Field(description="The number, in E.164. Spaces, dots, dashes and brackets are removed.")
    ]
    provider_phone_uuid: Annotated[
        Uuid | None, Field(description="The provider phone to link; without it, one of this number that is free.")
    ]


@with_config(RULES)
class UpdatePhoneNumberRequest(SettingsBody, total=False):
    """A partial update; ``providerPhoneUuid`` links as the link endpoint does, null unlinks.

    All texts of the number together may take 3072 bytes in UTF-8.
    """

    provider_phone_uuid: Annotated[
        Uuid | None, Field(description="The provider phone to link; null unlinks, left out changes nothing.")
    ]


@with_config(RULES)
class LinkPhoneRequest(TypedDict):
    """The provider phone to link, or null to unlink; the member itself is required."""

    provider_phone_uuid: Annotated[Uuid | None, Field(description="The provider phone to link; null unlinks.")]


@with_config(RULES)
class WebhookMembers(TypedDict, total=False):
    """What a webhook consists of."""

    phone_number_uuids: Annotated[
        Annotated[
            list[Annotated[str, AfterValidator(parse_uuid), Field(json_schema_extra=UUID_SCHEMA)]],
            Field(max_length=MAX_NUMBERS),
        ]
        | None,
        Field(description="Null, or left out, is all numbers of the workspace."),
    ]
    description: Annotated[ShortText, Field(description="What it is for.")]
    enabled: Annotated[bool, Field(description="Whether events are sent.", json_schema_extra={"default": True})]


_Url = Annotated[
    str,
    Field(max_length=MAX_URL_LENGTH, description="`https://` and a public host.", json_schema_extra=HTTPS_SCHEMA),
]
_Patterns = Annotated[
    list[Annotated[str, Field(max_length=100, json_schema_extra={"enum": [*EVENT_PATTERNS]})]],
    Field(
        min_length=1,
        max_length=MAX_PATTERNS,
        description="Names of events, or patterns: `call.*`, `*`.",
    ),
]


@with_config(RULES)
class CreateWebhookRequest(WebhookMembers):
    """An endpoint, and the events that it is to get."""

    url: Required[_Url]
    events: Required[_Patterns]


@with_config(RULES)
class UpdateWebhookRequest(WebhookMembers, total=False):
    """A partial update."""

    url: _Url
    events: _Patterns
