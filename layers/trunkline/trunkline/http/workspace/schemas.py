"""Request bodies of the workspace API.

Never imported when a function runs: functions load ``schemas_core``, which is generated from it.
"""

from typing import Annotated, Any, Required

from pydantic import AfterValidator, ConfigDict, Field, with_config
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from trunkline.domain.identifiers import NUMBER_ID_LIMIT, ProviderPhoneUuid
from trunkline.domain.phone_numbers import DEFAULT_SETTINGS, WorkMode
from trunkline.domain.subscriptions import EVENT_PATTERNS, MAX_NUMBERS, MAX_PATTERNS
from trunkline.domain.webhook_urls import MAX_URL_LENGTH
from trunkline.http.bodies import (
    HTTPS_SCHEMA,
    NUMBER_SCHEMA,
    SPACES,
    SPOKEN_SCHEMA,
    UUID_SCHEMA,
    parse_spoken,
    parse_uuid,
)

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

    name: Annotated[ShortText, Field(description="What the workspace calls the number.")]
    brand_name: Annotated[ShortText, Field(description="The name of the brand that the number stands for.")]
    brand_description: Annotated[Text, Field(description="What the brand does.")]
    brand_website: Annotated[Website, Field(description="The brand's website, an `http` or `https` URL.")]
    default_workflow_id: Annotated[
        ForeignId, Field(description="The workspace's own id of the workflow that the number starts with.")
    ]
    allow_signup: Annotated[
        bool,
        Field(description="Whether somebody who is not known yet may become a member. Needs `signupMemberRoleId`."),
        _default(DEFAULT_SETTINGS.allow_signup),
    ]
    signup_member_role_id: Annotated[
        ForeignId, Field(description="The workspace's own id of the role that new members get.")
    ]
    allow_anonymous: Annotated[
        bool,
        Field(description="Whether somebody may call or write without being a member. Needs `anonymousMemberRoleId`."),
        _default(DEFAULT_SETTINGS.allow_anonymous),
    ]
    anonymous_member_role_id: Annotated[
        ForeignId, Field(description="The workspace's own id of the role that anonymous callers get.")
    ]
    anonymous_rejection_message: Annotated[
        Text, Field(description="What anonymous callers are told where they are not allowed.")
    ]
    restart_delay: Annotated[
        Annotated[int, Field(ge=0, le=MAX_RESTART_DELAY_SECONDS)] | None,
        Field(description="Seconds of silence after which a conversation starts anew; null is never."),
        _default(DEFAULT_SETTINGS.restart_delay),
    ]
    restart_prompt: Annotated[Text, Field(description="What is said when a conversation starts anew.")]
    assistant_enabled: Annotated[
        bool,
        Field(description="Whether the workspace's assistant takes part in conversations."),
        _default(DEFAULT_SETTINGS.assistant_enabled),
    ]
    enable_voice: Annotated[
        bool,
        Field(
            description=(
                "Whether calls are taken. If not, a caller hears `voiceUnavailableMessage`, or the call is rejected."
            )
        ),
        _default(DEFAULT_SETTINGS.enable_voice),
    ]
    enable_sms: Annotated[
        bool,
        Field(description="Whether the number is meant for text messages. Those that arrive are always stored."),
        _default(DEFAULT_SETTINGS.enable_sms),
    ]
    enable_whats_app: Annotated[
        bool,
        Field(description="Whether the number is meant for WhatsApp. Trunkline stores this and does no more."),
        _default(DEFAULT_SETTINGS.enable_whats_app),
    ]
    voice_greeting_message: Annotated[Spoken, Field(description="Spoken first to every caller; null is nothing.")]
    voice_unavailable_message: Annotated[
        Spoken,
        Field(
            description="Spoken when nobody takes a call; null is a standard sentence, or nothing where calls are off."
        ),
    ]
    voice_work_mode: Annotated[
        Mode | None,
        Field(
            description=(
                "What follows the greeting: the call is forwarded, told a message, or goes to voicemail. Trunkline "
                "knows no working hours, so an `off_hours` mode holds at all hours. null forwards to "
                "`voiceForwardNumber`, without one goes to voicemail if `voicemailGreeting` is set, and else tells "
                "`voiceUnavailableMessage`."
            )
        ),
    ]
    voice_forward_number: Annotated[
        NumberText,
        Field(
            description=(
                "The number that calls are forwarded to, in E.164. Spaces, dots, dashes and brackets are removed."
            )
        ),
    ]
    voice_off_hours_message: Annotated[Spoken, Field(description="Spoken after the greeting in the `off_hours` modes.")]
    voicemail_greeting: Annotated[
        Spoken, Field(description="Spoken before a caller's message is recorded; null is a standard sentence.")
    ]
    sms_unavailable_message: Annotated[
        Text, Field(description="The text for messages that nobody can answer. Trunkline stores it and sends nothing.")
    ]
    sms_work_mode: Annotated[
        Mode | None,
        Field(description="What is to happen to a message, by working hours. Trunkline stores it and does no more."),
    ]
    sms_forward_number: Annotated[
        NumberText,
        Field(
            description=(
                "The number that messages are to go to, in E.164. Spaces, dots, dashes and brackets are removed. "
                "Trunkline stores it and forwards nothing."
            )
        ),
    ]
    sms_off_hours_message: Annotated[
        Text, Field(description="The text for messages outside working hours. Trunkline stores it and sends nothing.")
    ]


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
