"""Which events count: signed, by the right secret, of this time."""

import base64
import importlib
import time
from typing import Any

import pytest

from tests.carriers.lines import EVERY_CARRIER, Line, queued
from tests.carriers.sandboxed import NUMBERS, Carriers
from tests.carriers.signing import (
    telnyx_headers,
)
from tests.carriers.weya import WeyaApi
from tests.support.gateway import api_event
from tests.support.tables import everything


@EVERY_CARRIER
@pytest.mark.parametrize(
    "forge", ["unsigned", "altered", "truncated", "other secret", "other kind", "other token", "query"]
)
def test_a_forged_event_is_refused_and_nothing_is_written_or_queued(  # noqa: C901 - a case each
    line_of: Any, aws: Any, service: dict[str, str], carrier: str, forge: str
) -> None:
    line: Line = line_of(carrier)
    kind, content = line.call()[2]
    path, headers, body = line.request(kind, content)
    match forge:
        case "unsigned":
            headers = {"Content-Type": headers["Content-Type"]}
        case "altered":
            body = body.replace(b"42", b"43") if carrier != "telnyx" else body.replace(b":42Z", b":43Z")
        case "truncated":
            body = body[:-1]
        case "other secret":
            other = Line(line.gateway, line.api, carrier, line.number, line.base, secret="other")
            _, headers, body = other.request(kind, content)
            if carrier == "telnyx":
                from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

                headers = telnyx_headers(body, key=Ed25519PrivateKey.generate())
        case "other kind":
            path = path.rpartition("/")[0] + ("/recording" if carrier != "telnyx" else "/status")
        case "other token":
            path = f"/webhooks/{carrier}/{'0' * 32}/{kind}"
        case "query":
            path += "?x=1"
    items = everything()
    answer = line.gateway.send("POST", path, headers=headers, body=body)
    assert answer.status == 403
    assert everything() == items
    assert queued(service) == queued(service, "RECORDINGS") == []


def test_a_token_is_good_for_its_own_carrier_only(line_of: Any) -> None:
    line: Line = line_of("twilio")
    token = line.base.rpartition("/")[2]
    assert line.gateway.send("POST", f"/webhooks/telnyx/{token}/voice", headers={}, body=b"{}").status == 403


def test_a_telnyx_event_from_another_time_is_refused(line_of: Any) -> None:
    line: Line = line_of("telnyx")
    path, _, body = line.request(*line.call()[0])
    headers = telnyx_headers(body, at=time.time() - 301)
    assert line.gateway.send("POST", path, headers=headers, body=body).status == 403


@EVERY_CARRIER
def test_a_body_in_base64_is_verified_as_it_was_sent(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    kind, content = line.message()
    path, headers, body = line.request(kind, content)
    token = line.base.rpartition("/")[2]
    event = api_event("POST", path, headers=headers, body=body, parameters={"token": token, "kind": kind})
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    handler = importlib.import_module(f"functions.webhook_{carrier}.handler").lambda_handler
    assert handler(event, None)["statusCode"] in (200, 204)
    assert len(line.messages().json()) == 1


# Telnyx signs with a key that does not change with the token.
@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_the_earlier_token_counts_until_a_day_after_the_rotation(
    line_of: Any, weya: WeyaApi, carriers: Carriers, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line: Line = line_of(carrier)
    carriers.account(carrier).secret = "token-2"
    assert weya.add(carrier, phoneNumber=NUMBERS[carrier][1], authToken="token-2").status == 201
    assert line.deliver(*line.message("old")).status == 200
    line.secret = "token-2"
    # As ten seconds later: what the environment remembers of the account is read anew for an unknown signature.
    monkeypatch.setattr("trunkline.services.webhooks.REREAD_AFTER_SECONDS", 0)
    assert line.deliver(*line.message("new")).status == 200
