"""Records as the commands show them, and as their JSON has them. Nothing here holds a secret."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trunkline.domain.phone_numbers import PhoneNumber, ProviderPhone
    from trunkline.domain.tenants import Organization, RegisteredCredential, User, Workspace
    from trunkline.services.carrier_accounts import AccountRecord

ORGANIZATION = {"id": "ID", "name": "NAME", "createdAt": "CREATED"}
WORKSPACE = {"uuid": "UUID", "name": "NAME", "createdAt": "CREATED"}
USER = {"id": "ID", "name": "NAME", "createdAt": "CREATED"}
CREDENTIAL = {
    "id": "ID",
    "name": "NAME",
    "status": "STATUS",
    "scopes": "SCOPES",
    "expiresAt": "EXPIRES",
}
API_KEY = {
    "id": "ID",
    "dialect": "DIALECT",
    "name": "NAME",
    "status": "STATUS",
    "userId": "USER",
    "expiresAt": "EXPIRES",
}
ACCOUNT = {
    "carrier": "CARRIER",
    "accountId": "ACCOUNT",
    "publicKeys": "PUBLIC KEYS",
    "earlierSecretUntil": "EARLIER SECRET UNTIL",
}
PROVIDER_PHONE = {
    "phoneNumber": "NUMBER",
    "provider": "CARRIER",
    "state": "STATE",
    "until": "SINCE/UNTIL",
    "webhooks": "WEBHOOKS",
    "workspaceUuid": "WORKSPACE",
}
ARCHIVE = {
    "id": "ID",
    "workspaceUuid": "WORKSPACE",
    "phoneNumber": "NUMBER",
    "status": "STATUS",
    "attempt": "ATTEMPT",
    "reason": "REASON",
    "updatedAt": "SINCE",
}


def organization_view(found: "Organization") -> dict[str, Any]:
    """An organisation, without the key of its cursors."""
    return {"id": found.id, "name": found.name, "createdAt": _iso(found.created_at)}


def workspace_view(found: "Workspace") -> dict[str, Any]:
    """A workspace."""
    return {
        "uuid": found.uuid,
        "tenant": found.organization_id,
        "name": found.name,
        "createdAt": _iso(found.created_at),
    }


def user_view(found: "User") -> dict[str, Any]:
    """A user."""
    return {"id": found.id, "tenant": found.organization_id, "name": found.name, "createdAt": _iso(found.created_at)}


def credential_view(found: "RegisteredCredential", now: datetime) -> dict[str, Any]:
    """A credential, without its hash and the key of its cursors."""
    credential = found.credential
    return {
        "id": credential.id,
        "dialect": str(credential.audience),
        "tenant": credential.organization_id,
        "name": found.name,
        "status": found.status(now),
        "scopes": sorted(str(scope) for scope in credential.scopes),
        "userId": credential.user_id,
        "workspaces": sorted(credential.workspaces),
        "createdAt": _iso(found.created_at),
        "expiresAt": _iso(credential.expires_at) if found.revoked_at is None else None,
        "revokedAt": _iso(found.revoked_at),
    }


def account_view(found: "AccountRecord") -> dict[str, Any]:
    """A carrier account, without its secrets."""
    return {
        "carrier": str(found.carrier),
        "accountId": found.account_id,
        "tenant": found.organization_id,
        "publicKeys": len(found.public_keys),
        "earlierSecretUntil": _iso(found.earlier_secret_until),
    }


def state_of(phone: "ProviderPhone") -> str:
    """``assigned``, ``quarantined``, ``leaving``, ``archiving``, ``idle`` (was linked, is not any more) or ``free``."""
    from trunkline.domain.provider_phones import is_withdrawn

    if is_withdrawn(phone):
        return "leaving"
    if phone.releasing is not None:
        return "archiving"
    if phone.quarantined_until is not None:
        return "quarantined"
    if phone.assigned_workspace_uuid is not None or phone.assigned_number_uuid is not None:
        return "assigned"
    return "free" if phone.idle_since is None else "idle"


def provider_phone_view(phone: "ProviderPhone") -> dict[str, Any]:
    """A provider phone."""
    return {
        "uuid": phone.uuid,
        "phoneNumber": phone.phone_number,
        "provider": str(phone.provider),
        "accountId": phone.account_id,
        "state": state_of(phone),
        "webhooks": str(phone.attachment),
        "workspaceUuid": phone.assigned_workspace_uuid,
        "numberUuid": phone.assigned_number_uuid,
        "agents": dict(phone.agents),
        "idleSince": _iso(phone.idle_since),
        "quarantinedUntil": _iso(phone.quarantined_until),
        "until": _iso(phone.quarantined_until or phone.idle_since),
        "capabilities": sorted(phone.capabilities),
    }


def archive_status_of(number: "PhoneNumber") -> str:
    """The status of a number's archive; of one that was blocked ``blocked``, though the number is active again."""
    blocked = number.archive.blocked and number.archive_status == "active"
    return "blocked" if blocked else str(number.archive_status)


def archive_view(number: "PhoneNumber") -> dict[str, Any]:
    """A phone number on its way out."""
    return {
        "id": number.id,
        "uuid": number.uuid,
        "workspaceUuid": number.workspace_uuid,
        "phoneNumber": number.phone_number,
        "status": archive_status_of(number),
        "attempt": number.archive.number,
        "force": number.archive.force,
        "reason": number.archive.failure or ("blocked" if number.archive.blocked else None),
        "executionsReplaced": number.archive.resumed,
        "updatedAt": _iso(number.updated_at),
        "archivedAt": _iso(number.archived_at),
    }


def _iso(moment: datetime | None) -> str | None:
    from trunkline.domain.timestamps import to_iso

    return to_iso(moment) if moment else None
