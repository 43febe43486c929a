"""Documents of the Well API as the domain's values, and the checks of their texts."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic_core import PydanticCustomError, from_json

from trunkline.domain.credentials import Credential
from trunkline.domain.e164_parser import number_parts
from trunkline.domain.identifiers import WorkspaceUuid, canonical_uuid
from trunkline.domain.well_phones import MAX_RELATIONSHIPS, Mention, NewWellPhone, RecordId, RecordKind
from trunkline.errors import FieldError, SchemaError
from trunkline.http.bodies import SPACES

if TYPE_CHECKING:
    from trunkline.http.well.schemas import CreatePhoneRequest, Included, Relationships

# Beyond this, a body is refused for its size alone: reading it would cost more than the better message is worth.
MAX_EXPLAINED_BYTES = 1024 * 1024

_TOO_MANY = f"may have {MAX_RELATIONSHIPS} entries at most, persons, companies and workspaces together"


def matching(pattern: str, issue: str) -> Callable[[str], str]:
    """Return a check of text against a pattern, with words of our own: pydantic's would quote the pattern."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(issue)
        return text

    # For the API document.
    check.pattern = f"^{pattern}$"  # type: ignore[attr-defined]
    return check


# No name has control characters, and in JSON they grow sixfold.
plain = matching(r"[^\x00-\x1f\x7f]*", "should have no control characters")
lines = matching(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*", "should have no control characters but tabs and line ends")
# As the vendor's example has it, without a scheme, or with one of the web's two.
domain = matching(
    rf"(https?://)?[^:/@{SPACES}]+(:[0-9]+)?(/[^{SPACES}]*)?", "should be a domain name or an http or https address"
)
address = matching(rf"[^@{SPACES}]+@[^@{SPACES}]+", "should be an email address")
graphic = matching(r"[\x21-\x7e]*", "should have printable ASCII characters only, and no spaces")

_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*", re.ASCII)


def date_time(sent: Any) -> Any:
    """Accept only text with a date and a time: otherwise numbers would pass as Unix times.

    Raises:
        ValueError: It is something else.
    """
    if sent is not None and not (isinstance(sent, str) and _DATE_TIME.fullmatch(sent)):
        raise ValueError("should be a date and time with its offset, as RFC 3339 has it")
    return sent


def resource_type(resource: Any) -> str | None:
    """Return the resource type that a member of ``included`` claims, when it is one at all."""
    claimed = resource.get("type") if isinstance(resource, dict) else None
    return claimed if isinstance(claimed, str) else None


def few_enough(relationships: Any) -> Any:
    """Look at the number before the entries: ten thousand of them are one fault, not ten thousand.

    Raises:
        PydanticCustomError: There are more than are allowed.
    """
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


def new_phone(body: "CreatePhoneRequest", workspace: WorkspaceUuid, credential: Credential) -> NewWellPhone:
    """Return the phone that the document describes.

    Raises:
        RuleError: The parts of the number do not make one, or a record is named twice.
    """
    resource = body["data"]
    sent = resource["attributes"]
    return NewWellPhone(
        workspace_uuid=workspace,
        created_by=credential.user_id,
        own_workspaces=credential.workspaces,
        id=resource.get("id") or str(uuid4()),
        number=number_parts(
            country_code=sent.get("country_code"),
            national_number=sent.get("national_number"),
            e164_number=sent.get("e164_number"),
        ),
        label=sent.get("label"),
        is_primary=sent.get("is_primary", False),
        is_verified=sent.get("is_verified", False),
        created_at=sent.get("created_at"),
        related=tuple(_related(resource.get("relationships"))),
        included=tuple(_included(index, each) for index, each in enumerate(body.get("included") or ())),
    )


def _related(relationships: "Relationships | None") -> Iterator[Mention]:
    """List every reference, with the member that holds it."""
    sent: Any = relationships or {}
    for kind in RecordKind:
        for index, reference in enumerate((sent.get(kind.relationship) or {"data": ()})["data"]):
            member = f"data.relationships.{kind.relationship}.data.{index}.id"
            yield Mention(record_id=_record_id(kind, reference["id"]), member=member)


def _record_id(kind: RecordKind, sent: str) -> RecordId:
    """UUIDs are one however their letters are written; any other id is as it was sent."""
    return RecordId(kind, canonical_uuid(sent) or sent)


def _included(index: int, resource: "Included") -> Mention:
    attributes: Any = resource.get("attributes", {})
    return Mention(
        record_id=_record_id(RecordKind(resource["type"]), resource["id"]),
        member=f"included.{index}",
        profile={name: value for name, value in attributes.items() if value is not None},
    )
