"""Records as the workspace API prints them. No pydantic here: functions without a body start without it."""

import json
from dataclasses import fields
from typing import Any

from trunkline.domain.moments import to_iso
from trunkline.domain.number_settings import NumberSettings
from trunkline.domain.phone_numbers import ArchiveStatus, PhoneNumber, ProviderPhone
from trunkline.http.messages import Answer


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


_SETTING_MEMBERS = {field.name: _camel(field.name) for field in fields(NumberSettings)}


def phone_number_view(number: PhoneNumber) -> dict[str, Any]:
    """PhoneNumberResponse; a number whose archive failed says why in ``archiveFailureReason``."""
    failure = {"archiveFailureReason": number.archive.failure} if number.archive_status is ArchiveStatus.FAILED else {}
    return {
        "id": number.id,
        "uuid": number.uuid,
        "workspaceUuid": number.workspace_uuid,
        "phoneNumber": number.phone_number,
        "name": number.settings.name,
        "provider": number.provider,
        "providerPhoneUuid": number.provider_phone_uuid,
        "isArchived": number.is_archived,
        "archiveStatus": number.archive_status.published,
        **failure,
        "archivedAt": number.archived_at and to_iso(number.archived_at),
        "createdBy": number.created_by,
        "createdAt": to_iso(number.created_at),
        "updatedAt": to_iso(number.updated_at),
        **{member: getattr(number.settings, name) for name, member in _SETTING_MEMBERS.items()},
    }


def phone_number_answer(number: PhoneNumber, status: int = 200) -> Answer:
    """A phone number as the whole body."""
    return Answer(status, json.dumps(phone_number_view(number)))


def archive_answer(number: PhoneNumber) -> Answer:
    """200 with a number that is archived, 202 with one that is on its way."""
    return phone_number_answer(number, 200 if number.is_archived else 202)


def linkable_phone_view(phone: ProviderPhone) -> dict[str, Any]:
    """One entry of linkable-phones."""
    return {
        "uuid": phone.uuid,
        "phoneNumber": phone.phone_number,
        "provider": phone.provider,
        "assignedWorkspaceUuid": phone.assigned_workspace_uuid,
        "capabilities": sorted(phone.capabilities),
    }
