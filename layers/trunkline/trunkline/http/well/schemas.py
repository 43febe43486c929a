"""The document of the Well API that creates a phone.

Never imported when a function runs: functions load ``schemas_core``, which is generated from it.
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
from trunkline.http.bodies import NUMBER_SCHEMA, UUID_SCHEMA, parse_uuid
from trunkline.http.well import descriptions as described
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
    Field(
        ge=datetime(1970, 1, 1, tzinfo=UTC),
        lt=datetime(2200, 1, 1, tzinfo=UTC),
        strict=False,
        json_schema_extra={"pattern": "^(19[7-9][0-9]|2[01][0-9][0-9])-"},
    ),
    BeforeValidator(date_time),
]

# Checked of the three lists together, before their entries are looked at.
# Not the same twice; of two that differ in more than the id, only the service knows.
_UNIQUE: JsonDict = {"uniqueItems": True}
_MAX: JsonDict = {"maxItems": MAX_RELATIONSHIPS, **_UNIQUE}

RULES = ConfigDict(strict=True, extra="ignore")


@with_config(RULES)
class PersonReference(TypedDict):
    """The relationship is ``persons``, its resources' type ``people``."""

    type: Annotated[Literal["people"], Field(description="What kind of record it is.")]
    id: Annotated[ResourceId, Field(description="Your own id of the person.")]


@with_config(RULES)
class CompanyReference(TypedDict):
    """A company, by its id."""

    type: Annotated[Literal["company"], Field(description="What kind of record it is.")]
    id: Annotated[ResourceId, Field(description="Your own id of the company.")]


@with_config(RULES)
class WorkspaceReference(TypedDict):
    """A workspace, by its UUID or by an alias."""

    type: Annotated[Literal["workspace"], Field(description="What kind of record it is.")]
    id: Annotated[ResourceId, Field(description="The workspace's UUID, or your own alias of it.")]


@with_config(RULES)
class PersonAttributes(TypedDict, total=False):
    """What is said of a person."""

    first_name: Annotated[Text255, described.FIRST_NAME]
    last_name: Annotated[Text255, described.LAST_NAME]
    full_name: Annotated[Text255, Field(description="The person's whole name; it is stored and not shown.")]
    email: Annotated[Email, Field(description="The person's email address. An extension.")]


@with_config(RULES)
class CompanyAttributes(TypedDict, total=False):
    """What is said of a company."""

    name: Annotated[Text255, Field(description="The company's name.")]
    description: Annotated[Prose, Field(description="What the company does.")]
    locale: Annotated[Text255, Field(description="The company's language, such as `en`; it is stored and not shown.")]
    domain_name_primary_link_url: Annotated[
        Website, Field(description="The company's domain or website; responses show it as `website`.")
    ]


@with_config(RULES)
class WorkspaceAttributes(TypedDict, total=False):
    """What is said of a workspace."""

    name: Annotated[Text255, Field(description="The workspace's name.")]
    description: Annotated[Prose, Field(description="What the workspace is for.")]
    avatar_color: Annotated[
        Text255, Field(description="The colour of its avatar, such as `#FF6B35`; it is stored and not shown.")
    ]
    external_workspace_id: Annotated[
        ResourceId | None,
        Field(description="Your own id of the workspace, which responses show in place of its alias."),
    ]
    auto_extract_enabled: Annotated[bool | None, Field(description="A setting of yours; it is stored and not shown.")]


@with_config(RULES)
class IncludedPerson(PersonReference):
    """A person to store with the phone."""

    attributes: NotRequired[
        Annotated[PersonAttributes, Field(description="What is said of the person; a null in it leaves what is known.")]
    ]


@with_config(RULES)
class IncludedCompany(CompanyReference):
    """A company to store with the phone."""

    attributes: NotRequired[
        Annotated[
            CompanyAttributes, Field(description="What is said of the company; a null in it leaves what is known.")
        ]
    ]


