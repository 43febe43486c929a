"""Bodies are read once, whatever is in them."""

import gc
import json
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

import pytest
from pydantic_core import ValidationError
from trunkline.errors import BodyTooLargeError, InvalidJsonError, SchemaError, TrunklineError
from trunkline.http.bodies import MAX_BODY_BYTES, prepare, read_body, validated
from trunkline.http.messages import Request

# Beyond what the smallest body takes: the words of a fault.
MORE_STEPS = 400


def _schema() -> Mapping[str, Any]:
    field = {"type": "typed-dict-field", "schema": {"type": "any"}, "required": False}
    return {"type": "typed-dict", "extra_behavior": "ignore", "fields": {"known": field}}


def _read(body: bytes) -> dict[str, Any]:
    request = Request(method="", path="", path_parameters={}, query="", headers={}, body=body, request_id="")
    return read_body(request, _schema)


def _filled(begin: bytes, piece: bytes, end: bytes) -> bytes:
    """As many pieces as a body may have."""
    count = (MAX_BODY_BYTES - len(begin) - len(end)) // len(piece)
    return begin + piece * count + end


def _named(count: int, *also: bytes) -> bytes:
    return b"{" + b",".join([*(b'"%d":1' % number for number in range(count)), *also]) + b"}"


LARGE = {
    "members": _named(25_000),
    "members, the last two alike": _named(25_000, b'"z":1', b'"z":1'),
    "members that are all alike": _filled(b"{", b'"z":1,', b'"z":1}'),
    "objects that name a member twice": _filled(b'{"a":[', b'{"b":1,"b":1},', b"1]}"),
    "a member named twice by an escape": _named(25_000, b'"\\u0030":1'),
    "empty arrays": _filled(b'{"a":[', b"[],", b"[]]}"),
    "nested arrays": _filled(b"", b"[", b""),
    "nested objects": _filled(b"", b'{"a":', b""),
    "escapes": _filled(b'{"known":"', b"\\u00e9", b'"}'),
    "quotes": _filled(b'{"known":"', b'\\"', b'"}'),
    "numbers": _filled(b'{"known":[', b"1.5e3,", b"1]}"),
    "a whole number of 100,000 digits": b'{"known":' + b"9" * 100_000 + b"}",
    "a fraction of 100,000 digits": b'{"known":0.' + b"9" * 100_000 + b"}",
    "an exponent of 100,000 digits": b'{"known":1e' + b"9" * 100_000 + b"}",
    "white space": _filled(b"{", b" ", b"}"),
    "what is no text": _filled(b'{"known":"', b"\xff", b'"}'),
}


def _steps(body: bytes) -> int:
    """How many lines of Python, and calls from them, a body takes."""
    count = 0

    def count_line(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return count_line

    prepare(_schema)
    # Others have callbacks that collecting garbage calls.
    gc.disable()
    sys.settrace(count_line)
    sys.setprofile(count_line)
    try:
        _read(body)
    except TrunklineError:
        pass
    finally:
        sys.setprofile(None)
        sys.settrace(None)
        gc.enable()
    return count


@pytest.mark.parametrize("shape", LARGE)
def test_a_large_body_takes_no_more_steps_than_a_small_one(shape: str) -> None:
    """All that grows with it is one reading by the parser and one by the validator."""
    assert 90_000 < len(LARGE[shape]) <= MAX_BODY_BYTES

    assert _steps(LARGE[shape]) <= _steps(b"{}") + MORE_STEPS


@pytest.mark.parametrize(
    "body",
    [
        b'{"known":1,"known":1}',
        b'{"known":1,"kn\\u006fwn":1}',
        b'{"other":[{"a":1,"b":{"c":1,"c":2}}]}',
        LARGE["members, the last two alike"],
        LARGE["members that are all alike"],
    ],
)
def test_a_member_named_twice_is_refused_and_not_repeated(body: bytes) -> None:
    with pytest.raises(SchemaError) as refused:
        _read(body)

    assert not isinstance(refused.value, InvalidJsonError)
    assert [each.message for each in refused.value.field_errors] == ["names a member twice"]


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"{", b"{} {}", b'{"a":NaN}', b'{"a":Infinity}', b'{"a":"\xff"}', b'{"a":"\\ud800"}', b"[" * 300],
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidJsonError):
        _read(body)


@pytest.mark.parametrize("body", [b"1", b"null", b'"{}"', b"[]"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(SchemaError, match="must be a JSON object"):
        _read(body)


def test_the_largest_body_is_read_and_one_byte_more_is_not() -> None:
    largest = json.dumps({"known": "x" * (MAX_BODY_BYTES - len('{"known": ""}'))}).encode()
    assert len(_read(largest)["known"]) == len(largest) - len('{"known": ""}')

    with pytest.raises(BodyTooLargeError):
        _read(largest + b" ")


def _whole_number() -> Mapping[str, Any]:
    number = {"type": "list", "items_schema": {"type": "int", "strict": True, "ge": 1, "lt": 2**53}}
    field = {"type": "typed-dict-field", "schema": number, "required": True}
    return {"type": "typed-dict", "extra_behavior": "ignore", "fields": {"known": field}}


def test_a_whole_number_is_one_however_it_is_written() -> None:
    body = b'{"known": [1, 1.0, 20e-1, 9007199254740991.0], "other": 1.0}'

    assert json.dumps(validated(_whole_number, json.loads(body))["known"]) == "[1, 1, 2, 9007199254740991]"


@pytest.mark.parametrize(
    ("sent", "issue"),
    [
        ("1.5", "int_type"),
        ('"1"', "int_type"),
        ("true", "int_type"),
        ("0.0", "greater_than_equal"),
        ("1e20", "less_than"),
        ("9007199254740992.0", "less_than"),
    ],
)
def test_what_is_no_whole_number_or_too_large_for_one_is_refused(sent: str, issue: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validated(_whole_number, json.loads('{"known": [2.0, %s]}' % sent))  # noqa: UP031 - braces

    assert [each["type"] for each in refused.value.errors()] == [issue]
