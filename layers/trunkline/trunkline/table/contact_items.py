"""Contacts as items, and back.

What clients write freely is one JSON text: nothing is looked up by it, numbers keep the digits that they came with,
and the item is never larger than what the domain has measured.
"""

import json
from typing import Any

from trunkline.domain.contacts import Contact, ContactPoint
from trunkline.domain.custom_fields import CustomFieldType, CustomValue
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.table import keys
from trunkline.table.items import Item


def contact_attributes(contact: Contact) -> Item:
    """Return all attributes of a contact's item but its key. A contact without a source is in no list by source."""
    return {
        "entity": "contact",
        "contact_id": contact.id,
        "organization": contact.organization_id,
        "contact_source": contact.source,
        "external_id": contact.external_id,
        "source_url": contact.source_url,
        "document": json.dumps(contact.document(), ensure_ascii=False),
        "created_by_user": contact.created_by_user_id,
        "created_at": to_iso(contact.created_at),
        "updated_at": to_iso(contact.updated_at),
        "version": contact.version,
        "gsi1pk": _listed_under(contact),
        "gsi1sk": contact.id,
    }


def contact_from(item: Item) -> Contact:
    """Read a contact from an item."""
    document: dict[str, Any] = json.loads(item["document"])
    return Contact(
        id=item["contact_id"],
        organization_id=item["organization"],
        source=item.get("contact_source"),
        external_id=item.get("external_id"),
        source_url=item.get("source_url"),
        company=document["company"],
        first_name=document["first_name"],
        last_name=document["last_name"],
        role=document["role"],
        emails=_points(document["emails"]),
        phone_numbers=_points(document["phone_numbers"]),
        custom_values=tuple(
            CustomValue(**{**value, "type": CustomFieldType(value["type"])}) for value in document["custom_values"]
        ),
        created_by_user_id=item["created_by_user"],
        created_at=from_iso(item["created_at"]),
        updated_at=from_iso(item["updated_at"]),
        version=item["version"],
    )


def _points(points: list[dict[str, Any]]) -> tuple[ContactPoint, ...]:
    return tuple(ContactPoint(**point) for point in points)


def _listed_under(contact: Contact) -> str | None:
    if contact.source is None:
        return None
    return keys.contacts_from(contact.organization_id, contact.source)[keys.contact_shard(contact.id)]