@with_config(RULES)
class IncludedWorkspace(WorkspaceReference):
    """A workspace to store with the phone."""

    attributes: NotRequired[
        Annotated[
            WorkspaceAttributes, Field(description="What is said of the workspace; a null in it leaves what is known.")
        ]
    ]


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


# Not as ``anyOf``, of which generators of clients would make two classes.
_ENOUGH_OF_A_NUMBER: JsonDict = {
    "if": {"required": ["e164_number"], "properties": {"e164_number": {"type": "string"}}},
    "else": {
        "required": ["country_code", "national_number"],
        "properties": {"country_code": {"type": "integer"}, "national_number": {"type": "string"}},
    },
}


@with_config(ConfigDict(**RULES, json_schema_extra=_ENOUGH_OF_A_NUMBER))
class PhoneAttributes(TypedDict, total=False):
    """A number, and what is said of it; ``updated_at`` is the service's own and ignored.

    The number is ``e164_number``, or ``country_code`` together with ``national_number``; parts that are sent besides
    have to agree.
    """

    country_code: Annotated[Annotated[int, Field(ge=1, le=999)] | None, described.COUNTRY_CODE]
    national_number: Annotated[Annotated[str, StringConstraints(max_length=255)] | None, described.NATIONAL_NUMBER]
    e164_number: Annotated[
        Annotated[str, StringConstraints(max_length=40), Field(json_schema_extra=NUMBER_SCHEMA)] | None,
        Field(description="Starts with `+`. Enough alone; what else is sent of the number has to agree with it."),
    ]
    label: Annotated[Label, described.LABEL]
    is_primary: Annotated[
        bool,
        Field(
            description="The phone that was primary for one of its people or companies is so no longer.",
            json_schema_extra={"default": False},
        ),
    ]
    is_verified: Annotated[bool, described.IS_VERIFIED, Field(json_schema_extra={"default": False})]
    created_at: Annotated[
        Moment | None, Field(description="From 1970 to 2199 in UTC, no leap second; now where it is left out.")
    ]


@with_config(RULES)
class Persons(TypedDict):
    """The people that a phone belongs to."""

    data: Annotated[list[PersonReference], Field(description="The records, by their ids.", json_schema_extra=_MAX)]


@with_config(RULES)
class Companies(TypedDict):
    """The companies that a phone belongs to."""

    data: Annotated[list[CompanyReference], Field(description="The records, by their ids.", json_schema_extra=_MAX)]


@with_config(RULES)
class Workspaces(TypedDict):
    """The workspaces that a phone belongs to."""

    data: Annotated[list[WorkspaceReference], Field(description="The records, by their ids.", json_schema_extra=_MAX)]


@with_config(RULES)
class Relationships(TypedDict, total=False):
    """What a phone belongs to, of three kinds.

    25 entries at most, persons, companies and workspaces together; none twice. Each is included, or was before.
    """

    persons: Annotated[Persons | None, described.PERSONS]
    companies: Annotated[Companies | None, described.COMPANIES]
    workspaces: Annotated[Workspaces | None, described.WORKSPACES]


@with_config(RULES)
class PhoneResource(TypedDict):
    """The phone; the service makes an id where none is sent."""

    type: Annotated[Literal["phone"], Field(description="What kind of resource it is.")]
    id: NotRequired[Annotated[Uuid | None, Field(description="A UUID of your own; used ids are not used again.")]]
    attributes: Annotated[PhoneAttributes, Field(description="The number, and what is said of it.")]
    relationships: NotRequired[
        Annotated[Relationships | None, BeforeValidator(few_enough), Field(description="What the phone belongs to.")]
    ]


@with_config(RULES)
class CreatePhoneRequest(TypedDict, total=False):
    """The whole document."""

    data: Required[Annotated[PhoneResource, Field(description="The phone.")]]
    included: Annotated[
        Annotated[list[Included], Field(max_length=MAX_INCLUDED, json_schema_extra=_UNIQUE)] | None,
        Field(
            description="Records to store, none twice; each may take 2048 bytes as JSON, with what is stored already."
        ),
    ]
