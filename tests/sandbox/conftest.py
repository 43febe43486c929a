import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from tools.sandbox import Sandbox, start
from tools.sandbox.clock import FixedClock
from tools.sandbox.courier import Reply, Webhook

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class Product:
    """Stands where the product would: keeps what it is sent and answers what a test tells it to, by URL path."""

    answers: dict[str, str | Callable[[Webhook], Reply]] = field(default_factory=dict)
    received: list[Webhook] = field(default_factory=list)

    def __call__(self, webhook: Webhook) -> Reply:
        self.received.append(webhook)
        path = "/" + webhook.url.partition("?")[0].split("/", 3)[3]
        answer = self.answers.get(path, "")
        return Reply(200, answer, "text/xml") if isinstance(answer, str) else answer(webhook)

    def events(self) -> list[str]:
        return [webhook.event for webhook in self.received]

    def telnyx_events(self) -> list[Any]:
        return [json.loads(webhook.body)["data"] for webhook in self.received]


@dataclass
class Carrier:
    """One account of a carrier, spoken to over plain HTTP."""

    sandbox: Sandbox
    name: str
    account_id: str
    token: str
    numbers: list[str]

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        if self.name == "telnyx":
            options["headers"] = {"Authorization": f"Bearer {self.token}", **options.get("headers", {})}
        else:
            options.setdefault("auth", (self.account_id, self.token))
        roots = {
            "twilio": f"/2010-04-01/Accounts/{self.account_id}",
            "plivo": f"/v1/Account/{self.account_id}",
            "telnyx": "/v2",
        }
        return requests.request(method, self.sandbox.url + roots[self.name] + path, timeout=5, **options)

    def resources(self, kind: str) -> dict[str, Any]:
        """What the sandbox says that the account has."""
        accounts = self.sandbox.state()["accounts"]
        account = next(one for one in accounts if (one["carrier"], one["accountId"]) == (self.name, self.account_id))
        return dict(account.get(kind, {}))

    def call(self, **options: Any) -> Any:
        asked = {"carrier": self.name, "number": self.numbers[0], **options}
        return self.sandbox.control.place_call(asked)

    def message(self, **options: Any) -> Any:
        asked = {"carrier": self.name, "number": self.numbers[0], "text": "Hello", **options}
        return self.sandbox.control.send_message(asked)


def account(sandbox: Sandbox, carrier: str, tenant: str = "acme") -> Carrier:
    described = sandbox.described()[tenant][carrier]
    return Carrier(sandbox, carrier, described["accSId"], described["authToken"], described["numbers"])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def sandbox(product: Product, clock: FixedClock) -> Iterator[Sandbox]:
    with start(send=product, clock=clock, seed=1) as running:
        yield running


@pytest.fixture
def twilio(sandbox: Sandbox) -> Carrier:
    return account(sandbox, "twilio")


@pytest.fixture
def plivo(sandbox: Sandbox) -> Carrier:
    return account(sandbox, "plivo")


@pytest.fixture
def telnyx(sandbox: Sandbox) -> Carrier:
    return account(sandbox, "telnyx")
