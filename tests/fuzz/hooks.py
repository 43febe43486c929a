"""What makes a request good that a JSON Schema cannot say; requests that are to be refused stay as they are."""

import hashlib
import json
import os
import uuid
from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation

# Opaque: only what a list has given out is one.
_CURSORS = ("cursor", "pageToken")
_NUMBERS = ("e164_number", "phoneNumber", "phone_number", "voiceForwardNumber", "smsForwardNumber")
# Whose host is public, which no pattern says.
_URLS = ("inbound_webhook_url", "url")
# Of a contact; an item's id is one that a response has given out.
_POINTS = ("emails", "phoneNumbers")
# The texts of a number, of a contact and of a record have limits together.
_SETTINGS = "/api/v2/w/{workspace_uuid}/phone-numbers"
_LONG_BYTES, _SHORT_TEXT = 1_500, 50
# A flag, and what it needs: in the body, or stored.
_ROLES = {"allowSignup": "signupMemberRoleId", "allowAnonymous": "anonymousMemberRoleId"}
# Of each kind, of 25 together.
_MOST_RELATED = 8
# Requests that register a number: with which member they name its carrier, the number, the account and its secret.
_REGISTRATIONS = {
    "/api/call/add-phone": ("integration", "phoneNumber", "accSId", "authToken"),
    "/api/phone-numbers/import": ("provider", "phone_number", "account_sid", "auth_token"),
}
# By carrier, the demo tenant's account there.
_ACCOUNTS: dict[str, Any] = json.loads(os.environ.get("FUZZ_ACCOUNTS", "{}"))
# What has to agree with the number; left out it is derived.
_DERIVED = ("area_code", "country_code", "national_number")


@schemathesis.hook  # type: ignore[untyped-decorator, unused-ignore]
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """A key of its own for each request, no cursor, numbers that can be, and those of an account that has them."""
    del context, kwargs
    if case.meta is None:
        return
    _enter_the_workspace(case)
    if case.meta.generation.mode.is_negative:
        return
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    _mend_query(case.query or {})
    _mend_numbers(case.path_parameters or {})
    _mend(case.body)
    if case.operation.path.startswith(_SETTINGS) or len(json.dumps(case.body, default=str)) > _LONG_BYTES:
        _shorten(case.body)
    if case.method == "PATCH" and isinstance(case.body, dict):
        case.body.pop("phone_number", None)  # it is the record's id
    if (members := _REGISTRATIONS.get(case.operation.path)) and isinstance(case.body, dict):
        _register(case.body, *members)


def _enter_the_workspace(case: Any) -> None:
    """Name the token's workspace, unless what is bad of the request stands beside it: else all are refused for that."""
    places = (
        (ParameterLocation.PATH, case.path_parameters, "workspace_uuid"),
        (ParameterLocation.QUERY, case.query, "workspaceId"),
    )
    for location, values, name in places:
        if name in (values or {}) and not case.meta.is_negative_at(location):
            values[name] = os.environ["FUZZ_WORKSPACE"]


def _register(body: dict[str, Any], carrier: str, number: str, account_id: str, secret: str) -> None:
    account = _ACCOUNTS.get(body.get(carrier, ""))
    if account:
        owned = account["numbers"][int(body[number][-1:] or 0) % len(account["numbers"])]
        body |= {number: "+" + owned.lstrip("+"), account_id: account["accSId"], secret: account["authToken"]}
        body.pop("apiKeySid", None)


def _mend(value: Any) -> None:
    if isinstance(value, dict):
        _mend_numbers(value)
        value |= {name: "https://example.com/webhook" for name in _URLS if isinstance(value.get(name), str)}
        for flag, role in _ROLES.items():
            if value.get(flag) and not value.get(role):
                value[role] = 1
        if isinstance(value.get("relationships"), dict):
            _thin_out(value["relationships"])
        # Which there are, and of what type, is the organisation's to say.
        value.pop("customFields", None)
        for points in (value[name] for name in _POINTS if isinstance(value.get(name), list)):
            points[:] = [point for point in points if point.get("id") is None]
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _mend(each)


def _thin_out(relationships: dict[str, Any]) -> None:
    for related in relationships.values():
        if isinstance(related, dict) and isinstance(related.get("data"), list):
            named = {(each["type"], each["id"].lower()): each for each in related["data"]}
            related["data"] = list(named.values())[:_MOST_RELATED]


def _mend_query(query: dict[str, Any]) -> None:
    for name in _CURSORS:
        query.pop(name, None)
    # Schemathesis takes the id of a workspace's number for Quo's, which is called the same.
    if not str(query.get("phoneNumberId", "PN")).startswith("PN"):
        query["phoneNumberId"] = f"PN{0:032x}"


def _shorten(value: Any) -> None:
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in list(places):
        if isinstance(each, str):
            value[key] = each[:_SHORT_TEXT]
        _shorten(each)


def _mend_numbers(members: dict[str, Any]) -> None:
    numbers = [name for name in _NUMBERS if isinstance(members.get(name), str)]
    members |= {name: _possible(members[name]) for name in numbers}
    if numbers:
        for name in _DERIVED:
            members.pop(name, None)
    elif "national_number" in members:
        members |= {"country_code": 1, "national_number": "4155552671"}


def _possible(text: str) -> str:
    """A number of the plan's fiction range, another one for another text."""
    return f"+1415555{int(hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest(), 16) % 10_000:04d}"
