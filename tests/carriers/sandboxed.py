"""The carrier sandbox as the tests of the service use it: acme's accounts, and what there is or fails in them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid, provider_phone_uuid
from trunkline.domain.provider_phones import Webhooks
from trunkline.wiring.carriers import number_webhooks

from tools.sandbox import Sandbox, start
from tools.sandbox.accounts import Account
from tools.sandbox.courier import Reply, Webhook
from tools.sandbox.tenants import default_plans, described
from tools.sandbox.wire import JSON

_ACME = described(default_plans())["acme"]
ACCOUNTS: dict[str, tuple[str, str]] = {
    carrier: (str(account["accSId"]), str(account["authToken"])) for carrier, account in _ACME.items()
}
# Of each carrier one number that has its owner's settings, one that Twilio answers by an application and the others by
# nothing, and one more like the first.
NUMBERS = {
    "twilio": ("+12125551234", "+14155552672", "+12125551236"),
    "plivo": ("+14155550140", "+14155550144", "+14155550142"),
    "telnyx": ("+13125550170", "+13125550174", "+13125550172"),
}
EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
# Acme itself, and the second of its users.
ORG = OrganizationId("org_acme")
OTHER_USER = "64e5f12345abcdef12345679"


def phone_uuid(carrier: str, index: int = 0) -> ProviderPhoneUuid:
    """What acme's inventory calls one of the numbers."""
    return provider_phone_uuid(ORG, NUMBERS[carrier][index])


def webhooks_of(carrier: str) -> Webhooks:
    """What acme's inventory says of the webhooks of a carrier's first number."""
    found = number_webhooks().store.find(ORG, phone_uuid(carrier))
    assert found
    assert found.webhooks
    return found.webhooks


@dataclass
class Carriers:
    """One running sandbox, shared by tests and made as new for each."""

    sandbox: Sandbox

    def account(self, carrier: str) -> Account:
        """Acme's account, to be looked at and changed as its owner might."""
        found = self.sandbox.store.account(carrier, ACCOUNTS[carrier][0])
        assert found
        return found

    def number(self, carrier: str, e164: str) -> dict[str, Any]:
        """A number of acme's, as its carrier has it."""
        numbers = self.account(carrier).shelf("numbers").values()
        return next(number for number in numbers if e164 in (number.get("phone_number"), f"+{number.get('number')}"))

    def picture(self) -> Any:
        """All that customers could see, where "" and null are the same: carriers take the one and show the other."""
        return _told(self.sandbox.state()["accounts"])

    def kept(self) -> list[Account]:
        """All accounts as they are, for ``restore``."""
        return deepcopy(self.sandbox.store.accounts)

    def restore(self, kept: list[Account]) -> None:
        """Have the accounts be as they were."""
        self.sandbox.store.accounts[:] = deepcopy(kept)

    def fail(self, carrier: str, status: int | str, **more: Any) -> None:
        """Have a request fail, as ``POST /faults`` does."""
        self.sandbox.faults.add({"carrier": carrier, "status": status, **more})

    def requests(self) -> list[tuple[str, str, Any]]:
        """Method, path and content of what was sent, the oldest first."""
        return [(each["method"], each["path"], _content(each)) for each in self.sandbox.requests()]

    def commands(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Call control id, action and parameters of the commands that Telnyx was sent."""
        found = [(path.split("/"), content) for _, path, content in self.requests() if "/actions/" in path]
        return [(unquote(parts[3]), parts[-1], content) for parts, content in found if parts[2] == "calls"]

    def forget_requests(self) -> None:
        self.sandbox._exchange.forget_requests()

    def add_call(self, control_id: str) -> None:
        """Have a Telnyx call under way that takes any command."""
        account_id = ACCOUNTS["telnyx"][0]
        self.sandbox.store.calls[control_id] = {
            "carrier": "telnyx",
            "accountId": account_id,
            "connectionId": account_id,
            "status": "in-progress",
            "commands": [],
        }

    def add_recording(self, recording_id: str, leg: str, started_at: str = "2026-11-21T10:00:00Z") -> None:
        """Have Telnyx have recorded a leg."""
        self.account("telnyx").shelf("recordings")[recording_id] = {
            "id": recording_id,
            "record_type": "recording",
            "call_leg_id": leg,
            "channels": "single",
            "format": "mp3",
            "from": "+12025550100",
            "recording_started_at": started_at,
            "status": "completed",
            "to": NUMBERS["telnyx"][0],
        }


def _content(request: dict[str, Any]) -> Any:
    body = request["body"]
    if request["headers"].get("content-type", "").startswith(JSON):
        return json.loads(body)
    return dict(parse_qsl(body, keep_blank_values=True))


def _told(state: Any) -> Any:
    if isinstance(state, dict):
        return {key: _told(value) for key, value in state.items()}
    if isinstance(state, list):
        return [_told(value) for value in state]
    return state or None


class Post:
    """Where the sandbox's webhooks go, which each test decides."""

    def __init__(self) -> None:
        self.deliver: Any = None

    def __call__(self, webhook: Webhook) -> Reply:
        reply: Reply = self.deliver(webhook)
        return reply


@contextmanager
def serve(post: Post) -> Iterator[Carriers]:
    """A sandbox of this process."""
    with start(send=post, seed=1) as running:
        yield Carriers(running)
