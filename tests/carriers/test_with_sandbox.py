"""The service and the carrier sandbox, which was written by somebody who had not seen the adapters."""

import base64
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import botocore.session
import pytest
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.budgets import stop_the_clock
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Gateway
from tests.support.matrices import in_turn
from tests.support.tables import everything
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox import Sandbox, start
from tools.sandbox.courier import Reply, Webhook

EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
FAULTS: list[int | str] = [401, 429, 500, "timeout", "reset", "malformed"]
ORG = OrganizationId("org_acme")


@pytest.fixture
def sandbox(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    def send(webhook: Webhook) -> Reply:
        answer = gateway.send(
            webhook.method, urlsplit(webhook.url).path, headers=webhook.headers, body=webhook.body or None
        )
        return Reply(answer.status, answer.text, answer.headers.get("content-type", ""))

    with start(send=send, seed=1, patience_seconds=0.0) as running:
        stop_the_clock(monkeypatch, running)
        for carrier, url in running.base_urls.items():
            monkeypatch.setenv(f"CARRIER_BASE_URL_{carrier.upper()}", url)
        yield running


@dataclass
class Registering:
    weya: WeyaApi
    sandbox: Sandbox

    def account(self, carrier: str, tenant: str = "acme") -> Any:
        return self.sandbox.described()[tenant][carrier]

    def add(self, carrier: str, index: int = 0, tenant: str = "acme", **members: Any) -> Any:
        account = self.account(carrier, tenant)
        return self.weya.add(
            carrier,
            **{
                "phoneNumber": account["numbers"][index],
                "accSId": account["accSId"],
                "authToken": account["authToken"],
                "publicKey": account.get("publicKey"),
                **members,
            },
        )


@pytest.fixture
def registering(sandbox: Sandbox, service: dict[str, str], gateway: Gateway, acme: Tenant) -> Registering:
    return Registering(WeyaApi(gateway, acme), sandbox)


@EVERY_CARRIER
def test_a_number_is_registered_and_goes_back_as_it_was(
    registering: Registering, sandbox: Sandbox, store: Table, carrier: str
) -> None:
    for index in range(3):
        before = sandbox.state()
        response = registering.add(carrier, index)
        assert response.status == 201, (response.text, sandbox.requests()[-3:])
        assert sandbox.state() != before
        uuid = provider_phone_uuid(ORG, registering.account(carrier)["numbers"][index])
        phone = PhoneNumberTable(store).find_provider_phone(ORG, uuid)
        assert phone
        number_webhooks().detach(phone)
        assert _told(sandbox.state()) == _told(before)


@EVERY_CARRIER
def test_refusals_of_the_sandbox_are_refusals(
    registering: Registering, sandbox: Sandbox, aws: Any, carrier: str
) -> None:
    before, items = sandbox.state(), everything()
    foreign = registering.account(carrier, "globex")["numbers"][0]
    for members in ({"authToken": "wrong"}, {"phoneNumber": foreign}):
        assert registering.add(carrier, **members).status == 400
    for tenant in ("suspended", "closed"):
        assert registering.add(carrier, tenant=tenant).status == 400
    assert (sandbox.state(), everything()) == (before, items)


@EVERY_CARRIER
@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_at_any_step_leaves_the_sandbox_as_it_was(
    registering: Registering, sandbox: Sandbox, carrier: str, what: int | str, full: bool
) -> None:
    assert registering.add(carrier, 1).status == 201
    steps = list(dict.fromkeys(_steps(sandbox)))
    before, items = sandbox.state(), everything()
    for method, path in in_turn(steps, FAULTS.index(what), full=full):
        # A question is asked once more when its connection breaks.
        times = 2 if (what, method) == ("reset", "GET") else 1
        sandbox.faults.add({"carrier": carrier, "method": method, "path": path, "status": what, "times": times})
        response = registering.add(carrier)
        sandbox.faults.clear()
        assert response.status in (400, 500), response.text
        assert _told(sandbox.state()) == _told(before), (method, path)
        assert everything() == items, (method, path)
    assert registering.add(carrier).status == 201


_ID = re.compile(r"(?<=/)(PN[0-9a-f]{32}|\+?[\w-]*\d{4}[\w-]*)(?=[/.]|$)")


def _steps(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Method and path of what a registration sends; ids are whatever they will be."""
    return [(str(each["method"]), f"^{_ID.sub('[^/]+', str(each['path']))}$") for each in sandbox.requests()]


@EVERY_CARRIER
@pytest.mark.parametrize("delivery", ["in-order", "shuffled", "doubled"])
def test_a_call_with_a_voicemail_is_read_back(
    registering: Registering, sandbox: Sandbox, api: WorkspaceApi, carrier: str, delivery: str
) -> None:
    assert registering.add(carrier).status == 201
    number = registering.account(carrier)["numbers"][0]
    uuid = provider_phone_uuid(ORG, number)
    linked = api.create(providerPhoneUuid=uuid, voiceWorkMode="voicemail", voicemailGreeting="Speak").json()
    outcome = sandbox.control.place_call(
        {"carrier": carrier, "number": number, "outcome": "completed", "recording": True, "delivery": delivery}
    )
    assert {each["status"] for each in outcome["deliveries"]} <= {200, 204}, outcome
    (call,) = [each for each in api.send("GET", f"/{linked['uuid']}/calls").json() if each["direction"] == "inbound"]
    assert (call["status"], call["to"], len(call["recordings"])) == ("completed", number, 1), outcome


@EVERY_CARRIER
@pytest.mark.parametrize("delivery", ["in-order", "shuffled", "doubled"])
def test_messages_are_read_back_for_a_number_that_was_unlinked_too(
    registering: Registering, sandbox: Sandbox, api: WorkspaceApi, carrier: str, delivery: str
) -> None:
    assert registering.add(carrier).status == 201
    number = registering.account(carrier)["numbers"][0]
    linked = api.create(providerPhoneUuid=provider_phone_uuid(ORG, number)).json()
    outcome = sandbox.control.send_message(
        {"carrier": carrier, "number": number, "text": ["one", "two & <three>"], "delivery": delivery}
    )
    assert {each["status"] for each in outcome["deliveries"]} <= {200, 204}, outcome
    api.link(linked["uuid"], None)
    messages = api.send("GET", f"/{linked['uuid']}/messages").json()
    assert sorted(each["text"] for each in messages) == ["one", "two & <three>"]


def test_a_telnyx_recording_is_copied_from_the_sandbox(
    registering: Registering, sandbox: Sandbox, api: WorkspaceApi, service: dict[str, str]
) -> None:
    assert registering.add("telnyx").status == 201
    number = registering.account("telnyx")["numbers"][0]
    uuid = provider_phone_uuid(ORG, number)
    api.create(providerPhoneUuid=uuid, voiceWorkMode="voicemail", voicemailGreeting="Speak")
    sandbox.control.place_call({"carrier": "telnyx", "number": number, "outcome": "completed", "recording": True})
    session: Any = botocore.session.get_session()
    messages = session.create_client("sqs").receive_message(QueueUrl=service["RECORDINGS_QUEUE_URL"])["Messages"]
    consume = importlib.import_module("functions.copy_recordings.handler").lambda_handler
    records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in messages]
    assert consume({"Records": records}, None) == {"batchItemFailures": []}
    assert len(session.create_client("s3").list_objects_v2(Bucket="recordings")["Contents"]) == 1


def test_the_sandbox_publishes_the_key_that_its_webhooks_are_signed_with(registering: Registering) -> None:
    assert len(base64.b64decode(registering.account("telnyx")["publicKey"])) == 32


def _told(state: Any) -> Any:
    """A state in which "" and null are the same: carriers take the one and show the other."""
    if isinstance(state, dict):
        return {key: _told(value) for key, value in state.items()}
    if isinstance(state, list):
        return [_told(value) for value in state]
    return state or None
