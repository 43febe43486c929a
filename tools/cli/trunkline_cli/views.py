"""Records as the commands show them, and as their JSON has them. Nothing here holds a secret."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trunkline.domain.blockers import Blocker
    from trunkline.domain.calls import Call, Message
    from trunkline.domain.contacts import Contact
    from trunkline.domain.phone_numbers import PhoneNumber
    from trunkline.domain.provider_phones import ProviderPhone
    from trunkline.domain.tenants import Organization, RegisteredCredential, User, Workspace
    from trunkline.domain.well_phones import WellPhone
    from trunkline.domain.zudu_numbers import ZuduNumber
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
    "apiKeySid": "API KEY",
    "webhooks": "WEBHOOKS",
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
PROVIDER_PHONE_TITLES = {
    "uuid": "UUID",
    "provider": "CARRIER",
    "accountId": "ACCOUNT",
    "state": "STATE",
    "webhooks": "WEBHOOKS",
    "until": "SINCE/UNTIL",
    "workspaceUuid": "WORKSPACE",
    "capabilities": "CAPABILITIES",
}
NUMBER = {
    "phoneNumber": "NUMBER",
    "name": "NAME",
    "status": "STATUS",
    "provider": "CARRIER",
    "webhooks": "WEBHOOKS",
    "workspaceUuid": "WORKSPACE",
    "id": "ID",
}
NUMBER_TITLES = {**NUMBER, "uuid": "UUID", "providerPhoneUuid": "PROVIDER PHONE", "createdAt": "CREATED"}
CALL = {
    "startedAt": "STARTED",
    "direction": "DIRECTION",
    "from": "FROM",
    "to": "TO",
    "status": "STATUS",
    "durationSeconds": "SECONDS",
    "recordings": "RECORDINGS",
    "id": "ID",
}
MESSAGE = {"receivedAt": "RECEIVED", "from": "FROM", "to": "TO", "text": "TEXT", "id": "ID"}
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
    """Write an organisation, without the key of its cursors."""
    return {"id": found.id, "name": found.name, "createdAt": iso(found.created_at)}


def workspace_view(found: "Workspace") -> dict[str, Any]:
    """Write a workspace."""
    return {
        "uuid": found.uuid,
        "tenant": found.organization_id,
        "name": found.name,
        "createdAt": iso(found.created_at),
    }


def user_view(found: "User") -> dict[str, Any]:
    """Write a user."""
    return {"id": found.id, "tenant": found.organization_id, "name": found.name, "createdAt": iso(found.created_at)}


def credential_view(found: "RegisteredCredential", now: datetime) -> dict[str, Any]:
    """Write a credential, without its hash and the key of its cursors."""
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
        "createdAt": iso(found.created_at),
        "expiresAt": iso(credential.expires_at) if found.revoked_at is None else None,
        "revokedAt": iso(found.revoked_at),
    }


def account_view(found: "AccountRecord") -> dict[str, Any]:
    """Write a carrier account, without its secrets."""
    return {
        "carrier": str(found.carrier),
        "accountId": found.account_id,
        "tenant": found.organization_id,
        "apiKeySid": found.api_key_sid,
        "webhooks": "unsigned" if found.is_unsigned else "signed",
        "publicKeys": len(found.public_keys),
        "earlierSecretUntil": iso(found.earlier_secret_until),
    }


def state_of(phone: "ProviderPhone") -> str:
    """Name a phone's state.

    It is ``assigned``, ``quarantined``, ``leaving``, ``archiving``, ``idle`` (was linked, is not any more) or ``free``.
    """
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
    """Write a provider phone."""
    return {
        "uuid": phone.uuid,
        "phoneNumber": phone.phone_number,
        "provider": str(phone.provider),
        "accountId": phone.account_id,
        "state": state_of(phone),
        "webhooks": webhooks_of(phone),
        "workspaceUuid": phone.assigned_workspace_uuid,
        "numberUuid": phone.assigned_number_uuid,
        "agents": dict(phone.agents),
        "idleSince": iso(phone.idle_since),
        "quarantinedUntil": iso(phone.quarantined_until),
        "until": iso(phone.quarantined_until or phone.idle_since),
        "capabilities": sorted(phone.capabilities),
    }


def webhooks_of(phone: "ProviderPhone | None") -> str:
    """Tell whether a number rings: ``attached``, ``pending``, ``detached``, or ``none`` where no account could send."""
    return phone.published_webhooks if phone else "none"


def number_view(number: "PhoneNumber", phone: "ProviderPhone | None") -> dict[str, Any]:
    """Write a phone number of a workspace, with what it is linked to."""
    return {
        "id": number.id,
        "uuid": number.uuid,
        "tenant": number.organization_id,
        "workspaceUuid": number.workspace_uuid,
        "phoneNumber": number.phone_number,
        "name": number.settings.name,
        "status": archive_status_of(number),
        "provider": str(number.provider) if number.provider else None,
        "providerPhoneUuid": number.provider_phone_uuid,
        "webhooks": webhooks_of(phone),
        "createdAt": iso(number.created_at),
        "updatedAt": iso(number.updated_at),
    }


def call_view(call: "Call") -> dict[str, Any]:
    """Write a call."""
    return {
        "id": call.id,
        "provider": str(call.carrier),
        "direction": call.direction,
        "from": call.from_number,
        "to": call.to_number,
        "status": str(call.state),
        "startedAt": iso(call.started_at),
        "answeredAt": iso(call.answered_at),
        "endedAt": iso(call.ended_at),
        "durationSeconds": call.duration_seconds,
        "hangupCause": call.hangup_cause,
        "recordings": len(call.recordings),
        "backfilled": call.is_backfilled,
    }


def message_view(message: "Message") -> dict[str, Any]:
    """Write a message that came in."""
    return {
        "id": message.id,
        "provider": str(message.carrier),
        "from": message.from_number,
        "to": message.to_number,
        "text": message.text,
        "mediaUrls": list(message.media_urls),
        "receivedAt": iso(message.received_at),
        "backfilled": message.is_backfilled,
    }


def blocker_view(blocker: "Blocker") -> dict[str, Any]:
    """Write something that needs a number."""
    return {
        "type": str(blocker.type),
        "id": blocker.id,
        "uuid": blocker.uuid,
        "name": blocker.name,
        "reason": blocker.reason,
    }


def zudu_view(number: "ZuduNumber") -> dict[str, Any]:
    """Write Zudu's record of a number."""
    return {
        "phoneNumber": number.phone_number,
        "nickname": number.nickname,
        "inboundAgentId": number.inbound_agent_id,
        "outboundAgentId": number.outbound_agent_id,
    }


def well_phone_view(phone: "WellPhone") -> dict[str, Any]:
    """Write a Well phone."""
    return {"id": phone.id, "label": phone.label, "workspaceUuid": phone.workspace_uuid}


def contact_view(contact: "Contact") -> dict[str, Any]:
    """Write a contact of which somebody looks for the number."""
    return {
        "id": contact.id,
        "name": " ".join(filter(None, (contact.first_name, contact.last_name))) or contact.company,
    }


def archive_status_of(number: "PhoneNumber") -> str:
    """Return the status of a number's archive.

    Of one that was blocked that is ``blocked``, though the number is active again.
    """
    blocked = number.archive.blocked and number.archive_status == "active"
    return "blocked" if blocked else str(number.archive_status)


def archive_view(number: "PhoneNumber") -> dict[str, Any]:
    """Write a phone number on its way out."""
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
        "updatedAt": iso(number.updated_at),
        "archivedAt": iso(number.archived_at),
    }


def iso(moment: datetime | None) -> str | None:
    """Return a time as JSON has it."""
    from trunkline.domain.timestamps import to_iso

    return to_iso(moment) if moment else None
