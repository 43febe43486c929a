"""Request bodies of Quo's contacts API.

Never imported when a function runs: functions load ``schemas_core``, which is generated from it.
"""

from typing import Annotated, Any, Literal, NotRequired, Required

from pydantic import AfterValidator, ConfigDict, Field, with_config
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from trunkline.domain.contacts import (
    DEFAULT_SOURCE,
    MAX_EXTERNAL_ID_LENGTH,
    MAX_POINTS,
    MAX_SOURCE_LENGTH,
    parse_source,
)
from trunkline.domain.custom_fields import MAX_FIELDS
from trunkline.domain.subscriptions import MAX_NUMBERS
from trunkline.domain.webhook_urls import MAX_URL_LENGTH
from trunkline.http.bodies import HTTPS_SCHEMA, SPACES
from trunkline.http.quo import descriptions as described

Source = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_SOURCE_LENGTH,
        json_schema_extra={"not": {"type": "string", "pattern": "^(openphone|csv|(device|other)$)"}},
    ),
    AfterValidator(parse_source),
]
ExternalId = Annotated[str, Field(min_length=1, max_length=MAX_EXTERNAL_ID_LENGTH)] | None
SourceUrl = (
    Annotated[str, Field(min_length=1, max_length=200, pattern=rf"^[A-Za-z][A-Za-z0-9+.-]*:[^{SPACES}]+$")] | None
)
# Users of the vendor, of whom this service keeps no record: the form is all that can be checked.
UserId = Annotated[str, Field(pattern=r"^US", max_length=64)]

RULES = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)
# Within these, members that are not known are refused: a misspelt one would lose what it holds.
CLOSED = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel)


@with_config(CLOSED)
class NewPointBody(TypedDict):
    """An email address or phone number of a new contact; any text, or null."""

    name: Annotated[str, described.POINT_NAME]
    value: Annotated[str | None, described.POINT_VALUE]


# What is added needs a name and a value.
_NEW_WITHOUT_ID: JsonDict = {
    "if": {"required": ["id"], "properties": {"id": {"type": "string"}}},
    "else": {"required": ["name"], "properties": {"name": {"type": "string"}, "value": {"type": "string"}}},
}


@with_config(ConfigDict(**CLOSED, json_schema_extra=_NEW_WITHOUT_ID))
class PointChangeBody(TypedDict):
    """An item that is changed by its id, added without one, or removed by its id and a value of null."""

    id: NotRequired[
        Annotated[str | None, Field(description="The item to change or remove; left out or null adds one.")]
    ]
    name: NotRequired[
        Annotated[
            str | None,
            Field(description="What kind of address or number it is; with an `id` it may be left out, and stays."),
        ]
    ]
    value: Annotated[
        str | None, Field(description="The address or number; null together with an `id` removes the item.")
    ]


@with_config(CLOSED)
class CustomFieldBody(TypedDict):
    """A value for a custom field, which ``key`` or ``id`` names; the organisation's definition says what fits."""

    key: NotRequired[Annotated[str | None, Field(description="The field's key; needed where there is no `id`.")]]
    id: NotRequired[
        Annotated[str | None, Field(description="The field's id; with a `key`, both have to be of the same field.")]
    ]
    value: Annotated[Any, Field(description="A value of the field's type; null fits each type.")]


@with_config(CLOSED)
class NewDefaultFieldsBody(TypedDict, total=False):
    """The fields that every contact has; only ``firstName`` has to be there, if only as null."""

    company: Annotated[str | None, described.COMPANY]
    emails: Annotated[list[NewPointBody], Field(max_length=MAX_POINTS), described.EMAILS]
    first_name: Required[Annotated[str | None, described.FIRST_NAME]]
    last_name: Annotated[str | None, described.LAST_NAME]
    phone_numbers: Annotated[list[NewPointBody], Field(max_length=MAX_POINTS), described.PHONE_NUMBERS]
    role: Annotated[str | None, described.ROLE]


