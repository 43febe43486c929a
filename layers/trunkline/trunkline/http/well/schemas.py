"""The document of the Well API that creates a phone.

Never imported when a function runs: functions load ``schemas_core``, which is made of it.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal, NotRequired, Required, TypeAlias

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    with_config,
)
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from trunkline.domain.well_phones import MAX_INCLUDED, MAX_RELATIONSHIPS
from trunkline.http.texts import NUMBER_SCHEMA, UUID_SCHEMA, parse_uuid
from trunkline.http.well.requests import address, date_time, domain, few_enough, graphic, lines, plain, resource_type

Text255 = Annotated[str, StringConstraints(max_length=255), AfterValidator(plain)] | None
Prose = Annotated[str, StringConstraints(max_length=1000), AfterValidator(lines)] | None
Website = Annotated[str, StringConstraints(max_length=255), AfterValidator(domain)] | None
Email = Annotated[str, StringConstraints(max_length=255), AfterValidator(address)] | None
ResourceId = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(graphic)]
Label = Annotated[str, StringConstraints(max_length=50), AfterValidator(plain)] | None
Uuid = Annotated[str, AfterValidator(parse_uuid), Field(json_schema_extra=UUID_SCHEMA)]
# Within what every client's calendar knows, and far from where time zones lead out of Python's.
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC), strict=False),
    BeforeValidator(date_time),
]

# Checked of the three lists together, before their entries are looked at.
_MAX = {"maxItems": MAX_RELATIONSHIPS}

RULES = ConfigDict(strict=True, extra="ignore")


@with_config(RULES)
class PersonReference(TypedDict):
    """The relationship is ``persons``, its resources' type ``people``."""

    type: Literal["people"]
    id: ResourceId


@with_config(RULES)
class CompanyReference(TypedDict):
    """A company, by its id."""

    type: Literal["company"]
    id: ResourceId


@with_config(RULES)
class WorkspaceReference(TypedDict):
    """A workspace, by its UUID or by an alias."""

    type: Literal["workspace"]
    id: ResourceId


@with_config(RULES)
class PersonAttributes(TypedDict, total=False):
    """What is said of a person."""

    first_name: Text255
    last_name: Text255
    full_name: Text255
    email: Email


@with_config(RULES)
class CompanyAttributes(TypedDict, total=False):
    """What is said of a company."""

    name: Text255
    description: Prose
    locale: Text255
    domain_name_primary_link_url: Website


@with_config(RULES)
class WorkspaceAttributes(TypedDict, total=False):
    """What is said of a workspace."""

    name: Text255
    description: Prose
    avatar_color: Text255
    external_workspace_id: ResourceId | None
    auto_extract_enabled: bool | None


@with_config(RULES)
class IncludedPerson(PersonReference):
    """A person to store with the phone."""

    attributes: NotRequired[PersonAttributes]


@with_config(RULES)
class IncludedCompany(CompanyReference):
    """A company to store with the phone."""

    attributes: NotRequired[CompanyAttributes]


@with_config(RULES)
class IncludedWorkspace(WorkspaceReference):
    """A workspace to store with the phone."""

    attributes: NotRequired[WorkspaceAttributes]


Included: TypeAlias = Annotated[
    Annotated[IncludedPerson, Tag("people")]
    | Annotated[IncludedCompany, Tag("company")]
    | Annotated[IncludedWorkspace, Tag("workspace")],
    # By a function, because only so the message can be ours: pydantic's own repeats what was sent.
    Discriminator(
        resource_type,
        custom_error_type="unknown_resource_type",
        custom_error_message="should be a resource of type 'people', 'company' or 'workspace'",
    ),
]


_ENOUGH_OF_A_NUMBER: JsonDict = {
    "anyOf": [
        {"required": ["e164_number"], "properties": {"e164_number": {"type": "string"}}},
        {
            "required": ["country_code", "national_number"],
            "properties": {"country_code": {"type": "integer"}, "national_number": {"type": "string"}},
        },
    ]
}


@with_config(ConfigDict(**RULES, json_schema_extra=_ENOUGH_OF_A_NUMBER))
class PhoneAttributes(TypedDict, total=False):
    """A number, and what is said of it; ``updated_at`` is the service's own and ignored.

    The number is ``e164_number``, or ``country_code`` together with ``national_number``; parts that are sent besides
    have to agree.
    """

    country_code: Annotated[int, Field(ge=1, le=999)] | None
    national_number: Annotated[str, StringConstraints(max_length=255)] | None
    e164_number: Annotated[
        Annotated[str, StringConstraints(max_length=40), Field(json_schema_extra=NUMBER_SCHEMA)] | None,
        Field(description="Starts with `+`. Enough alone; what else is sent of the number has to agree with it."),
    ]
    label: Label
    is_primary: Annotated[
        bool,
        Field(
            description="The phone that was primary for one of its people or companies is so no longer.",
            json_schema_extra={"default": False},
        ),
    ]
    is_verified: Annotated[bool, Field(json_schema_extra={"default": False})]
    created_at: Annotated[
        Moment | None, Field(description="From 1970 to 2199 in UTC, no leap second; now where it is left out.")
    ]


@with_config(RULES)
class Persons(TypedDict):
    """The people that a phone belongs to."""

    data: Annotated[list[PersonReference], Field(json_schema_extra=_MAX)]


@with_config(RULES)
class Companies(TypedDict):
    """The companies that a phone belongs to."""

    data: Annotated[list[CompanyReference], Field(json_schema_extra=_MAX)]


@with_config(RULES)
class Workspaces(TypedDict):
    """The workspaces that a phone belongs to."""

    data: Annotated[list[WorkspaceReference], Field(json_schema_extra=_MAX)]


@with_config(RULES)
class Relationships(TypedDict, total=False):
    """What a phone belongs to, of three kinds.

    25 entries at most, persons, companies and workspaces together; none twice. Each is included, or was before.
    """

    persons: Persons | None
    companies: Companies | None
    workspaces: Workspaces | None


@with_config(RULES)
class PhoneResource(TypedDict):
    """The phone; the service makes an id where none is sent."""

    type: Literal["phone"]
    id: NotRequired[Annotated[Uuid | None, Field(description="A UUID of your own; used ids are not used again.")]]
    attributes: PhoneAttributes
    relationships: NotRequired[Annotated[Relationships | None, BeforeValidator(few_enough)]]


@with_config(RULES)
class CreatePhoneRequest(TypedDict, total=False):
    """The whole document."""

    data: Required[PhoneResource]
    included: Annotated[
        Annotated[list[Included], Field(max_length=MAX_INCLUDED)] | None,
        Field(
            description="Records to store, none twice; each may take 2048 bytes as JSON, with what is stored already."
        ),
    ]
