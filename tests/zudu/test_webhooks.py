"""A number's own webhook URL is told of what comes in for it."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.calls import Filing
from trunkline.domain.customer_events import CustomerEvent, call_events, message_events
from trunkline.domain.deliveries import DeliveryStatus, GivenUp, Outcome
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.subscriptions import ZUDU
from trunkline.receivers.sender import Sender
from trunkline.services.deliveries import Deliverer, FanOut
from trunkline.services.subscriptions import ReceiverRules, Subscriptions
from trunkline.services.zudu_webhooks import ZuduWebhooks
from trunkline.settings import receiver_ports
from trunkline.table.client import Table
from trunkline.table.conversations import ConversationTable
from trunkline.table.deliveries import DeliveryTable
from trunkline.table.subscriptions import SubscriptionTable
from trunkline.table.zudu_webhooks import ZuduWebhookTable

from tests.deliveries.builders import BEGINNING
from tests.deliveries.world import World, verified
from tests.support.histories import CALLER, DESK, History
from tests.support.tables import CountingClient
from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi

URL = "https://receiver.example/zudu"
NUMBER = "84ba1896-3854-576e-a1a5-566f8da4a445"


@dataclass
class ZuduWorld(World):
    """The engine with what it asks Zudu's records."""

    @property
    def zudu(self) -> ZuduWebhooks:
        return ZuduWebhooks(SubscriptionTable(self.table), ZuduWebhookTable(self.table), self, self.clock)

    def fan_out(self, table: Any = None) -> FanOut:
        records = table or self.table
        return FanOut(
            SubscriptionTable(records), DeliveryTable(records), self, self.clock, zudu_numbers=ZuduWebhookTable(records)
        )

    def deliverer(self, table: Any = None, sender: Any = None) -> Deliverer:
        return replace(super().deliverer(table, sender), zudu=self.zudu)

    def secret_of(self, organization: str) -> str:
        return self.zudu.secret(OrganizationId(organization))


@pytest.fixture
def world(store: Table) -> ZuduWorld:
    return ZuduWorld(store)


@dataclass
class Line:
    """What happens at the number."""

    store: Table
    history: History
    organization: OrganizationId

    def message(self, message_id: str = "SM1") -> list[CustomerEvent]:
        self.history.gets(message_id)
        found = ConversationTable(self.store).find_message(self.organization, Carrier.TWILIO, message_id)
        assert found
        return list(message_events(found, self._filing))

    def call(self, call_id: str = "CA1", direction: str = "inbound") -> list[CustomerEvent]:
        self.history.begins(call_id, direction=direction)
        self.history.is_answered(call_id)
        self.history.ends(call_id)
        self.history.is_recorded(call_id)
        found = ConversationTable(self.store).find_call(self.organization, Carrier.TWILIO, call_id)
        assert found
        return list(call_events(None, found, self._filing))

    @property
    def _filing(self) -> Filing:
        return Filing(organization_id=self.organization, workspace_uuid=None, filed_under=NUMBER)


@pytest.fixture
def line(store: Table, acme: Tenant) -> Line:
    return Line(store, History(store, acme.organization_id, NUMBER), OrganizationId(acme.organization_id))


def _deliveries(world: ZuduWorld, organization: str = "org_acme") -> list[Any]:
    return list(
        world.deliveries.of_subscription(
            world.zudu.shared(OrganizationId(organization)), None, limit=100, after=None
        ).entries
    )


def test_a_message_and_each_step_of_a_call_are_sent_to_the_numbers_url(
    zudu: ZuduApi, world: ZuduWorld, line: Line
) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)

    world.happens(*line.message(), *line.call())
    world.run()

    bodies = [verified(sent, world.secret_of("org_acme")) for sent in world.sent]
    assert [sent.url for sent in world.sent] == [URL] * 5
    assert sorted(body["type"] for body in bodies) == [
        "call.answered",
        "call.ended",
        "call.recording_completed",
        "call.started",
        "message.received",
    ]
    (message,) = (body["data"] for body in bodies if "message" in body["data"])
    assert (message["message"]["from"], message["message"]["to"]) == (CALLER, DESK)
    assert message["phoneNumber"]["phoneNumber"] == DESK


def test_nothing_is_sent_of_calls_that_go_out_and_of_numbers_without_a_url(
    zudu: ZuduApi, globex_zudu: ZuduApi, world: ZuduWorld, line: Line
) -> None:
    zudu.created(phone_number=DESK)
    # Another organisation's record of the same number, and another number.
    globex_zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    zudu.created(phone_number="+14155550123", inbound_webhook_url=URL)

    world.happens(*line.message(), *line.call())
    zudu.update(DESK, inbound_webhook_url=URL)
    world.happens(*line.call("CA2", direction="outbound"))
    world.run()

    assert world.sent == []


def test_a_url_that_changes_counts_from_the_next_event_on(zudu: ZuduApi, world: ZuduWorld, line: Line) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    told: list[tuple[str, str]] = []

    for message, url in (("SM1", URL), ("SM2", "https://receiver.example/other"), ("SM3", None), ("SM4", URL)):
        assert zudu.update(DESK, inbound_webhook_url=url).status == 200
        world.happens(*line.message(message))
        world.run()
        told += [(sent.url, json.loads(sent.body)["data"]["message"]["id"]) for sent in world.sent]
        world.sent.clear()

    assert told == [(URL, "SM1"), ("https://receiver.example/other", "SM2"), (URL, "SM4")]