@with_config(CLOSED)
class DefaultFieldsChangeBody(TypedDict, total=False):
    """Those fields that change."""

    company: Annotated[str | None, described.COMPANY]
    emails: Annotated[list[PointChangeBody], Field(max_length=MAX_POINTS), described.EMAILS]
    first_name: Annotated[str | None, described.FIRST_NAME]
    last_name: Annotated[str | None, described.LAST_NAME]
    phone_numbers: Annotated[list[PointChangeBody], Field(max_length=MAX_POINTS), described.PHONE_NUMBERS]
    role: Annotated[str | None, described.ROLE]


CustomFieldBodies = Annotated[list[CustomFieldBody], Field(max_length=MAX_FIELDS), described.CUSTOM_FIELDS]


@with_config(RULES)
class CreateContactRequest(TypedDict, total=False):
    """A new contact; it may take 16384 bytes as JSON."""

    default_fields: Required[
        Annotated[NewDefaultFieldsBody, Field(description="Name, company, addresses and numbers.")]
    ]
    custom_fields: CustomFieldBodies
    created_by_user_id: Annotated[
        UserId, Field(description="The user who created the contact; the key's user where it is left out.")
    ]
    source: Annotated[Source, described.SOURCE, Field(json_schema_extra={"default": DEFAULT_SOURCE})]
    external_id: Annotated[ExternalId, described.EXTERNAL_ID]
    source_url: Annotated[SourceUrl, described.SOURCE_URL]


@with_config(RULES)
class UpdateContactRequest(TypedDict, total=False):
    """A partial update; the whole contact may take 16384 bytes as JSON."""

    default_fields: Annotated[
        DefaultFieldsChangeBody, Field(description="Those of the fields that change; what is left out stays.")
    ]
    custom_fields: CustomFieldBodies
    source: Annotated[Source | None, described.SOURCE]
    external_id: Annotated[ExternalId, described.EXTERNAL_ID]
    source_url: Annotated[SourceUrl, described.SOURCE_URL]


# Each of them once is enough.
MAX_EVENTS = 10
ResourceIds = Annotated[
    list[Annotated[str, Field(max_length=34, pattern=r"^(PN[0-9a-f]{32}|\*)$")]],
    Field(
        min_length=1,
        max_length=MAX_NUMBERS,
        description="The ids of phone numbers, or `*` alone; all by default.",
        json_schema_extra={"if": {"contains": {"const": "*"}}, "then": {"maxItems": 1}},
    ),
]


@with_config(RULES)
class WebhookBody(TypedDict, total=False):
    """A new webhook."""

    url: Required[
        Annotated[
            str,
            Field(
                max_length=MAX_URL_LENGTH,
                description="A public https URL, to which events are sent.",
                json_schema_extra=HTTPS_SCHEMA,
            ),
        ]
    ]
    label: Annotated[str, Field(max_length=200, description="What people call it.")]
    resource_ids: ResourceIds
    status: Annotated[Literal["enabled", "disabled"], Field(description="Whether events are sent; default `enabled`.")]
    user_id: Annotated[UserId, Field(description="Who creates it; the key's user where it is left out.")]


@with_config(RULES)
class CreateCallWebhookRequest(WebhookBody, total=False):
    """A new webhook for events of calls."""

    events: Required[
        Annotated[
            list[Literal["call.completed", "call.ringing", "call.recording.completed"]],
            Field(min_length=1, max_length=MAX_EVENTS, description="What it is told."),
        ]
    ]


@with_config(RULES)
class CreateMessageWebhookRequest(WebhookBody, total=False):
    """A new webhook for events of messages."""

    events: Required[
        Annotated[
            list[Literal["message.received", "message.delivered"]],
            Field(
                min_length=1,
                max_length=MAX_EVENTS,
                description="What it is told; `message.delivered` never comes, because nothing is sent from here.",
            ),
        ]
    ]
