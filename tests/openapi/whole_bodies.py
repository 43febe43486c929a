"""For each request model a body that has every member, and the bodies that lie one change away from it."""

import copy
import re
from collections.abc import Iterator
from typing import Any

_UUID = "3C90C3cc-0d44-4b50-8888-8dd25736052a"
_SETTINGS = {
    "name": "Front desk",
    "brandName": "Acme",
    "brandDescription": "We sell anvils.",
    "brandWebsite": "https://acme.example/a",
    "defaultWorkflowId": 42,
    "allowSignup": True,
    "signupMemberRoleId": 1,
    "allowAnonymous": True,
    "anonymousMemberRoleId": 2,
    "anonymousRejectionMessage": "No.",
    "restartDelay": 900,
    "restartPrompt": "Again?",
    "assistantEnabled": True,
    "enableVoice": True,
    "enableSms": True,
    "enableWhatsApp": False,
    "voiceGreetingMessage": "Hello.",
    "voiceUnavailableMessage": "Not now.",
    "voiceWorkMode": "voicemail",
    "voiceForwardNumber": "+14155552671",
    "voiceOffHoursMessage": "Closed.",
    "voicemailGreeting": "Speak.",
    "smsUnavailableMessage": "Not now.",
    "smsWorkMode": "always_forward",
    "smsForwardNumber": "+14155552671",
    "smsOffHoursMessage": "Closed.",
    "providerPhoneUuid": _UUID,
}
_ZUDU = {
    "phone_number": "+14157774444",
    "area_code": 415,
    "nickname": "Line",
    "inbound_agent_id": "agent_abc123",
    "outbound_agent_id": "agent_xyz789",
    "inbound_agent_version": 1,
    "outbound_agent_version": 1,
    "inbound_webhook_url": "https://example.com/webhook",
    "number_provider": "twilio",
    "outbound_trunk_id": "ST_4Xo2mZgQsfyQ",
    "phone_number_type": "zudu-twilio",
}
_MOVES = {"source": "public-api", "externalId": "664d0db69fcac7cf2e6ec", "sourceUrl": "https://crm.example/1"}
_NAMES = {"company": "OpenPhone", "firstName": "John", "lastName": "Doe", "role": "Sales"}
_POINT = {"name": "office", "value": "+12345678901"}
_CUSTOM = {"customFields": [{"key": "inbound-lead", "id": "66d0d87d534de8fd1c433cec", "value": ["option1"]}]}
_WEBHOOK = {
    "url": "https://example.com/quo",
    "label": "CRM",
    "resourceIds": ["PN0f6d2c1e8f5b4c3a9a510c7d5f1b2a01"],
    "status": "enabled",
    "userId": "US123abc",
}

_RECEIVER = {
    "url": "https://example.com/webhooks",
    "events": ["call.*", "message.received"],
    "phoneNumberUuids": [_UUID],
    "description": "CRM",
    "enabled": True,
}

WHOLE: dict[str, Any] = {
    "workspace_create_webhook": _RECEIVER,
    "workspace_update_webhook": _RECEIVER,
    "well_create_phone": {
        "data": {
            "type": "phone",
            "id": _UUID,
            "attributes": {
                "country_code": 1,
                "national_number": "4155552671",
                "e164_number": "+14155552671",
                "label": "work",
                "is_primary": True,
                "is_verified": True,
                "created_at": "2023-11-07T05:31:56Z",
            },
            "relationships": {
                "persons": {"data": [{"type": "people", "id": "people1"}]},
                "companies": {"data": [{"type": "company", "id": "company_tenant"}]},
                "workspaces": {"data": [{"type": "workspace", "id": "workspace_sales"}]},
            },
        },
        "included": [
            {
                "type": "people",
                "id": "people1",
                "attributes": {
                    "first_name": "John",
                    "last_name": "Doe",
                    "full_name": "John Doe",
                    "email": "john@acme.example",
                },
            },
            {
                "type": "company",
                "id": "company_tenant",
                "attributes": {
                    "name": "Acme",
                    "description": "Anvils",
                    "locale": "en",
                    "domain_name_primary_link_url": "acme.example",
                },
            },
            {
                "type": "workspace",
                "id": "workspace_sales",
                "attributes": {
                    "name": "Sales",
                    "description": "Team",
                    "avatar_color": "#FF6B35",
                    "external_workspace_id": "fygr_123",
                    "auto_extract_enabled": True,
                },
            },
        ],
    },
    "quo_create_contact": {
        "defaultFields": {**_NAMES, "emails": [_POINT], "phoneNumbers": [_POINT]},
        "createdByUserId": "US123abc",
        **_MOVES,
        **_CUSTOM,
    },
    "quo_update_contact": {
        "defaultFields": {**_NAMES, "emails": [{"id": "a", **_POINT}], "phoneNumbers": [{"id": "a", **_POINT}]},
        **_MOVES,
        **_CUSTOM,
    },
    "weya_add_phone": {
        "userId": "64e5f12345abcdef12345678",
        "phoneNumber": "12125551234",
        "integration": "twilio",
        "authToken": "your_auth_token",
        "accSId": "your_account_sid",
        "apiKeySid": "SK" + "0" * 32,
        "signingToken": "your_auth_token",
        "publicKey": "A" * 43 + "=",
    },
    "quo_create_call_webhook": {**_WEBHOOK, "events": ["call.completed", "call.ringing", "call.recording.completed"]},
    "quo_create_message_webhook": {**_WEBHOOK, "events": ["message.received", "message.delivered"]},
    "zudu_search_phone_numbers": {
        "page": 0,
        "limit": 50,
        "sort_by": "nickname",
        "sort_order": "descending",
        "filter_criteria": {"nickname": "Line", "area_code": 415, "agent_id": "agent_abc123"},
    },
    "zudu_import_phone_number": {
        "phone_number": "+14155551234",
        "provider": "twilio",
        "account_sid": "ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "auth_token": "your_auth_token_here",
        "nickname": "Main Office Line",
        "inbound_agent_id": "agent_123",
        "outbound_agent_id": "agent_456",
    },
    "zudu_create_phone_number": _ZUDU,
    "zudu_update_phone_number": {
        "label": "Line",
        **{name: value for name, value in _ZUDU.items() if name != "nickname"},
    },
    "workspace_create_phone_number": {**_SETTINGS, "phoneNumber": "+14155552671"},
    "workspace_update_phone_number": _SETTINGS,
    "workspace_link_phone_number": {"providerPhoneUuid": _UUID},
}

