"""Phones as the Well API prints them. No pydantic here: functions without a body start without it."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from trunkline.domain.identifiers import WorkspaceUuid
from trunkline.domain.well_phones import Profile, RecordKind, Relationship, WellPhone
from trunkline.http.cursors import read_cursor, sign_cursor
from trunkline.http.edge import Call
from trunkline.http.messages import Answer
from trunkline.http.routes import QueryParameter
from trunkline.services.well_phones import PhoneDocument, WellPhoneStore

MAX_LIMIT = 200
DEFAULT_LIMIT = 20


def parse_limit(text: str) -> int:
    """A page size."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_LIMIT)) and 1 <= int(text) <= MAX_LIMIT):
        raise ValueError(f"must be a whole number from 1 to {MAX_LIMIT}")
    return int(text)


PAGE_PARAMETERS = (
    QueryParameter("limit", parse_limit, f"Page size, 1 to {MAX_LIMIT}.", default=DEFAULT_LIMIT),
    QueryParameter("cursor", str, "Where the page starts, from `links.next` of the one before."),
)


def created_answer(document: PhoneDocument) -> Answer:
    """A new phone: ``data`` is an array of one."""
    return Answer(201, _json({"data": [phone_view(document)]}))


def phone_answer(document: PhoneDocument) -> Answer:
    """A phone that was asked for: ``data`` is an object."""
    return Answer(200, _json({"data": phone_view(document)}))


def phone_view(document: PhoneDocument) -> dict[str, Any]:
    """A phone whose relationships carry what is known of each record."""
    records = document.records
    view = _phone(document.phone)
    for kind in RecordKind:
        data = view["relationships"][kind.relationship]["data"]
        related = [each for each in document.phone.relationships if each.record_id.kind is kind]
        for entry, relationship in zip(data, related, strict=True):
            record = records.get(relationship.record_id)
            entry["attributes"] = _attributes(kind, record.profile if record else {})
    return view


def list_answer(call: Call[None], workspace: WorkspaceUuid, store: WellPhoneStore) -> Answer:
    """One page; ``meta.total`` is null until the page that ends the list, because only then it is known.

    Its cursors count what was shown before, so no page costs more than its own query.

    Raises:
        SchemaError: The cursor is not one of this list's.
    """
    limit, cursor = call.query["limit"], call.query["cursor"]
    list_name, key = f"well-phones {workspace}", call.credential.cursor_key
    shown, after = 0, None
    if cursor is not None:
        count, _, after = read_cursor(cursor, list_name=list_name, key=key).partition(":")
        shown = int(count)
    page = store.page(workspace, limit=limit, after=after)
    shown += len(page.entries)
    next_link = None
    if page.next_position is not None:
        query = dict(call.request.query_values(call.query))
        query["cursor"] = sign_cursor(f"{shown}:{page.next_position}", list_name=list_name, key=key)
        next_link = f"{call.request.path}?{urlencode(query)}"
    body = {
        "data": [_phone(phone) for phone in page.entries],
        "meta": {"total": None if next_link else shown, "count": len(page.entries)},
        "links": {"next": next_link},
    }
    return Answer(200, _json(body))


def _phone(phone: WellPhone) -> dict[str, Any]:
    """A phone with its relationships as references. The vendor's example has no ``updated_at``."""
    return {
        "type": "phone",
        "id": phone.id,
        "attributes": {
            "country_code": phone.number.country_code,
            "national_number": phone.number.national_number,
            "e164_number": phone.number.e164,
            "label": phone.label,
            "is_primary": phone.is_primary,
            "is_verified": phone.is_verified,
            "created_at": _moment(phone.created_at),
        },
        "relationships": {
            kind.relationship: {
                "data": [_reference(each) for each in phone.relationships if each.record_id.kind is kind]
            }
            for kind in RecordKind
        },
    }


def _reference(relationship: Relationship) -> dict[str, Any]:
    """A workspace that was named by an alias shows its external id in place of the alias."""
    record_id = relationship.record_id
    if relationship.external_workspace_id is not None:
        return {"type": record_id.kind, "external_workspace_id": relationship.external_workspace_id}
    return {"type": record_id.kind, "id": record_id.id}


def _attributes(kind: RecordKind, profile: Profile) -> dict[str, Any]:
    shown = {
        RecordKind.PERSON: ("first_name", "last_name", "email"),
        RecordKind.COMPANY: ("name", "description"),
        RecordKind.WORKSPACE: ("name", "description"),
    }[kind]
    attributes = {name: profile[name] for name in shown if name in profile}
    if domain := profile.get("domain_name_primary_link_url"):
        has_scheme = str(domain).startswith(("http://", "https://"))
        attributes["website"] = domain if has_scheme else f"https://{domain}"
    return attributes


def _moment(moment: datetime) -> str:
    """``2023-11-07T05:31:56Z``, as the vendor prints times; a fraction of a second only where there is one."""
    precision = "milliseconds" if moment.microsecond // 1000 else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def _json(body: Any) -> str:
    # Text as it is: escaped, a name in Greek or Thai would take three times its place in a stored answer.
    return json.dumps(body, ensure_ascii=False)
