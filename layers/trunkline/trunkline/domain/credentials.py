"""Credentials: who calls, and what they may do."""

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
    """The dialects that a credential is for."""

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
        """Tell whether this scope includes ``other``; the administrator of numbers may do everything."""
        return other in (self, _IMPLIED.get(self)) or self is Scope.PHONES_ADMIN


_IMPLIED = {Scope.PHONES_WRITE: Scope.PHONES_READ, Scope.WEBHOOKS_WRITE: Scope.WEBHOOKS_READ}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A token's stored half: everything but the secret, of which only the SHA-256 is stored."""

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
        """Tell whether the secret is this credential's, which is valid now; takes the same time for any secret."""
        matches = hmac.compare_digest(sha256(secret), self.secret_sha256)
        return matches and (self.expires_at is None or now < self.expires_at)

    def may(self, scope: Scope) -> bool:
        """Tell whether one of the scopes implies ``scope``."""
        return any(held.implies(scope) for held in self.scopes)

    def is_member_of(self, workspace: WorkspaceUuid) -> bool:
        """Tell whether the credential was made for this workspace."""
        return workspace in self.workspaces

    @property
    def default_workspace(self) -> WorkspaceUuid | None:
        """Return the workspace that a client means by naming none: the lowest of the credential's."""
        return min(self.workspaces, default=None)


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A credential as a client sent it: the id to look up and the secret to compare."""

    id: str
    secret: str = field(repr=False)

    def as_token(self) -> str:
        """Return id and secret in one text, as bearer tokens and Quo keys carry them."""
        return f"tl_{self.id}_{self.secret}"

    def as_key_pair(self) -> tuple[str, str]:
        """Return id and secret apart, as Zudu's key and secret."""
        return f"sk_{self.id}", f"s3cr3t_{self.secret}"


def parse_token(text: str) -> PresentedToken | None:
    """Parse a token; None for any text that was never one, so that no read is spent on it."""
    match = _TOKEN.fullmatch(text)
    return PresentedToken(match[1], match[2]) if match else None


def parse_key_pair(key: str, secret: str) -> PresentedToken | None:
    """Parse a key and its secret; None when either was never one."""
    key_match, secret_match = _API_KEY.fullmatch(key), _API_SECRET.fullmatch(secret)
    return PresentedToken(key_match[1], secret_match[1]) if key_match and secret_match else None


def new_secret() -> PresentedToken:
    """Make a new id and secret; the secret has 256 random bits."""
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
    """Make a credential: what the client gets, here only, and what is stored."""
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
    """Hash a secret for storage; plain, because 256 random bits need no stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()
