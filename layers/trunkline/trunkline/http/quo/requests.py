"""Bodies of Quo's contacts API as the domain's values."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trunkline.domain.contacts import DEFAULT_SOURCE, ContactChanges, PointChange, new_point
from trunkline.domain.credentials import Credential
from trunkline.domain.custom_fields import SentCustomField
from trunkline.services.contacts import NewContact

if TYPE_CHECKING:
    from trunkline.http.quo.schemas import (
        CreateContactRequest,
        CustomFieldBody,
        PointChangeBody,
        UpdateContactRequest,
    )

_NAMES = ("company", "first_name", "last_name", "role")
_MOVES = ("external_id", "source", "source_url")


def new_contact(body: "CreateContactRequest", credential: Credential) -> NewContact:
    """Return the contact that the body describes, made by the key's user unless it names another."""
    fields = body["default_fields"]
    return NewContact(
        organization_id=credential.organization_id,
        created_by_user_id=body.get("created_by_user_id") or credential.user_id,
        source=body.get("source", DEFAULT_SOURCE),
        external_id=body.get("external_id"),
        source_url=body.get("source_url"),
        company=fields.get("company"),
        first_name=fields["first_name"],
        last_name=fields.get("last_name"),
        role=fields.get("role"),
        emails=[new_point(point["name"], point["value"]) for point in fields.get("emails", ())],
        phone_numbers=[new_point(point["name"], point["value"]) for point in fields.get("phone_numbers", ())],
        custom_fields=custom_fields_of(body),
    )


def contact_changes(body: "UpdateContactRequest") -> ContactChanges:
    """Return what changes, but for the custom fields."""
    fields: Any = body.get("default_fields", {})
    return ContactChanges(
        texts={
            **{name: fields[name] for name in _NAMES if name in fields},
            **{name: value for name, value in body.items() if name in _MOVES},
        },
        emails=[_point_change(point) for point in fields.get("emails", ())],
        phone_numbers=[_point_change(point) for point in fields.get("phone_numbers", ())],
    )


def custom_fields_of(body: "CreateContactRequest | UpdateContactRequest") -> Sequence[SentCustomField]:
    """Return the values for custom fields that were sent."""
    return [_custom_field(each) for each in body.get("custom_fields", ())]


def _point_change(point: "PointChangeBody") -> PointChange:
    return PointChange(id=point.get("id"), name=point.get("name"), value=point["value"])


def _custom_field(sent: "CustomFieldBody") -> SentCustomField:
    return SentCustomField(key=sent.get("key"), id=sent.get("id"), value=sent["value"])
