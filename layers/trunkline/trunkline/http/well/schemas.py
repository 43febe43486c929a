"""The document that creates a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError, from_json

from trunkline.domain.identifiers import WorkspaceUuid
from trunkline.domain.number_parts import number_parts
from trunkline.domain.well_phones import (
    MAX_INCLUDED,
    MAX_RELATIONSHIPS,
    Mention,
    NewWellPhone,
    RecordId,
    RecordKind,
)
from trunkline.errors import FieldError, SchemaError
from trunkline.http.texts import UUID_SCHEMA, parse_uuid
from trunkline.http.well.resources import (
    CompanyReference,
    Included,
    IncludedCompany,
    IncludedPerson,
    IncludedWorkspace,
    PersonReference,
    RequestModel,
    WorkspaceReference,
    plain,
)

# Beyond this, a body is refused for its size alone: reading it would cost more than the better message is worth.
MAX_EXPLAINED_BYTES = 1024 * 1024

_TOO_MANY = f"may have {MAX_RELATIONSHIPS} entries at most, persons, companies and workspaces together"

Label = Annotated[str, StringConstraints(max_length=50), AfterValidator(plain)] | None
Uuid = Annotated[str, AfterValidator(parse_uuid), Field(json_schema_extra=UUID_SCHEMA)]
# Within what every client's calendar knows, and far from where time zones lead out of Python's.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]

# Checked of the three lists together, before their entries are looked at.
_MAX = {"maxItems": MAX_RELATIONSHIPS}


class PhoneAttributes(RequestModel):
    """A number, and what is said of it; ``updated_at`` is the service's own and ignored.

    The number is ``e164_number``, or ``country_code`` together with ``national_number``; parts that are sent besides
    have to agree.
    """

    country_code: Annotated[int, Field(ge=1, le=999)] | None = None
    national_number: Annotated[str, StringConstraints(max_length=255)] | None = None
    e164_number: Annotated[
        Annotated[str, StringConstraints(max_length=40)] | None,
        Field(description="Starts with `+`. Enough alone; what else is sent of the number has to agree with it."),
    ] = None
    label: Label = None
    is_primary: Annotated[
        bool, Field(description="The phone that was primary for one of its people or companies is so no longer.")
    ] = False
    is_verified: bool = False
    created_at: Annotated[
        Moment | None, Field(description="From 1970 to 2199 in UTC, no leap second; now where it is left out.")
    ] = None


class Persons(RequestModel):
    """The people that a phone belongs to."""

    data: Annotated[list[PersonReference], Field(json_schema_extra=_MAX)]


class Companies(RequestModel):
    """The companies that a phone belongs to."""

    data: Annotated[list[CompanyReference], Field(json_schema_extra=_MAX)]


class Workspaces(RequestModel):
    """The workspaces that a phone belongs to."""

    data: Annotated[list[WorkspaceReference], Field(json_schema_extra=_MAX)]


def _few_enough(relationships: Any) -> Any:
    """Look at the number before the entries: ten thousand of them are one fault, not ten thousand."""
    if _count(relationships) > MAX_RELATIONSHIPS:
        raise PydanticCustomError("too_many_relationships", _TOO_MANY)
    return relationships


def _count(relationships: Any) -> int:
    count = 0
    for kind in RecordKind:
        relationship = relationships.get(kind.relationship) if isinstance(relationships, dict) else None
        entries = relationship.get("data") if isinstance(relationship, dict) else None
        count += len(entries) if isinstance(entries, list) else 0
    return count


class Relationships(RequestModel):
    """What a phone belongs to, of three kinds.

    25 entries at most, persons, companies and workspaces together; none twice. Each is included, or was before.
    """

    persons: Persons | None = None
    companies: Companies | None = None
    workspaces: Workspaces | None = None

    def mentions(self) -> Iterator[Mention]:
        """Every reference, with the member that holds it."""
        for kind in RecordKind:
            relationship = getattr(self, kind.relationship)
            for index, reference in enumerate(relationship.data if relationship else ()):
                member = f"data.relationships.{kind.relationship}.data.{index}.id"
                yield Mention(record_id=RecordId(kind, reference.id), member=member)


class PhoneResource(RequestModel):
    """The phone; the service makes an id where none is sent."""

    type: Literal["phone"]
    id: Annotated[Uuid | None, Field(description="A UUID of your own; used ids are not used again.")] = None
    attributes: PhoneAttributes
    relationships: Annotated[Relationships | None, BeforeValidator(_few_enough)] = None


class CreatePhoneRequest(RequestModel):
    """The whole document."""

    data: PhoneResource
    included: Annotated[
        Annotated[list[Included], Field(max_length=MAX_INCLUDED)] | None,
        Field(
            description="Records to store, none twice; each may take 2048 bytes as JSON, with what is stored already."
        ),
    ] = None

    def phone(self, workspace: WorkspaceUuid, created_by: str) -> NewWellPhone:
        """The phone that the document describes.

        Raises:
            RuleError: The parts of the number do not make one, or a record is named twice.
        """
        sent = self.data.attributes
        return NewWellPhone(
            workspace_uuid=workspace,
            created_by=created_by,
            id=self.data.id or str(uuid4()),
            number=number_parts(
                country_code=sent.country_code,
                national_number=sent.national_number,
                e164_number=sent.e164_number,
            ),
            label=sent.label,
            is_primary=sent.is_primary,
            is_verified=sent.is_verified,
            created_at=sent.created_at,
            related=tuple(self.data.relationships.mentions()) if self.data.relationships else (),
            included=tuple(_included(index, resource) for index, resource in enumerate(self.included or ())),
        )


def refuse_too_many_relationships(body: bytes) -> None:
    """Name the limit that a body of more than 256 KiB most likely breaks, rather than its size.

    Raises:
        SchemaError: The document has more relationships than are allowed.
    """
    if len(body) > MAX_EXPLAINED_BYTES:
        return
    try:
        document = from_json(body, allow_inf_nan=False)
    except ValueError:
        return
    data = document.get("data") if isinstance(document, dict) else None
    if isinstance(data, dict) and _count(data.get("relationships")) > MAX_RELATIONSHIPS:
        raise SchemaError([FieldError(("body", "data", "relationships"), _TOO_MANY)])


def _included(index: int, resource: IncludedPerson | IncludedCompany | IncludedWorkspace) -> Mention:
    profile = {name: value for name, value in resource.attributes if value is not None}
    return Mention(
        record_id=RecordId(RecordKind(resource.type), resource.id), member=f"included.{index}", profile=profile
    )