_KINDS: tuple[Any, ...] = (None, True, False, 1, 1.5, "", "x", [], [None], ["x"], {}, {"x": 1})
_WHOLE_NUMBERS = (
    -1.0,
    1.0,
    200.0,
    1e20,
    -1,
    0,
    1,
    2,
    199,
    200,
    999,
    1000,
    2_592_000,
    2_592_001,
    2**53 - 1,
    2**53,
    10**30,
)
# Where engines of regular expressions, or eyes, do not agree what a character is.
_STRANGE = "\0\t\n\x1c \x7f\x85\xa0é٣K\u2028\ufeff😀:/@+-_%"
_LENGTHS = (40, 50, 64, 72, 75, 100, 128, 200, 255, 512, 1000, 2048)
_ENTRIES = (25, 26, 50, 51, 100, 101)
# Texts that look like the one in their place.
_ALIKE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"[\w-]{36}",
        (
            "00000000-0000-0000-0000-000000000000",
            "urn:uuid:3c90c3cc-0d44-4b50-8888-8dd25736052a",
            "{3c90c3cc-0d44-4b50-8888-8dd25736052a}",
            "3c90c3cc0d444b5088888dd25736052a",
            "3c90c3cc-0d44-4b50-8888-8dd25736052",
            "3c90c3cc-0d44-4b50-8888-8dd25736052g",
        ),
    ),
    (
        r".*T.*Z",
        (
            "2023-11-07T05:31:56",
            "2023-11-07 05:31Z",
            "2023-11-07T05:31:56.123456789+05:30",
            "2023-11-07t05:31:56z",
            "2023-02-29T00:00:00Z",
            "2023-11-07T05:31:56+24:00",
            "2023-11-07T23:59:60Z",
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2199-12-31T23:59:59Z",
            "2200-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59-01:00",
        ),
    ),
    (
        r".*\.example.*",
        (
            "http://a",
            "HTTPS://a",
            "https://",
            "ftp://a",
            "mailto:a@b",
            "a.example:80/path?x=y",
            "a.example:x",
            "user@a.example",
            "user@a@example",
        ),
    ),
    (r".*=", ("A" * 42 + "==", "A" * 44, "A" * 42 + "B=", "-" * 43 + "=", "A" * 43)),
    (
        r"[\w-]*",
        ("twilio", "Twilio", "csv-import", "openphones", "device", "devices", "other", "CSV", "US", "us1", "VOICEMAIL"),
    ),
    (r"[0-9a-f]{24}", ("64E5F12345ABCDEF12345678", "64e5f12345abcdef1234567g", "64e5f12345abcdef1234567")),
)

Path = tuple[str | int, ...]


def places(body: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place in a body, with what is there."""
    if path:
        yield path, body
    members = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, member in members:
        yield from places(member, (*path, name))


def neighbours(whole: Any) -> Iterator[tuple[Path, Any]]:
    """Every body that differs from the whole one in one place, with that place."""
    for path, value in places(whole):
        yield path, _changed(whole, path, lambda holder, name: holder.pop(name))
        for other in _others(value):
            yield path, _changed(whole, path, lambda holder, name, other=other: holder.__setitem__(name, other))


def _changed(whole: Any, path: Path, change: Any) -> Any:
    body = copy.deepcopy(whole)
    holder = body
    for name in path[:-1]:
        holder = holder[name]
    change(holder, path[-1])
    return body


def _others(value: Any) -> Iterator[Any]:
    yield from _KINDS
    if isinstance(value, str):
        yield from (text for like, texts in _ALIKE if re.fullmatch(like, value) for text in texts)
        for strange in _STRANGE:
            yield from (strange + value[1:], value + strange)
        for length in _LENGTHS:
            yield from ((value + value[-1] * length)[:each] for each in (length, length + 1))
        # In UTF-16 each of these counts twice.
        yield value[:-1] + "😀" * (min(_LENGTHS) - len(value) + 1)
    elif isinstance(value, int):
        yield from _WHOLE_NUMBERS
    elif isinstance(value, list):
        yield from (value * count for count in _ENTRIES)
    elif isinstance(value, dict):
        yield {**value, "another": 1}
