"""Signatures: known answers, what an independent signer makes, and every changed byte."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunkline.carriers.registry import reader_for
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import ForgedWebhookError
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.webhooks import Delivery, SigningKeys

from tests.carriers.signing import (
    TELNYX_PUBLIC_KEY,
    encoded,
    plivo_headers,
    plivo_v2,
    telnyx_headers,
    twilio_headers,
)

URL = "https://hooks.example.test/webhooks/x/0123456789abcdef/voice"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NAMES = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable())
FORMS = st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=6)


def account(carrier: Carrier, secret: str = "s3cret", **more: Any) -> CarrierAccount:
    return CarrierAccount(organization_id=OrganizationId("o"), carrier=carrier, account_id="a", secret=secret, **more)


def delivered(headers: dict[str, str], body: bytes, *, url: str = URL, kind: str = "voice") -> Delivery:
    return Delivery(kind=kind, url=url, headers={name.lower(): value for name, value in headers.items()}, body=body)


def accepts(subject: CarrierAccount, delivery: Delivery, now: datetime = NOW) -> bool:
    try:
        public_keys = (subject.public_key,) if subject.public_key else ()
        keys = SigningKeys(secrets=subject.signing_secrets, public_keys=public_keys)
        reader_for(subject.carrier).verify(delivery, keys, now)
    except ForgedWebhookError:
        return False
    return True


def without(headers: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in headers.items() if key.lower() != name}


def flipped(body: bytes, index: int) -> bytes:
    changed = bytearray(body)
    changed[index % len(body)] ^= 1
    return bytes(changed)


def test_the_known_answer_of_twilio_is_accepted() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    headers = {"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}
    assert accepts(account(Carrier.TWILIO, "12345"), delivered(headers, encoded(form), url=url))


def test_the_known_answer_of_plivo_version_2_is_accepted() -> None:
    signature = "ehV3IKhLysWBxC1sy8INm0qGoQYdYsHwuoKjsX7FsXc="
    headers = {"X-Plivo-Signature-V2": signature, "X-Plivo-Signature-V2-Nonce": "12345"}
    delivery = delivered(headers, b"Text=hi", url="https://answer.url", kind="message")
    assert accepts(account(Carrier.PLIVO, "my_auth_token"), delivery)
    assert not accepts(account(Carrier.PLIVO, "my_auth_tokens"), delivery)
    assert plivo_v2("my_auth_token", "https://answer.url", "12345") == signature


def test_the_known_answer_of_plivo_version_3_is_accepted() -> None:
    # Made by get_signature_v3 of plivo-python 4.63.0: Plivo's documentation has no example with its answer.
    url = "https://answer.example.com/webhooks/plivo/0123456789abcdef/voice"
    form = [
        ("CallUUID", "97ceeb52-58b6-11e1-86da-77300b68f8bb"),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("From", "14155550100"),
        ("To", "14155550140"),
        ("ForwardedFrom", ""),
        ("SessionStart", "2026-11-21 10:00:00.000000"),
    ]
    headers = {
        "X-Plivo-Signature-V3": "6pf7Jw4lyc7n9Gf6iH4QuJUDlJYWrTFVplTSxJ8Im+s=",
        "X-Plivo-Signature-V3-Nonce": "05429567804466091622",
    }
    assert accepts(account(Carrier.PLIVO, "my_auth_token"), delivered(headers, encoded(form), url=url))
    assert not accepts(account(Carrier.PLIVO, "my_auth_tokens"), delivered(headers, encoded(form), url=url))


def test_the_known_answer_of_telnyx_is_accepted() -> None:
    # Found right by telnyx-python 4.189.0 (telnyx.lib.webhook_verification).
    body = (
        b'{"data":{"event_type":"call.answered","id":"0ccc7b54-4df3-4bca-a65a-3da1ecc777f0",'
        b'"payload":{"call_leg_id":"leg"}}}'
    )
    signature = "EpXPxgeweUvaWof+BFkYP6OpoH2AIKdEaYeI4MQ1cKTLtJallplDGudC+yRWkcl72f+r8h6Qh2LI85B+TldICw=="
    headers = {"telnyx-timestamp": "1795255200", "telnyx-signature-ed25519": signature}
    subject = account(Carrier.TELNYX, public_key="6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=")
    now = datetime.fromtimestamp(1795255201, UTC)
    assert accepts(subject, delivered(headers, body), now)
    assert not accepts(subject, delivered(headers, body + b" "), now)


def test_the_known_answer_of_ed25519_is_accepted_by_the_primitive() -> None:
    # RFC 8032, section 7.1, test 2.
    from trunkline.carriers.telnyx.webhooks import _is_signed  # noqa: PLC0415

    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert _is_signed(base64.b64encode(public).decode(), base64.b64encode(signature).decode(), b"\x72")
    assert not _is_signed(base64.b64encode(public).decode(), base64.b64encode(signature).decode(), b"\x73")


@given(form=FORMS, index=st.integers(0, 10_000))
def test_twilios_own_signer_is_accepted_and_any_changed_byte_refused(form: list[tuple[str, str]], index: int) -> None:
    body = encoded([("CallSid", "CA1"), *form])
    headers = twilio_headers("s3cret", URL, [("CallSid", "CA1"), *form])
    subject = account(Carrier.TWILIO)
    assert accepts(subject, delivered(headers, body))
    assert not accepts(subject, delivered(headers, body, url=URL + "/"))
    changed = flipped(b"CallSid=CA1", index) + body[len(b"CallSid=CA1") :]
    assert not accepts(subject, delivered(headers, changed))
    signature = headers["X-Twilio-Signature"]
    other = base64.b64encode(flipped(base64.b64decode(signature), index)).decode()
    assert not accepts(subject, delivered({**headers, "X-Twilio-Signature": other}, body))


@given(form=FORMS, index=st.integers(0, 10_000), version=st.sampled_from([2, 3]))
def test_an_independent_plivo_signer_is_accepted_and_any_changed_byte_refused(
    form: list[tuple[str, str]], index: int, version: int
) -> None:
    form = [("CallUUID", "u1"), *form]
    kind = "voice" if version == 3 else "message"
    headers = plivo_headers("s3cret", URL, form, version=version)
    subject = account(Carrier.PLIVO)
    assert accepts(subject, delivered(headers, encoded(form), kind=kind))
    assert accepts(
        subject, delivered(plivo_headers("s3cret", URL, form, version=version, main=True), encoded(form), kind=kind)
    )
    assert not accepts(subject, delivered(headers, encoded(form), kind=kind, url=URL + "x"))
    if version == 3:
        changed = flipped(b"CallUUID=u1", index) + encoded(form)[len(b"CallUUID=u1") :]
        assert not accepts(subject, delivered(headers, changed))
        # A voice event with a signature that leaves its body out is no signature of it.
        assert not accepts(subject, delivered(plivo_headers("s3cret", URL, form, version=2), encoded(form)))


@given(body=st.binary(min_size=1, max_size=200), index=st.integers(0, 10_000))
def test_a_telnyx_signature_is_accepted_and_any_changed_byte_refused(body: bytes, index: int) -> None:
    headers = telnyx_headers(body, at=NOW.timestamp())
    subject = account(Carrier.TELNYX, public_key=TELNYX_PUBLIC_KEY)
    assert accepts(subject, delivered(headers, body))
    assert not accepts(subject, delivered(headers, flipped(body, index)))
    other = base64.b64encode(flipped(base64.b64decode(headers["telnyx-signature-ed25519"]), index)).decode()
    assert not accepts(subject, delivered({**headers, "telnyx-signature-ed25519": other}, body))
    assert not accepts(subject, delivered({**headers, "telnyx-timestamp": str(int(NOW.timestamp()) + 1)}, body))


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_telnyx_event_of_another_time_is_refused(seconds: int) -> None:
    headers = telnyx_headers(b"{}", at=NOW.timestamp())
    subject = account(Carrier.TELNYX, public_key=TELNYX_PUBLIC_KEY)
    assert not accepts(subject, delivered(headers, b"{}"), NOW + timedelta(seconds=seconds))
    assert accepts(subject, delivered(headers, b"{}"), NOW + timedelta(seconds=seconds // 301 * 299))


def test_without_a_public_key_the_token_alone_guards_telnyx() -> None:
    assert accepts(account(Carrier.TELNYX), delivered({}, b"{}"))


@pytest.mark.parametrize("timestamp", ["", "x", "-1", "\u0661", "9" * 40])
def test_a_timestamp_that_is_none_is_refused(timestamp: str) -> None:
    headers = {**telnyx_headers(b"{}", at=NOW.timestamp()), "telnyx-timestamp": timestamp}
    assert not accepts(account(Carrier.TELNYX, public_key=TELNYX_PUBLIC_KEY), delivered(headers, b"{}"))


@pytest.mark.parametrize(
    ("carrier", "headers", "name"),
    [
        (Carrier.TWILIO, twilio_headers("s3cret", URL, [("a", "b")]), "x-twilio-signature"),
        (Carrier.PLIVO, plivo_headers("s3cret", URL, [("a", "b")]), "x-plivo-signature-v3"),
        (Carrier.PLIVO, plivo_headers("s3cret", URL, [("a", "b")]), "x-plivo-signature-v3-nonce"),
        (Carrier.TELNYX, telnyx_headers(b"a=b", at=NOW.timestamp()), "telnyx-signature-ed25519"),
        (Carrier.TELNYX, telnyx_headers(b"a=b", at=NOW.timestamp()), "telnyx-timestamp"),
    ],
)
def test_an_unsigned_event_is_refused(carrier: Carrier, headers: dict[str, str], name: str) -> None:
    subject = account(carrier, public_key=TELNYX_PUBLIC_KEY if carrier is Carrier.TELNYX else None)
    assert accepts(subject, delivered(headers, b"a=b"))
    assert not accepts(subject, delivered(without(headers, name), b"a=b"))
    assert not accepts(subject, delivered({**headers, name: ""}, b"a=b"))
    assert not accepts(subject, delivered({**headers, name: "\u00e9"}, b"a=b"))


@pytest.mark.parametrize("carrier", [Carrier.TWILIO, Carrier.PLIVO])
def test_the_token_before_the_last_rotation_still_signs(carrier: Carrier) -> None:
    sign = twilio_headers if carrier is Carrier.TWILIO else plivo_headers
    headers = sign("old", URL, [("a", "b")])
    assert accepts(account(carrier, "new", earlier_secret="old"), delivered(headers, b"a=b"))
    assert not accepts(account(carrier, "new"), delivered(headers, b"a=b"))


def test_blank_and_repeated_parameters_count() -> None:
    form = [("From", ""), ("To", "+1"), ("Media", "b"), ("Media", "a")]
    assert accepts(account(Carrier.TWILIO), delivered(twilio_headers("s3cret", URL, form), encoded(form)))
    assert accepts(account(Carrier.PLIVO), delivered(plivo_headers("s3cret", URL, form), encoded(form)))


@pytest.mark.parametrize("url", ["https://h.test/x", "https://h.test:443/x", "http://127.0.0.1:8080/x"])
@pytest.mark.parametrize("signed", ["https://h.test/x", "https://h.test:443/x", "http://127.0.0.1:8080/x"])
def test_twilio_may_sign_with_or_without_the_port(url: str, signed: str) -> None:
    headers = twilio_headers("s3cret", signed, [])
    same = url.replace(":443", "") == signed.replace(":443", "")
    assert accepts(account(Carrier.TWILIO), delivered(headers, b"", url=url)) is same


def test_several_plivo_signatures_may_be_in_one_header() -> None:
    headers = plivo_headers("s3cret", URL, [("a", "b")])
    headers["X-Plivo-Signature-V3"] = "b3RoZXI=, " + headers["X-Plivo-Signature-V3"]
    assert accepts(account(Carrier.PLIVO), delivered(headers, b"a=b"))


def test_a_plivo_message_with_a_wrong_version_3_is_not_saved_by_version_2() -> None:
    headers = plivo_headers("wrong", URL, [("a", "b")]) | plivo_headers("s3cret", URL, [], version=2)
    assert not accepts(account(Carrier.PLIVO), delivered(headers, b"a=b", kind="message"))


def test_a_body_that_is_no_text_is_refused() -> None:
    assert not accepts(account(Carrier.TWILIO), delivered(twilio_headers("s3cret", URL, []), b"\xff=\xfe"))
