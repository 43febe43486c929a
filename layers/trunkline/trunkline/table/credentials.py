"""Credentials in the table, for authentication. Every function reads one of these."""

from trunkline.domain.credentials import Audience, Credential, Scope
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Item


class CredentialTable:
    """The store of ``trunkline.services.credentials``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, credential_id: str) -> Credential | None:
        """Find a credential.

        One read.
        """
        item = self.table.get(keys.credential(credential_id))
        return credential_from(item) if item else None


def credential_attributes(credential: Credential) -> Item:
    """Return all attributes of a credential's item but its key."""
    return {
        "entity": "credential",
        "credential_id": credential.id,
        "audience": credential.audience,
        "secret_sha256": credential.secret_sha256,
        "organization": credential.organization_id,
        "workspaces": sorted(credential.workspaces),
        "created_for": credential.user_id,
        "scopes": sorted(credential.scopes),
        "cursor_key": credential.cursor_key,
        "valid_until": to_iso(credential.expires_at) if credential.expires_at else None,
    }


def credential_from(item: Item) -> Credential:
    """Read a credential from an item."""
    return Credential(
        id=item["credential_id"],
        audience=Audience(item["audience"]),
        secret_sha256=item["secret_sha256"],
        organization_id=item["organization"],
        workspaces=frozenset(item["workspaces"]),
        user_id=item["created_for"],
        scopes=frozenset(Scope(scope) for scope in item["scopes"]),
        cursor_key=item["cursor_key"],
        expires_at=from_iso(item["valid_until"]) if "valid_until" in item else None,
    )
