"""Requests that must be refused, each with the status and the member that the answer has to name.

The same tables run in process and over HTTP. ``sent`` is text of the request that no answer may repeat.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

NUMBER_IDS = 2**53
MAX_BODY_BYTES = 256 * 1024


@dataclass(frozen=True)
class BadBody:
    """A body, its headers, and how it is refused."""

    name: str
    raw: bytes
    status: int
    says: str
    sent: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def _case(name: str, document: Any, status: int, says: str, *sent: str) -> BadBody:
    return BadBody(name, json.dumps(document).encode(), status, says, sent)


# API Gateway hands on JSON as text and may mend what is not UTF-8; other types it hands on as they are.
_AS_BYTES = {"Content-Type": "application/vnd.api+json"}

# For every route that takes a body.
UNREADABLE_BODIES = (
    BadBody("empty", b"", 422, "body"),
    BadBody("white space", b" \r\n\t ", 422, "body"),
    BadBody("not JSON", b"phoneNumber=Xq7Zt", 422, "body", ("Xq7Zt",)),
    BadBody("cut off", b'{"name": "Xq7Zt', 422, "body", ("Xq7Zt",)),
    BadBody("text after it", b'{"name": "a"} Xq7Zt', 422, "body", ("Xq7Zt",)),
    BadBody("trailing comma", b'{"name": "Xq7Zt",}', 422, "body", ("Xq7Zt",)),
    BadBody("single quotes", b"{'name': 'Xq7Zt'}", 422, "body", ("Xq7Zt",)),
    BadBody("comment", b'{"name": "a" /* Xq7Zt */}', 422, "body", ("Xq7Zt",)),
    BadBody("control character", b'{"name": "Xq7Zt\x00"}', 422, "body", ("Xq7Zt",)),
    BadBody("null", b"null", 422, "body"),
    BadBody("text", b'"Xq7Zt"', 422, "body", ("Xq7Zt",)),
    BadBody("number", b"86420", 422, "body", ("86420",)),
    BadBody("array", b'[{"name": "Xq7Zt"}]', 422, "body", ("Xq7Zt",)),
    BadBody("5,000 brackets", b"[" * 5000 + b"]" * 5000, 422, "body"),
    BadBody("5,000 open brackets", b"[" * 5000, 422, "body"),
    BadBody("5,000 brackets in a member", b'{"x": ' + b"[" * 5000 + b"]" * 5000 + b"}", 422, "body"),
    BadBody("5,000 objects", b'{"x":' * 5000 + b"1" + b"}" * 5000, 422, "body"),
    BadBody("NaN", b'{"restartDelay": NaN}', 422, "body"),
    BadBody("NaN in an unknown member", b'{"unknown": NaN, "name": "Xq7Zt"}', 422, "body", ("Xq7Zt",)),
    BadBody("Infinity", b'{"restartDelay": Infinity}', 422, "body"),
    BadBody("-Infinity", b'{"defaultWorkflowId": -Infinity}', 422, "body"),
    BadBody("number of 100,000 digits", b'{"restartDelay": ' + b"9" * 100_000 + b"}", 422, "body", ("99999",)),
    BadBody("invalid UTF-8", b'{"name": "Xq7Zt\xff\xfe"}', 422, "body", ("Xq7Zt",), _AS_BYTES),
    BadBody("overlong UTF-8", b'{"name": "Xq7Zt\xc0\xaf"}', 422, "body", ("Xq7Zt",), _AS_BYTES),
    BadBody("UTF-16", '{"name": "Xq7Zt"}'.encode("utf-16"), 422, "body", ("Xq7Zt",)),
    BadBody("byte order mark", b"\xef\xbb\xbf" + b'{"name": "Xq7Zt"}', 422, "body", ("Xq7Zt",)),
    BadBody("lone high surrogate", rb'{"name": "Xq7Zt\ud800"}', 422, "body", ("Xq7Zt",)),
    BadBody("lone low surrogate", rb'{"name": "Xq7Zt\udc00"}', 422, "body", ("Xq7Zt",)),
    BadBody("duplicate member", b'{"providerPhoneUuid": null, "providerPhoneUuid": null}', 422, "names a member twice"),
    BadBody(
        "duplicate unknown member",
        b'{"x": {"Xq7Zt": 1, "Xq7Zt": 2}, "providerPhoneUuid": null}',
        422,
        "body",
        ("Xq7Zt",),
    ),
    BadBody("one byte too many", b'{"name": "' + b"x" * (MAX_BODY_BYTES - 11) + b'"}', 413, "bytes", ("xxxxx",)),
    BadBody("1 MB", b"[" + b" " * 1_000_000 + b"]", 413, "bytes"),
)

MEDIA_TYPES = tuple(
    BadBody(content_type, b'{"providerPhoneUuid": null}', 415, "application/json", ("Xq7Zt",), {"Content-Type": sent})
    for content_type, sent in (
        ("text", "text/plain"),
        ("form", "application/x-www-form-urlencoded"),
        ("multipart", "multipart/form-data; boundary=Xq7Zt"),
        ("XML", "application/xml"),
        ("almost JSON", "application/jsonXq7Zt"),
        ("JSON in a text type", "text/json"),
        ("Latin-1", "application/json; charset=iso-8859-1"),
        ("UTF-16", 'application/json; charset="utf-16"'),
        ("nonsense", ";;;Xq7Zt"),
    )
)

_TEXTS = {
    "name": 100,
    "brandName": 100,
    "brandDescription": 1000,
    "anonymousRejectionMessage": 1000,
    "restartPrompt": 1000,
    "voiceGreetingMessage": 1000,
    "voiceUnavailableMessage": 1000,
    "voiceOffHoursMessage": 1000,
    "voicemailGreeting": 1000,
    "smsUnavailableMessage": 1000,
    "smsOffHoursMessage": 1000,
}
_IDS = ("defaultWorkflowId", "signupMemberRoleId", "anonymousMemberRoleId")
_FLAGS = ("allowSignup", "allowAnonymous", "assistantEnabled", "enableVoice", "enableSms", "enableWhatsApp")
_MODES = ("voiceWorkMode", "smsWorkMode")
_FORWARDS = ("voiceForwardNumber", "smsForwardNumber")
# Every member that a client may send with a setting; a test holds this against the published response.
SETTINGS_MEMBERS = frozenset((*_TEXTS, *_IDS, *_FLAGS, *_MODES, *_FORWARDS, "brandWebsite", "restartDelay"))


def _settings_of_a_wrong_type() -> Iterator[tuple[str, Any]]:
    for member in (*_TEXTS, *_FORWARDS, *_MODES, "brandWebsite"):
        yield from ((member, value) for value in (86420, 1.5, True, ["Xq7Zt"], {"Xq7Zt": 1}))
    for member in (*_IDS, "restartDelay"):
        yield from ((member, value) for value in ("86420", 1.5, True, [86420], {"Xq7Zt": 1}, -1, NUMBER_IDS, 10**40))
    no_flags: tuple[Any, ...] = ("true", "Xq7Zt", 0, 1, 1.0, None, [], {"Xq7Zt": 1})
    yield from ((member, value) for member in _FLAGS for value in no_flags)
    yield from ((member, 0) for member in _IDS)
    yield from ((member, "Xq7Zt" * (length // 5 + 1)) for member, length in _TEXTS.items())
    yield from ((member, value) for member in _MODES for value in ("Xq7Zt", "", "ALWAYS_FORWARD"))
    yield from ((member, "+" + "86420" * 8) for member in _FORWARDS)
    yield from (
        ("brandWebsite", value)
        for value in ("Xq7Zt", "ftp://Xq7Zt.example", "javascript:Xq7Zt", "https://", "https://Xq7Zt.example/a b", "")
    )
    yield "brandWebsite", "https://Xq7Zt.example/" + "x" * 255
    yield "restartDelay", 30 * 24 * 3600 + 1


def _uuids_of_a_wrong_type() -> Iterator[tuple[str, Any]]:
    values: tuple[Any, ...] = (86420, 1.5, True, ["Xq7Zt"], {"Xq7Zt": 1}, "", "Xq7Zt", "0f6d2c1e-8f5b-4c3a-9a51")
    # As in a path, the usual form is the only one.
    uuid = "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01"
    unusual = (uuid.replace("-", ""), f"{{{uuid}}}", f"urn:uuid:{uuid}", "0" * 31 + "Z")
    yield from (("providerPhoneUuid", value) for value in (*values, *unusual))


def _named(members: Iterator[tuple[str, Any]], beside: Mapping[str, Any], prefix: str = "") -> Iterator[BadBody]:
    for member, value in members:
        text = json.dumps(value)
        name = f"{prefix}{member}={text if len(text) < 30 else text[:27] + '...'}"
        yield _case(name, {**beside, member: value}, 422, member, "Xq7Zt", "86420")


WRONG_SETTINGS = tuple(_named(_settings_of_a_wrong_type(), {}))
WRONG_UUIDS = tuple(_named(_uuids_of_a_wrong_type(), {}))
WRONG_NUMBERS = tuple(
    _named(
        (("phoneNumber", value) for value in (14155550123, 1.5, True, ["Xq7Zt"], {"Xq7Zt": 1}, "+" + "86420" * 8)), {}
    )
)
MISSING_LINK = _case("nothing named", {}, 422, "providerPhoneUuid")

# Readable, and against a rule of the domain.
_NOT_NUMBERS = (
    "",
    " ",
    "+",
    "14155550123",
    "4155550123",
    "(415) 555-0123",
    "001 415 555 0123",
    "++14155550123",
    " +14155550123",
    "+14155550123 ",
    "+14155550123\n",
    "+1415555",
    "+1415555012345678",
    "+0 415 555 0123",
    "+999 415 555 0123",
    "+1 415 555 0123 ext. 5",
    "+14155550123x5",
    "+14155550123;ext=5",
    "+1 415 555 CALL",
    "+14155550123,,5",
    "tel:+14155550123",
    _full_width("+") + "14155550123",
    "+" + _full_width("14155550123"),
    f"+1415555{_full_width('0')}123",
    "+1415555\u0660123",
    "+1415555\n0123",
    "+1-415-555\u20110123",
    "sip:+14155550123@example.com",
    "<script>alert(1)</script>",
)
NOT_NUMBERS = tuple(
    _case(
        f"phoneNumber={json.dumps(text)}",
        {"phoneNumber": text},
        400,
        "phoneNumber",
        *([text] if len(text.strip()) > 1 else []),
    )
    for text in _NOT_NUMBERS
)
BROKEN_RULES = (
    _case("sign-up without a role", {"allowSignup": True}, 400, "allowSignup"),
    _case("sign-up with its role cleared", {"allowSignup": True, "signupMemberRoleId": None}, 400, "allowSignup"),
    _case("anonymous callers without a role", {"allowAnonymous": True}, 400, "allowAnonymous"),
    _case("a role for the other", {"allowAnonymous": True, "signupMemberRoleId": 7}, 400, "allowAnonymous"),
    _case("voice forwarded to a local number", {"voiceForwardNumber": "4155550123"}, 400, "voiceForwardNumber"),
    _case("messages forwarded nowhere", {"smsForwardNumber": "+1415"}, 400, "smsForwardNumber"),
    _case(
        "texts too large together",
        dict.fromkeys(("restartPrompt", "voiceGreetingMessage", "voicemailGreeting"), "é" * 500)
        | {"brandDescription": "é" * 500},
        400,
        "3072 bytes",
        "éé",
    ),
)


@dataclass(frozen=True)
class BadQuery:
    """A query of a list, and how it is refused."""

    query: str
    says: str
    sent: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.query[:60]


BAD_PAGES = (
    *(
        BadQuery(f"?limit={quote(value)}", "query.limit", (value,) if len(value) > 2 else ())
        for value in (
            "",
            "0",
            "-1",
            "1001",
            "1000000",
            "9" * 40,
            "1.5",
            "1e2",
            "0x10",
            "Xq7Zt",
            " 5",
            "5 ",
            "+5",
            _full_width("5"),
            "٣",
            "null",
            "5\x00",
            "True",
        )
    ),
    BadQuery("?limit=5&limit=6", "query.limit"),
    BadQuery("?cursor=", "query.cursor"),
    BadQuery("?cursor=Xq7Zt", "query.cursor", ("Xq7Zt",)),
    BadQuery("?cursor=%00%00%00%00", "query.cursor"),
    BadQuery("?cursor=%F0%9F%93%9E%F0%9F%93%9E", "query.cursor"),
    BadQuery("?cursor=%FF%FE%FD", "query.cursor"),
    BadQuery("?cursor=" + "A" * 64, "query.cursor", ("A" * 64,)),
    BadQuery("?cursor=" + "A" * 4000, "query.cursor", ("A" * 64,)),
    BadQuery("?cursor=..%2F..%2Fetc%2Fpasswd", "query.cursor", ("etc",)),
    BadQuery("?cursor=AAAA&cursor=BBBB", "query.cursor"),
)
BAD_FLAGS = tuple(
    BadQuery(f"?is_archived={value}", "query.is_archived", (value,) if len(value) > 2 else ())
    for value in ("", "yes", "2", "Xq7Zt", "null", "%F0%9F%93%9E", "true%00", "true&is_archived=false")
)

# What a path may hold in place of an id; none is one.
NOT_IDS = (
    "0",
    "-1",
    "+1",
    "00",
    "01",
    "1.0",
    "1e3",
    "0x1F",
    "1_000",
    str(NUMBER_IDS),
    "9" * 40,
    "null",
    "undefined",
    "NaN",
    "true",
    "me",
    "Xq7Zt",
    "%20",
    "1%20",
    "%00",
    "1%00",
    "%EF%BC%91",
    "%D9%A1%D9%A2",
    "%F0%9F%93%9E",
    "%C3%28",
    "%22",
    "%27%20OR%20%271%27%3D%271",
    "0f6d2c1e8f5b4c3a9a510c7d5f1b2a01",
    "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a0",
    "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a011",
    "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a0g",
    "%7B0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01%7D",
    "urn:uuid:0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01",
    "NUMBER%230f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01",
    "%2B14155550123",
    "x" * 2000,
)
NOT_WORKSPACES = (*(text for text in NOT_IDS if not text.endswith("1.0")), "1", "%23LIVE")

# Nothing here is a credential; ``{token}`` stands for a good one.
NOT_CREDENTIALS = (
    "",
    "Bearer",
    "Bearer ",
    "Bearer null",
    "{token}",
    "Basic {token}",
    "Token {token}",
    "Bearer{token}",
    "Bearer Bearer {token}",
    "Bearer {token}x",
    "Bearer x{token}",
    "Bearer {token},Bearer {token}",
    "Bearer {token} {token}",
    'Bearer "{token}"',
    "Bearer tl_000000000000000000000000_" + "A" * 43,
    "Bearer tl_" + "0" * 24 + "_" + "A" * 42,
    "Bearer " + "A" * 6144,
    "Bearer tl_" + "a" * 6144,
    "Bearer ../../etc/passwd",
    "Bearer %00",
    "Bearer \xe9\xe8",
)
