"""Phones as the Well API prints them. No pydantic here: functions without a body start without it."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from trunkline.domain.identifiers import WorkspaceUuid
from trunkline.domain.timestamps import to_iso_seconds
from trunkline.domain.well_phones import Profile, RecordKind, Relationship, WellPhone
from trunkline.http.edge import QueryParameter
from trunkline.http.lists import CURSOR_SCHEMA, page_size, page_size_schema, read_cursor, sign_cursor
from trunkline.http.messages import RequestContext, Response
from trunkline.services.well_phones import PhoneDocument, WellPhones

if TYPE_CHECKING:
    from trunkline.http.well.responses import (
        CreatedPhoneResponse,
        ListedPhoneView,
        PhoneAttributesView,
        PhonePageResponse,
        PhoneResponse,
        PhoneView,
        RecordAttributesView,
        ReferenceView,
        RelatedView,
    )

MAX_LIMIT = 200
DEFAULT_LIMIT = 20

_SHOWN: dict[RecordKind, tuple[Literal["first_name", "last_name", "email", "name", "description"], ...]] = {
    RecordKind.PERSON: ("first_name", "last_name", "email"),
    RecordKind.COMPANY: ("name", "description"),
    RecordKind.WORKSPACE: ("name", "description"),
}


PAGE_PARAMETERS = (
    QueryParameter(
        "limit",
        page_size(MAX_LIMIT),
        f"Page size, 1 to {MAX_LIMIT}.",
        page_size_schema(MAX_LIMIT),
        default=DEFAULT_LIMIT,
    ),
    QueryParameter("cursor", str, "Where the page starts, from `links.next` of the one before.", CURSOR_SCHEMA),
)


def created_response(document: PhoneDocument) -> Response:
    """Respond with a new phone: ``data`` is an array of one."""
    body: CreatedPhoneResponse = {"data": [phone_view(document)]}
    return Response(201, _json(body))


def phone_response(document: PhoneDocument) -> Response:
    """Respond with a phone: ``data`` is an object."""
    body: PhoneResponse = {"data": phone_view(document)}
    return Response(200, _json(body))


def phone_view(document: PhoneDocument) -> "PhoneView":
    """Write a phone whose relationships carry what is known of each record."""
    phone = document.phone

    def related(kind: RecordKind) -> "list[RelatedView]":
        entries: list[RelatedView] = []
        for relationship in _of(kind, phone):
            record = document.records.get(relationship.record_id)
            attributes = _attributes(kind, record.profile if record else {})
            entries.append({**_reference(relationship), "attributes": attributes})
        return entries

    return {
        "type": "phone",
        "id": phone.id,
        "attributes": _phone_attributes(phone),
        "relationships": {
            "persons": {"data": related(RecordKind.PERSON)},
            "companies": {"data": related(RecordKind.COMPANY)},
            "workspaces": {"data": related(RecordKind.WORKSPACE)},
        },
    }


def list_response(context: RequestContext[None], workspace: WorkspaceUuid, phones: WellPhones) -> Response:
    """Respond with one page; ``meta.total`` is null until the last page, because only then it is known.

    Its cursors count what was shown before, so no page costs more than its own query.

    Raises:
        SchemaError: The cursor is not one of this list's.
    """
    limit, cursor = context.query["limit"], context.query["cursor"]
    list_name, key = f"well-phones {workspace}", context.credential.cursor_key
    shown, after = 0, None
    if cursor is not None:
        count, _, after = read_cursor(cursor, list_name=list_name, key=key).partition(":")
        shown = int(count)
    page = phones.store.page(workspace, limit=limit, after=after)
    shown += len(page.entries)
    next_link = None
    if page.next_position is not None:
        query = dict(context.request.query_values(context.query))
        query["cursor"] = sign_cursor(f"{shown}:{page.next_position}", list_name=list_name, key=key)
        # Relative to this request, so that it holds behind any base path.
        next_link = f"?{urlencode(query)}"
    body: PhonePageResponse = {
        "data": [_listed(phone) for phone in page.entries],
        "meta": {"total": None if next_link else shown, "count": len(page.entries)},
        "links": {"next": next_link},
    }
    return Response(200, _json(body))


def _listed(phone: WellPhone) -> "ListedPhoneView":
    """Write a phone with its relationships as references."""

    def references(kind: RecordKind) -> "list[ReferenceView]":
        return [_reference(relationship) for relationship in _of(kind, phone)]

    return {
        "type": "phone",
        "id": phone.id,
        "attributes": _phone_attributes(phone),
        "relationships": {
            "persons": {"data": references(RecordKind.PERSON)},
            "companies": {"data": references(RecordKind.COMPANY)},
            "workspaces": {"data": references(RecordKind.WORKSPACE)},
        },
    }


def _phone_attributes(phone: WellPhone) -> "PhoneAttributesView":
    """Write the attributes; the vendor's example has no ``updated_at``."""
    return {
        "country_code": phone.number.country_code,
        "national_number": phone.number.national_number,
        "e164_number": phone.number.e164,
        "label": phone.label,
        "is_primary": phone.is_primary,
        "is_verified": phone.is_verified,
        "created_at": to_iso_seconds(phone.created_at),
    }


def _of(kind: RecordKind, phone: WellPhone) -> Iterator[Relationship]:
    return (relationship for relationship in phone.relationships if relationship.record_id.kind is kind)


def _reference(relationship: Relationship) -> "ReferenceView":
    """Write a reference; a workspace that was named by an alias shows its external id instead."""
    record_id = relationship.record_id
    if relationship.external_workspace_id is not None:
        return {"type": record_id.kind, "external_workspace_id": relationship.external_workspace_id}
    return {"type": record_id.kind, "id": record_id.id}


def _attributes(kind: RecordKind, profile: Profile) -> "RecordAttributesView":
    attributes: RecordAttributesView = {}
    for name in _SHOWN[kind]:
        if name in profile:
            attributes[name] = str(profile[name])
    if domain := profile.get("domain_name_primary_link_url"):
        has_scheme = str(domain).startswith(("http://", "https://"))
        attributes["website"] = str(domain) if has_scheme else f"https://{domain}"
    return attributes


def _json(body: Any) -> str:
    # Text as it is: escaped, a name in Greek or Thai would take three times its place in a stored response.
    return json.dumps(body, ensure_ascii=False)
