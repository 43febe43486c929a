"""Tenants: organisations, their workspaces, their users and their credentials."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from trunkline.domain.credentials import Credential
from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid, canonical_uuid
from trunkline.errors import RuleError

MAX_NAME_LENGTH = 100
_ORGANIZATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_USER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,127}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A tenant. ``cursor_key`` signs the cursors of its lists and goes into each of its credentials."""

    id: OrganizationId
    name: str
    created_at: datetime
    cursor_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A part of an organisation that has phone numbers of its own."""

    uuid: WorkspaceUuid
    organization_id: OrganizationId
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may register numbers, and in whose name credentials act."""

    id: str
    organization_id: OrganizationId
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredCredential:
    """A credential with what operators need to know of it."""

    credential: Credential = field(repr=False)
    name: str
    created_at: datetime
    revoked_at: datetime | None = None

    def status(self, now: datetime) -> str:
        """``active``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        expires_at = self.credential.expires_at
        return "expired" if expires_at is not None and expires_at <= now else "active"


def parse_organization_id(text: str) -> OrganizationId:
    """Parse an organisation's id.

    Raises:
        RuleError: It is none.
    """
    if not _ORGANIZATION_ID.fullmatch(text):
        raise RuleError("tenant", "an id has 1 to 64 letters, digits, _ or -, and starts with a letter or digit")
    return OrganizationId(text)


def parse_workspace_uuid(text: str) -> WorkspaceUuid:
    """Parse a workspace's UUID, to lower case.

    Raises:
        RuleError: It is none.
    """
    uuid = canonical_uuid(text)
    if uuid is None:
        raise RuleError("workspace", "must be a UUID, such as 0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
    return WorkspaceUuid(uuid)


def parse_user_id(text: str) -> str:
    """Parse a user's id.

    Raises:
        RuleError: It is none.
    """
    if not _USER_ID.fullmatch(text):
        raise RuleError("user", "an id has 1 to 128 letters, digits, _ . @ or -, and starts with a letter or digit")
    return text


def parse_name(text: str) -> str:
    """Parse a name for people, without the white space around it.

    Raises:
        RuleError: It is empty or too long, or holds control characters.
    """
    name = text.strip()
    if not 0 < len(name) <= MAX_NAME_LENGTH or not name.isprintable():
        raise RuleError("name", f"must have 1 to {MAX_NAME_LENGTH} printable characters")
    return name


def new_organization_id() -> OrganizationId:
    """Return a random id."""
    return OrganizationId(f"org_{secrets.token_hex(8)}")


def new_cursor_key() -> str:
    """Make a key of 256 random bits for signing an organisation's cursors."""
    return secrets.token_hex(32)


def new_user_id() -> str:
    """Return a random id in the form that every dialect takes: 24 hexadecimal digits."""
    return secrets.token_hex(12)
