"""An organisation's contacts: names and how to reach people."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from trunkline.domain.custom_fields import CustomValue
from trunkline.domain.identifiers import ContactId, OrganizationId
from trunkline.errors import RuleError

DEFAULT_SOURCE = "public-api"
MAX_SOURCE_LENGTH = 72
MAX_EXTERNAL_ID_LENGTH = 75
MAX_POINTS = 50
# So much that a page of 50 contacts, and one to see that more follow, is within the 1 MB that one query reads.
MAX_CONTACT_BYTES = 16 * 1024

_CONTACT_ID = re.compile(r"[0-9a-f]{24}")
_RESERVED_SOURCES = {"openphone", "device", "csv", "other"}
_RESERVED_PREFIXES = ("openphone", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """An email address or a phone number with its label: free text, stored as it was sent."""

    id: str
    name: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointChange:
    """A change of a contact point: the one with that id changes, one without an id is added.

    A value of None removes it; a name of None leaves the name as it is.
    """

    id: str | None
    name: str | None
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanges:
    """Changes of a contact. ``texts`` are those of its attributes that are plain texts, by their names."""

    texts: Mapping[str, Any] = field(default_factory=dict)
    emails: Sequence[PointChange] = ()
    phone_numbers: Sequence[PointChange] = ()
    custom_values: Sequence[CustomValue] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact. No two of an organisation have the same source and external id."""

    id: ContactId
    organization_id: OrganizationId
    created_by_user_id: str
    created_at: datetime
    updated_at: datetime
    source: str | None = DEFAULT_SOURCE
    external_id: str | None = None
    source_url: str | None = None
    company: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    role: str | None = None
    emails: tuple[ContactPoint, ...] = ()
    phone_numbers: tuple[ContactPoint, ...] = ()
    custom_values: tuple[CustomValue, ...] = ()
    # Counts the changes: who saves names the version it read, so that no change is lost to another.
    version: int = 1

    def document(self) -> dict[str, Any]:
        """Return what clients write freely, as plain values: it grows, and nothing is looked up by it."""
        return {
            "company": self.company,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "role": self.role,
            "emails": [asdict(point) for point in self.emails],
            "phone_numbers": [asdict(point) for point in self.phone_numbers],
            "custom_values": [asdict(value) for value in self.custom_values],
        }

    def checked(self) -> "Contact":
        """Return this contact if it is small enough to be stored.

        Raises:
            RuleError: It has too many contact points or takes too many bytes.
        """
        for member, points in (("emails", self.emails), ("phoneNumbers", self.phone_numbers)):
            if len(points) > MAX_POINTS:
                raise RuleError(f"defaultFields.{member}", f"a contact may have {MAX_POINTS} of them at most")
        size = len(json.dumps(self.document(), ensure_ascii=False).encode())
        if size > MAX_CONTACT_BYTES:
            raise RuleError("", f"a contact may take {MAX_CONTACT_BYTES} bytes as JSON, not {size}")
        return self

    @property
    def reference(self) -> tuple[str | None, str] | None:
        """What the contact is called elsewhere, which no other contact is: source and external id."""
        return None if self.external_id is None else (self.source, self.external_id)

    def changed(self, changes: ContactChanges, now: datetime) -> "Contact":
        """Return this contact with the changes; the same object when nothing changes.

        Raises:
            RuleError: A change names a contact point that does not exist, or the contact becomes too large.
        """
        custom_values = {value.id: value for value in (*self.custom_values, *changes.custom_values)}
        after = replace(
            self,
            **changes.texts,
            emails=_changed_points(self.emails, changes.emails, "emails"),
            phone_numbers=_changed_points(self.phone_numbers, changes.phone_numbers, "phoneNumbers"),
            custom_values=tuple(custom_values.values()),
        )
        return self if after == self else replace(after, updated_at=now, version=self.version + 1).checked()


def new_contact_id() -> ContactId:
    """Return a random id. Lists are in the order of ids, so they do not tell who was added when."""
    return ContactId(secrets.token_hex(12))


def new_point(name: str, value: str | None) -> ContactPoint:
    """Make a contact point with an id of its own."""
    return ContactPoint(id=secrets.token_hex(12), name=name, value=value)


def parse_contact_id(text: str) -> ContactId | None:
    """Parse an id; None for any text that was never one, so that no read is spent on it."""
    return ContactId(text) if _CONTACT_ID.fullmatch(text) else None


def parse_source(text: str) -> str:
    """Parse a source that a client may give a contact.

    Raises:
        ValueError: The service reserves it.
    """
    if text in _RESERVED_SOURCES:
        raise ValueError(f"must not be one of the reserved words {', '.join(sorted(_RESERVED_SOURCES))}")
    if text.startswith(_RESERVED_PREFIXES):
        raise ValueError(f"must not start with one of the reserved prefixes {', '.join(_RESERVED_PREFIXES)}")
    return text


def _changed_points(
    points: Sequence[ContactPoint], changes: Sequence[PointChange], member: str
) -> tuple[ContactPoint, ...]:
    kept = {point.id: point for point in points}
    for index, change in enumerate(changes):
        where = f"defaultFields.{member}.{index}"
        if change.id is None:
            added = _added(change, where)
            kept[added.id] = added
        elif change.id not in kept:
            raise RuleError(f"{where}.id", "is not the id of one of this contact's items")
        elif change.value is None:
            del kept[change.id]
        else:
            before = kept[change.id]
            kept[change.id] = replace(
                before, name=before.name if change.name is None else change.name, value=change.value
            )
    return tuple(kept.values())


def _added(change: PointChange, where: str) -> ContactPoint:
    if change.name is None:
        raise RuleError(f"{where}.name", "is required for an item that is added")
    if change.value is None:
        raise RuleError(f"{where}.id", "is required for an item that is removed")
    return new_point(change.name, change.value)
