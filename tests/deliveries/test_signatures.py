"""Standard Webhooks: its own package verifies what we sign, and its own vectors are ours."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from trunkline.domain import standard_webhooks
from trunkline.domain.customer_events import CustomerEvent
from trunkline.domain.subscriptions import new_secret

from tests.deliveries.builders import an_event

# From the specification's own libraries (github.com/standard-webhooks/standard-webhooks, read 2026-11-29):
# libraries/javascript/src/webhook.test.ts and libraries/go/webhook_test.go.
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE_ID, MESSAGE_TIME, MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
SECRET = new_secret()


def signed(event: CustomerEvent, *secrets: str, now: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    body = standard_webhooks.body_of(event)
    return body, standard_webhooks.headers_of(event, secrets or (SECRET,), body, now or datetime.now(UTC))


def test_the_specifications_own_vector_is_ours() -> None:
    assert standard_webhooks.signature(KEY, MESSAGE_ID, MESSAGE_TIME, MESSAGE) == SIGNATURE


def test_the_package_verifies_what_is_sent_and_reads_the_event() -> None:
    event = an_event(data={"text": "Grüße, 🌍 \u2028"})
    body, headers = signed(event)

    read = Webhook(SECRET).verify(body, headers)

    assert read["type"] == event.type
    assert read["data"] == event.data
    assert headers["webhook-id"] == event.id
    assert "." not in event.id


def test_a_secret_is_256_random_bits_and_no_two_are_the_same() -> None:
    made = {new_secret() for _ in range(100)}

    assert len(made) == 100
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) == 32 for secret in made)


@pytest.mark.parametrize("position", [0, 20, -1])
def test_a_changed_byte_fails(position: int) -> None:
    body, headers = signed(an_event())
    changed = bytearray(body)
    changed[position] ^= 1

    with pytest.raises((WebhookVerificationError, UnicodeDecodeError)):
        Webhook(SECRET).verify(bytes(changed), headers)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "evt_other"},
        {"webhook-timestamp": str(int(datetime.now(UTC).timestamp()) - 1)},
        {"webhook-signature": SIGNATURE},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_header_fails(change: dict[str, Any]) -> None:
    body, headers = signed(an_event())

    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body, headers | change)


def test_an_old_delivery_fails() -> None:
    body, headers = signed(an_event(), now=datetime.now(UTC) - timedelta(minutes=6))

    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(SECRET).verify(body, headers)


def test_after_a_rotation_both_secrets_verify() -> None:
    new = new_secret()
    body, headers = signed(an_event(), new, SECRET)

    for secret in (new, SECRET):
        Webhook(secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)
