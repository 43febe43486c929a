"""Contacts as Quo's API prints them. No pydantic here: functions without a body start without it."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trunkline.domain.contacts import Contact, ContactPoint
from trunkline.domain.custom_fields import CustomField
from trunkline.domain.timestamps import to_iso_seconds
from trunkline.http.messages import Response

if TYPE_CHECKING:
    from trunkline.http.quo.responses import (
        ContactOriginView,
        ContactPageResponse,
        ContactPointView,
        ContactResponse,
        ContactView,
        CustomFieldsResponse,
        CustomFieldView,
    )


def contact_view(contact: Contact) -> "ContactView":
    """Write a contact, its members in the published order; ``sourceUrl`` only where one was sent."""
    source_url: ContactOriginView = {} if contact.source_url is None else {"sourceUrl": contact.source_url}
    return {
        "id": contact.id,
        "externalId": contact.external_id,
        "source": contact.source,
        **source_url,
        "defaultFields": {
            "company": contact.company,
            "emails": _points(contact.emails),
            "firstName": contact.first_name,
            "lastName": contact.last_name,
            "phoneNumbers": _points(contact.phone_numbers),
            "role": contact.role,
        },
        "customFields": [
            {"name": value.name, "key": value.key, "id": value.id, "type": value.type, "value": value.value}
            for value in contact.custom_values
        ],
        "createdAt": to_iso_seconds(contact.created_at.replace(microsecond=0)),
        "updatedAt": to_iso_seconds(contact.updated_at.replace(microsecond=0)),
        "createdByUserId": contact.created_by_user_id,
    }


def custom_field_view(field: CustomField) -> "CustomFieldView":
    """Write a definition as the API lists it."""
    return {"name": field.name, "key": field.key, "type": field.type}


def contact_response(contact: Contact, status: int = 200) -> Response:
    """Respond with a contact as ``data``."""
    body: ContactResponse = {"data": contact_view(contact)}
    return Response(status, _json(body))


def page_response(contacts: Sequence[Contact], *, total_items: int, next_page_token: str | None) -> Response:
    """Respond with a part of a list."""
    body: ContactPageResponse = {
        "data": [contact_view(contact) for contact in contacts],
        "totalItems": total_items,
        "nextPageToken": next_page_token,
    }
    return Response(200, _json(body))


def custom_fields_response(fields: Sequence[CustomField]) -> Response:
    """Respond with all definitions."""
    body: CustomFieldsResponse = {"data": [custom_field_view(field) for field in fields]}
    return Response(200, _json(body))


def _points(points: Sequence[ContactPoint]) -> "list[ContactPointView]":
    return [{"name": point.name, "value": point.value, "id": point.id} for point in points]


def _json(body: "ContactResponse | ContactPageResponse | CustomFieldsResponse") -> str:
    # As text and not as escapes, so that a page of the largest contacts stays far below what Lambda returns.
    return json.dumps(body, ensure_ascii=False)