def test_a_try_goes_where_the_number_says_by_then(zudu: ZuduApi, world: ZuduWorld, line: Line) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    world.outcomes[URL] = lambda _: Outcome(status=500)
    world.happens(*line.message())
    world.run()
    zudu.update(DESK, inbound_webhook_url="https://receiver.example/other")

    world.run(timedelta(minutes=1))

    assert [sent.url for sent in world.sent] == [URL, "https://receiver.example/other"]
    assert len({sent.id for sent in world.sent}) == 1
    assert [each.status for each in _deliveries(world)] == [DeliveryStatus.DELIVERED]


@pytest.mark.parametrize("is_deleted", [True, False])
def test_what_waits_is_given_up_when_the_url_is_gone(
    zudu: ZuduApi, world: ZuduWorld, line: Line, is_deleted: bool
) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    world.happens(*line.message())
    if is_deleted:
        zudu.delete(DESK)
    else:
        zudu.update(DESK, inbound_webhook_url=None)

    world.run(timedelta(hours=1))

    assert world.sent == []
    assert [(each.status, each.reason) for each in _deliveries(world)] == [(DeliveryStatus.FAILED, GivenUp.DELETED)]


def test_one_numbers_dead_url_switches_off_nothing(zudu: ZuduApi, world: ZuduWorld, line: Line) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    for index, status in enumerate((410, 500)):
        world.outcomes[URL] = lambda _, status=status: Outcome(status=status)  # type: ignore[misc]
        world.happens(*line.message(f"SM{index}"))
        world.run(world.now - BEGINNING + timedelta(days=6))

    shared = world.zudu.shared(OrganizationId("org_acme"))
    assert (shared.is_enabled, shared.failing_since) == (True, None)
    world.outcomes.clear()
    world.happens(*line.message("SM9"))
    world.run(world.now - BEGINNING)
    assert world.sent[-1].url == URL
    assert len(world.sent) == 1 + 10 + 1


def test_each_organisation_has_a_secret_of_its_own_made_once(world: ZuduWorld, tenants: dict[str, Tenant]) -> None:
    acme, globex = ([world.secret_of(name) for _ in range(2)] for name in ("org_acme", "org_globex"))

    assert len(set(acme)) == len(set(globex)) == 1
    assert acme != globex
    assert acme[0].startswith("whsec_")


def test_a_rotated_secret_and_the_one_before_both_verify_for_a_day(zudu: ZuduApi, world: ZuduWorld, line: Line) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    before = world.secret_of("org_acme")
    rules = ReceiverRules(ports=frozenset({443}))
    subscriptions = Subscriptions(world.subscriptions, world.deliveries, world, world, rules, world.clock)
    _, after = subscriptions.rotate(OrganizationId("org_acme"), None, ZUDU)

    world.happens(*line.message())
    world.run()

    (sent,) = world.sent
    assert verified(sent, before) == verified(sent, after)
    assert world.secret_of("org_acme") == after


def test_the_urls_of_numbers_are_no_webhook_that_a_client_could_see(world: ZuduWorld, zudu: ZuduApi) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    shared = world.zudu.shared(OrganizationId("org_acme"))

    assert (shared.patterns, shared.url) == ((), "")


def test_what_is_read_for_a_batch_of_events(
    zudu: ZuduApi, store: Table, aws: Any, line: Line, world: ZuduWorld
) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    events = [*line.message(), *line.call()]
    client = CountingClient(aws)
    counted = Table(client, store.name)  # type: ignore[arg-type]

    made = world.fan_out(counted).spread(events)

    assert made == 5
    # The organisation's subscriptions, and the number.
    assert dict(client.calls) == {"query": 1, "batch_get_item": 1, "put_item": 5}


def test_the_local_stack_takes_a_program_on_this_machine(zudu: ZuduApi, monkeypatch: pytest.MonkeyPatch) -> None:
    local = "http://127.0.0.1:9999/zudu"
    assert zudu.create(phone_number=DESK, inbound_webhook_url=local).status == 400

    monkeypatch.setenv("RECEIVERS_ON_LOOPBACK", "true")
    assert zudu.create(phone_number=DESK, inbound_webhook_url=local).status == 200
    assert zudu.update(DESK, inbound_webhook_url="http://10.0.0.1:9999/zudu").status == 400


def test_a_port_that_nothing_is_sent_to_is_refused(zudu: ZuduApi) -> None:
    refused = zudu.create(phone_number=DESK, inbound_webhook_url="https://receiver.example:8080/zudu")

    assert (refused.status, refused.json()["error"]) == (400, "INVALID_REQUEST")
    assert zudu.create(phone_number=DESK, inbound_webhook_url="https://receiver.example:8443/zudu").status == 200


def test_a_record_from_when_any_port_was_taken_stays_usable_and_nothing_is_sent_there(
    zudu: ZuduApi, world: ZuduWorld, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("RECEIVER_PORTS", "8080")
        zudu.created(phone_number=DESK, inbound_webhook_url="https://receiver.example:8080/zudu")
    changed = zudu.update(DESK, nickname="Desk")
    world.happens(*line.message())
    (_, _, hint) = world.waiting.pop()
    world.deliverer(sender=Sender(receiver_ports())).deliver(hint)

    assert changed.status == 200, changed.text
    (delivery,) = _deliveries(world)
    assert [tried.error for tried in delivery.tries] == ["address_not_public"]


def test_the_same_event_again_is_one_delivery(zudu: ZuduApi, world: ZuduWorld, line: Line) -> None:
    zudu.created(phone_number=DESK, inbound_webhook_url=URL)
    events = line.message()

    for _ in range(3):
        world.happens(*events)
    world.run()

    assert len(world.sent) == len(_deliveries(world)) == 1
