"""A number is imported by a Zudu key, rings, and its calls and messages reach Zudu's and Quo's receivers."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
from standardwebhooks.webhooks import Webhook
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from typer.testing import CliRunner

from tests.e2e.conftest import LOCAL_STACK
from tests.quo.verifier import verify
from tests.support.gateway import Gateway
from tests.support.quo import QuoApi
from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi

CALLER = "+14155550123"
WAIT_SECONDS = 60


@dataclass
class Receiver:
    """A program on this machine that customers' events are sent to."""

    port: int = 0
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def of(self, path: str) -> list[tuple[dict[str, str], bytes]]:
        return [(headers, body) for at, headers, body in self.received if at == f"/{path}"]

    def types(self, path: str) -> list[str]:
        return sorted(json.loads(body)["type"] for _, body in self.of(path))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.received.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def stack() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(LOCAL_STACK.read_text())
    requests.delete(described["carriers"]["control_url"] + "/faults", timeout=5)
    return described


@pytest.fixture
def webhook_of(gateway: Gateway, acme: Tenant) -> Iterator[Callable[..., dict[str, Any]]]:
    """Makes webhooks of Quo's API, and deletes them in the end."""
    quo, made = QuoApi(gateway, acme.quo_key), []

    def make(kind: str, **members: Any) -> dict[str, Any]:
        answer = quo.send("POST", f"webhooks/{kind}", body=members)
        assert answer.status == 201, answer.text
        webhook: dict[str, Any] = answer.json()["data"]
        made.append(webhook)
        return webhook

    yield make
    for each in made:
        assert quo.send("DELETE", f"webhooks/{each['id']}").status == 204


def _until(is_there: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + WAIT_SECONDS
    while not is_there() and time.monotonic() < ends_at:
        time.sleep(0.1)


def test_what_comes_in_reaches_the_receivers_of_both(  # noqa: PLR0917 - pytest gives them by name
    gateway: Gateway,
    api: WorkspaceApi,
    acme: Tenant,
    stack: dict[str, Any],
    receiver: Receiver,
    webhook_of: Callable[..., dict[str, Any]],
) -> None:
    account = stack["tenants"]["acme"]["carriers"]["twilio"]
    number = account["numbers"][6]
    zudu, quo = ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"]), QuoApi(gateway, acme.quo_key)
    zudu.delete(number)
    imported = zudu.imported(
        phone_number=number, provider="twilio", account_sid=account["accSId"], auth_token=account["authToken"]
    )
    assert imported.status == 200, imported.text
    assert zudu.update(number, inbound_webhook_url=receiver.url("zudu")).status == 200
    made = [each for each in api.list().json() if each["phoneNumber"] == number] or [api.created(phoneNumber=number)]
    # Another suite may have made it when there was no provider phone to link it to.
    if made[0]["providerPhoneUuid"] is None:
        phone = provider_phone_uuid(OrganizationId(acme.organization_id), number)
        assert api.link(made[0]["uuid"], phone).status == 200
    (listed,) = [each for each in quo.phone_numbers() if each["number"] == number]
    keys = {
        "message": webhook_of(
            "messages", events=["message.received"], url=receiver.url("quo"), resourceIds=[listed["id"]]
        )["key"],
        "call": webhook_of("calls", events=["call.ringing", "call.completed"], url=receiver.url("quo"))["key"],
    }

    control = stack["carriers"]["control_url"]
    sent = {"carrier": "twilio", "number": number, "from": CALLER}
    assert requests.post(f"{control}/messages", json={**sent, "text": "h\u00e9llo"}, timeout=30).ok
    assert requests.post(f"{control}/calls", json={**sent, "outcome": "completed"}, timeout=30).ok
    _until(lambda: len(receiver.of("quo")) >= 3 and "call.ended" in receiver.types("zudu"))

    assert receiver.types("quo") == ["call.completed", "call.ringing", "message.received"]
    for headers, body in receiver.of("quo"):
        kind = json.loads(body)["data"]["object"]["object"]
        event = verify(headers, body, keys[kind], datetime.now(UTC))["data"]["object"]
        assert event["phoneNumberId"] == listed["id"]
        assert quo.send("GET", f"{kind}s/{event['id']}").json()["data"]["phoneNumberId"] == listed["id"]
    assert {"call.ended", "call.started", "message.received"} <= set(receiver.types("zudu"))
    from trunkline_cli.app import app  # noqa: PLC0415

    told = CliRunner().invoke(app, ["webhooks", "secret", "--tenant", acme.organization_id, "--json"])
    assert told.exit_code == 0, told.stderr
    for headers, body in receiver.of("zudu"):
        Webhook(json.loads(told.stdout)["secret"]).verify(body, headers)
    assert zudu.delete(number).status == 200
