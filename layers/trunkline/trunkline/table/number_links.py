"""Both ends of a link, as the provider phone's item has it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from trunkline.domain.identifiers import ProviderPhoneUuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import LEASE, ProviderPhone, WebhookStatus, linked, next_due
from trunkline.domain.timestamps import to_iso
from trunkline.errors import ProviderPhoneInQuarantineError, ProviderPhoneTakenError
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table import keys
from trunkline.table.items import Update, Write
from trunkline.table.number_webhooks import NOT_LEASED, claim_put, webhooks_as_read


def take(number: PhoneNumber, phone: ProviderPhone | None, now: datetime) -> list[Write]:
    """Assign to a number the provider phone that it names, if that is the organisation's and free.

    A number whose webhooks were restored is claimed anew with it: another organisation may have registered it since.

    Raises:
        ProviderPhoneTakenError: The provider phone that the number names was not read.
    """
    if phone is None or phone.uuid != number.provider_phone_uuid:
        raise ProviderPhoneTakenError
    registered = "attribute_exists(provider)"
    reserved_for_no_other = "(attribute_not_exists(assigned_workspace) OR assigned_workspace = :workspace)"
    linked_to_none = "attribute_not_exists(assigned_number)"
    not_being_released = "attribute_not_exists(releasing)"
    rested = "attribute_not_exists(quarantined_until)"
    as_read, values = webhooks_as_read(phone)
    key = keys.provider_phone(number.organization_id, phone.uuid)
    after = linked(phone, number)
    # Webhooks that are not set are set after the link: should that not happen, the cleanup finds them.
    is_silent = next_due(after, idle_limit=timedelta(), now=now) is not None
    is_detaching = phone.webhook_status is WebhookStatus.DETACHING
    assignment = Update(
        label="provider phone",
        key=key,
        set_={
            "assigned_workspace": number.workspace_uuid,
            "assigned_number": number.uuid,
            "idle_since": None,
            "gsi1pk": keys.reserved_provider_phones(number.organization_id, number.workspace_uuid),
            **({"webhook_status": after.webhook_status} if after.webhooks else {}),
            **keys.due_attributes(key, now + LEASE if is_silent else None),
        },
        condition=f"{registered} AND {reserved_for_no_other} AND {linked_to_none} AND {not_being_released} AND {rested}"
        # Whoever sets the webhooks does what the number needs; whoever removes them does not.
        f" AND {as_read}" + (f" AND {NOT_LEASED}" if is_detaching else ""),
        values={":workspace": number.workspace_uuid, **values, **({":now": to_iso(now)} if is_detaching else {})},
    )
    if phone.webhooks and phone.webhook_status is WebhookStatus.DETACHED:
        return [assignment, claim_put(phone, phone.webhooks)]
    return [assignment]


def return_to_pool(number: PhoneNumber, phone: ProviderPhoneUuid, now: datetime, idle_limit: timedelta) -> Update:
    """Free the provider phone that a number had."""
    key = keys.provider_phone(number.organization_id, phone)
    return Update(
        label="old provider phone",
        key=key,
        set_={
            "assigned_workspace": None,
            "assigned_number": None,
            "idle_since": to_iso(now),
            "gsi1pk": keys.free_provider_phones(number.organization_id),
            # Should webhooks still be pending, that can wait: without a number nothing is to ring.
            **(keys.due_attributes(key, now + idle_limit) if idle_limit else {}),
        },
        condition="assigned_number = :number AND attribute_not_exists(releasing)",
        values={":number": number.uuid},
    )


def refusal_to_take(item: Mapping[str, Any], number: PhoneNumber) -> Exception:
    """Why the provider phone in ``item`` could not be assigned to the number."""
    if "quarantined_until" in item:
        return ProviderPhoneInQuarantineError()
    is_held = "provider" not in item or "assigned_number" in item or "releasing" in item
    if is_held or item.get("assigned_workspace", number.workspace_uuid) != number.workspace_uuid:
        return ProviderPhoneTakenError()
    # Its carrier is being called, or its webhooks have changed since it was read: nothing that lasts.
    return StaleNumberError()
