"""Who calls, and what they may do."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid

_TOKEN = re.compile(r"tl_([0-9a-f]{24})_([A-Za-z0-9_-]{43})")
_API_KEY = re.compile(r"sk_([0-9a-f]{24})")
_API_SECRET = re.compile(r"s3cr3t_([A-Za-z0-9_-]{43})")


class Audience(StrEnum):
    """Which dialects a credential speaks."""

    # Well, Weya and the workspace API; what it may do there its scopes say.
    BEARER = "bearer"
    # These two may do everything in their dialect and nothing elsewhere.
    QUO = "quo"
    ZUDU = "zudu"


class Scope(StrEnum):
    """What a credential may do."""

    PHONES_READ = "phones:read"
    PHONES_WRITE = "phones:write"
    PHONES_ADMIN = "phones:admin"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"

    def implies(self, other: "Scope") -> bool:
        """Whether whoever holds this scope may do what ``other`` allows: all, the administrator of numbers."""
        return other in (self, _IMPLIED.get(self)) or self is Scope.PHONES_ADMIN


_IMPLIED = {Scope.PHONES_WRITE: Scope.PHONES_READ, Scope.WEBHOOKS_WRITE: Scope.WEBHOOKS_READ}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A token's stored half: everything but the secret, of which only the SHA-256 is kept."""

    id: str
    audience: Audience
    secret_sha256: str = field(repr=False)
    organization_id: OrganizationId
    workspaces: frozenset[WorkspaceUuid]
    user_id: str
    scopes: frozenset[Scope]
    # Signs the cursors of this organisation's lists; the same in all its credentials, so that a list can be
    # continued with another token and signing costs no read of its own.
    cursor_key: str = field(repr=False)
    expires_at: datetime | None = None

    def accepts(self, secret: str, now: datetime) -> bool:
        """Whether the secret is this credential's and the credential still holds; takes the same time for any."""
        matches = hmac.compare_digest(sha256(secret), self.secret_sha256)
        return matches and (self.expires_at is None or now < self.expires_at)

    def may(self, scope: Scope) -> bool:
        """Whether one of the scopes implies ``scope``."""
        return any(held.implies(scope) for held in self.scopes)

    def is_member_of(self, workspace: WorkspaceUuid) -> bool:
        """Whether the credential was made for this workspace."""
        return workspace in self.workspaces

    @property
    def default_workspace(self) -> WorkspaceUuid | None:
        """The workspace that is meant where a dialect lets a client name none: the lowest of the credential's."""
        return min(self.workspaces, default=None)


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A credential as a client sent it: the id to look up and the secret to compare."""

    id: str
    secret: str = field(repr=False)

    def as_token(self) -> str:
        """Both halves in one text, as bearer tokens and Quo keys carry them."""
        return f"tl_{self.id}_{self.secret}"

    def as_key_pair(self) -> tuple[str, str]:
        """The halves apart, as Zudu's key and secret."""
        return f"sk_{self.id}", f"s3cr3t_{self.secret}"


def parse_token(text: str) -> PresentedToken | None:
    """The two halves of a token, or None for any text that was never one (no read is spent on it)."""
    match = _TOKEN.fullmatch(text)
    return PresentedToken(match[1], match[2]) if match else None


def parse_key_pair(key: str, secret: str) -> PresentedToken | None:
    """The credential that a key and a secret name together, or None when one of them was never one."""
    key_match, secret_match = _API_KEY.fullmatch(key), _API_SECRET.fullmatch(secret)
    return PresentedToken(key_match[1], secret_match[1]) if key_match and secret_match else None


def new_secret() -> PresentedToken:
    """A fresh id and secret; the secret has 256 random bits."""
    return PresentedToken(secrets.token_hex(12), secrets.token_urlsafe(32))


def new_credential(
    *,
    audience: Audience,
    organization_id: OrganizationId,
    workspaces: Iterable[WorkspaceUuid],
    user_id: str,
    scopes: Iterable[Scope],
    cursor_key: str,
    expires_at: datetime | None = None,
) -> tuple[PresentedToken, Credential]:
    """What the client gets, once and here only, and what is stored."""
    presented = new_secret()
    return presented, Credential(
        id=presented.id,
        audience=audience,
        secret_sha256=sha256(presented.secret),
        organization_id=organization_id,
        workspaces=frozenset(workspaces),
        user_id=user_id,
        scopes=frozenset(scopes),
        cursor_key=cursor_key,
        expires_at=expires_at,
    )


def sha256(secret: str) -> str:
    """The hash under which a secret is stored; plain, because 256 random bits need no stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()
