"""Known answers, and an independent construction of what each carrier signs."""

import base64
import hashlib
import hmac

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tools.sandbox.signing import (
    plivo_v2_signature,
    plivo_v3_signature,
    telnyx_public_key,
    telnyx_signature,
    twilio_signature,
)


def test_twilio_signs_its_documented_example_as_documented() -> None:
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"

    assert twilio_signature("12345", url, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_twilio_signs_blank_fields() -> None:
    assert twilio_signature("t", "https://a/", [("A", "")]) != twilio_signature("t", "https://a/", [])


@pytest.mark.parametrize(
    ("method", "url", "fields", "signed"),
    [
        ("POST", "https://a.b/c", [("To", "1"), ("From", "2")], "https://a.b/c?From2To1.n"),
        ("POST", "https://a.b/c?y=2&x=1", [("To", "1")], "https://a.b/c?x=1&y=2.To1.n"),
        ("POST", "https://a.b/c?y=2&x=", [], "https://a.b/c?x=&y=2.n"),
        ("POST", "https://a.b/c", [], "https://a.b/c.n"),
        ("GET", "https://a.b/c?y=2&x=1", [], "https://a.b/c?x=1&y=2.n"),
    ],
)
def test_plivo_v3_signs_the_sorted_query_and_the_sorted_fields(
    method: str, url: str, fields: list[tuple[str, str]], signed: str
) -> None:
    expected = base64.b64encode(hmac.new(b"token", signed.encode(), hashlib.sha256).digest()).decode()

    assert plivo_v3_signature("token", method=method, url=url, nonce="n", fields=fields) == expected


def test_plivo_v3_agrees_with_what_the_sdk_computes() -> None:
    # plivo-python 4.63.0, utils.signature_v3, run on 2026-11-21 with these values.
    signature = plivo_v3_signature(
        "MjQ1NjAyZGQ1MmQ3Yjg3",
        method="POST",
        url="https://hooks.example/p?b=2&a=%20x&c=",
        nonce="05429567804466091622",
        fields=[("To", "14155550140"), ("From", "15005550006"), ("CallerName", "")],
    )

    assert signature == "w3hv1fHa2HzLoYqqeVmx3ZCwQvLLR9ZLI7mrrlQEuR0="


def test_plivo_v2_signs_neither_query_nor_body() -> None:
    expected = base64.b64encode(hmac.new(b"token", b"https://a.b/cn", hashlib.sha256).digest()).decode()

    assert plivo_v2_signature("token", "https://a.b/c?x=1", "n") == expected


def test_telnyx_signs_the_timestamp_and_the_body() -> None:
    # RFC 8032, section 7.1, test 2: its key, whose public half is published with it.
    private = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = base64.b64decode(telnyx_public_key(private))
    signature = base64.b64decode(telnyx_signature(private, "1700000000", b"{}"))

    assert public.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"1700000000|{}")
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"1700000001|{}")
