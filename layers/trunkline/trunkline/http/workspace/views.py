"""Records as the workspace API prints them. No pydantic here: functions without a body start without it."""

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Literal, cast

from trunkline.domain.blockers import Blocker
from trunkline.domain.credentials import Scope
from trunkline.domain.phone_numbers import ArchiveStatus, NumberSettings, PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.domain.timestamps import to_iso
from trunkline.http.messages import Response

if TYPE_CHECKING:
    from trunkline.domain.credentials import Credential
    from trunkline.domain.tenants import Workspace
    from trunkline.http.workspace.responses import (
        ArchiveProgressView,
        BlockerView,
        LinkablePhone,
        PhoneNumberResponse,
        SettingsView,
        TokenResponse,
        WebhooksView,
    )


def phone_number_view(number: PhoneNumber) -> "PhoneNumberResponse":
    """Write a phone number, with the progress of an archive that is under way or has failed."""
    return {
        "id": number.id,
        "uuid": number.uuid,
        "workspaceUuid": number.workspace_uuid,
        "phoneNumber": number.phone_number,
        "name": number.settings.name,
        "provider": number.provider,
        "providerPhoneUuid": number.provider_phone_uuid,
        **_webhooks(number),
        "isArchived": number.is_archived,
        "archiveStatus": number.archive_status.published,
        **_archive_progress(number),
        "archivedAt": to_iso(number.archived_at) if number.archived_at else None,
        "createdBy": number.created_by,
        "createdAt": to_iso(number.created_at),
        "updatedAt": to_iso(number.updated_at),
        **settings_view(number.settings),
    }


def _webhooks(number: PhoneNumber) -> "WebhooksView":
    if number.provider_phone_uuid is None:
        return {"webhooks": "none"}
    return {"webhooks": number.webhooks} if number.webhooks else {}


def _archive_progress(number: PhoneNumber) -> "ArchiveProgressView":
    match number.archive_status:
        case ArchiveStatus.REQUESTED:
            return {"archiveStep": "checking"}
        case ArchiveStatus.ARCHIVING:
            return {"archiveStep": "releasing"}
        case ArchiveStatus.FAILED:
            step: Literal["checking", "releasing"] = "releasing" if number.archive.failed_after_claim else "checking"
            return {"archiveStep": step, "archiveFailureReason": number.archive.failure}
        case _:
            return {}


def settings_view(settings: NumberSettings) -> "SettingsView":
    """Write every setting under its published name."""
    return cast("SettingsView", {published: getattr(settings, name) for name, published in SETTINGS.items()})


def _published(name: str) -> str:
    first, *words = name.split("_")
    return first + "".join(word.capitalize() for word in words)


# The domain's name of each setting, and the published one.
SETTINGS = {field.name: _published(field.name) for field in fields(NumberSettings)}


def phone_number_response(number: PhoneNumber, status: int = 200) -> Response:
    """Respond with a phone number as the whole body."""
    return Response(status, json.dumps(phone_number_view(number)))


def archive_response(number: PhoneNumber) -> Response:
    """200 with a number that is archived, 202 with one that is on its way."""
    return phone_number_response(number, 200 if number.is_archived else 202)


def linkable_phone_view(phone: ProviderPhone) -> "LinkablePhone":
    """Write one entry of linkable-phones."""
    return {
        "uuid": phone.uuid,
        "phoneNumber": phone.phone_number,
        "provider": phone.provider,
        "assignedWorkspaceUuid": phone.assigned_workspace_uuid,
        "webhooks": phone.published_webhooks,
        "capabilities": sorted(phone.capabilities),
    }


def blocker_view(blocker: Blocker) -> "BlockerView":
    """Write one entry of ``blockers``."""
    return {
        "type": blocker.type,
        "id": blocker.id,
        "uuid": blocker.uuid,
        "name": blocker.name,
        "reason": blocker.reason,
    }


def token_view(credential: "Credential", workspaces: "Iterable[Workspace]") -> "TokenResponse":
    """Write what a credential may do; a workspace that was removed since has no name."""
    names = {workspace.uuid: workspace.name for workspace in workspaces}
    return {
        "userId": credential.user_id,
        "scopes": [scope for scope in Scope if credential.may(scope)],
        "expiresAt": to_iso(credential.expires_at) if credential.expires_at else None,
        "workspaces": [{"uuid": uuid, "name": names.get(uuid)} for uuid in sorted(credential.workspaces)],
    }
