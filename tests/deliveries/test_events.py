"""What customers are told of: changes of numbers, calls and messages, each once and under one id."""

import json
from datetime import timedelta
from typing import Any

import pytest
from trunkline.aws.bus import EventBridge
from trunkline.domain.calls import CallEvent, CallState, Event, Filing, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.customer_events import CustomerEvent, EventType
from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.subscriptions import DisabledReason
from trunkline.domain.webhooks import Webhook
from trunkline.events.customer_stream import events_of, spread_changes
from trunkline.events.number_stream import publish_changes
from trunkline.table.client import Table
from trunkline.table.events import EventTable
from trunkline.table.items import Item, from_item, to_item
from trunkline.table.subscriptions import subscription_attributes

from tests.archive.test_events import FakeEventBridge, Recorder
from tests.deliveries.builders import BEGINNING, NUMBER, ORGANIZATION, WORKSPACE, a_subscription
from tests.deliveries.world import World
from tests.support.workspaces import WorkspaceApi

FILING = Filing(organization_id=ORGANIZATION, workspace_uuid=WORKSPACE, filed_under=NUMBER)
UNLINKED = Filing(organization_id=ORGANIZATION, workspace_uuid=None, filed_under="a-provider-phone")
WEBHOOK = Webhook(
    organization_id=OrganizationId(ORGANIZATION),
    provider_phone_uuid=ProviderPhoneUuid("a-provider-phone"),
    e164=E164("+12125550100"),
    carrier=Carrier.TWILIO,
    account_id="AC1",
    base_url="",
)
RINGS = CallEvent(
    call_id="CA1",
    state=CallState.RINGING,
    raw_state="ringing",
    from_number="+13105550001",
    to_number="+12125550100",
    direction="inbound",
)
ANSWERED = CallEvent(call_id="CA1", state=CallState.IN_PROGRESS, raw_state="in-progress", to_number="+12125550100")
ENDED = CallEvent(call_id="CA1", state=CallState.COMPLETED, raw_state="completed", duration_seconds=31)
RECORDED = RecordingEvent(call_id="CA1", recording_id="RE1", state="completed", url="https://x.test/secret")
MESSAGE = MessageEvent(message_id="SM1", from_number="+13105550001", to_number="+12125550100", text="Saturday?")


class Stream:
    """What each event that a carrier sends makes customers hear."""

    def __init__(self, store: Table) -> None:
        self.store = store
        self.now = BEGINNING

    def tells(self, event: Event, filing: Filing = FILING) -> list[CustomerEvent]:
        recorder = Recorder(self.store)
        self.now += timedelta(seconds=1)
        EventTable(self.store).keep(WEBHOOK, filing, event, self.now)
        return [told for record in recorder.records() for told in _events_of(record)]


def _events_of(record: dict[str, Any]) -> list[CustomerEvent]:
    change = record["dynamodb"]

    return list(events_of(from_item(change.get("OldImage", {})), from_item(change.get("NewImage", {}))))


@pytest.fixture
def stream(store: Table) -> Stream:
    return Stream(store)


def types(events: list[CustomerEvent]) -> list[str]:
    return [event.type for event in events]


def test_a_call_is_told_from_its_start_to_its_recording(stream: Stream) -> None:
    assert types(stream.tells(RINGS)) == ["call.started"]
    assert types(stream.tells(ANSWERED)) == ["call.answered"]
    assert types(stream.tells(ENDED)) == ["call.ended"]
    (recorded,) = stream.tells(RECORDED)

    assert recorded.type == "call.recording_completed"
    assert recorded.data["phoneNumber"] == {"uuid": NUMBER, "phoneNumber": "+12125550100"}
    assert recorded.data["call"]["status"] == "completed"
    assert recorded.data["recording"] == {
        "id": "RE1",
        "status": "completed",
        "durationSeconds": None,
        "channels": None,
    }
    assert "secret" not in json.dumps(recorded.data)


@pytest.mark.parametrize("event", [RINGS, ANSWERED, ENDED, RECORDED, MESSAGE], ids=lambda event: type(event).__name__)
def test_what_a_carrier_sends_twice_is_told_once(stream: Stream, event: Event) -> None:
    assert stream.tells(event)
    assert stream.tells(event) == []


def test_what_comes_in_another_order_is_told_all_the_same(stream: Stream) -> None:
    assert types(stream.tells(ENDED)) == ["call.started", "call.ended"]
    assert types(stream.tells(ANSWERED)) == ["call.answered"]
    assert stream.tells(RINGS) == []


def test_a_leg_and_a_recording_that_is_not_complete_are_no_events(stream: Stream) -> None:
    stream.tells(RINGS)

    assert stream.tells(LegEvent(call_id="CA1", leg_id="L1", state=CallState.COMPLETED)) == []
    assert stream.tells(RecordingEvent(call_id="CA1", recording_id="RE2", state="failed")) == []


def test_a_copied_recording_before_its_call_is_no_event(stream: Stream, store: Table) -> None:
    recorder = Recorder(store)
    EventTable(store).keep_copy(ORGANIZATION, Carrier.TWILIO, "CA1", "RE1", "key")
    assert [told for record in recorder.records() for told in _events_of(record)] == []

    assert types(stream.tells(RINGS)) == ["call.started"]


def test_a_message_is_told_with_its_text_and_numbers(stream: Stream) -> None:
    (told,) = stream.tells(MESSAGE)

    assert (told.type, told.organization_id, told.workspace_uuid) == ("message.received", ORGANIZATION, WORKSPACE)
    assert (told.phone_number_uuid, told.line) == (NUMBER, NUMBER)
    assert (told.data["message"]["text"], told.data["message"]["from"]) == ("Saturday?", "+13105550001")


def test_what_comes_in_for_an_unlinked_number_is_no_workspaces(stream: Stream) -> None:
    (told,) = stream.tells(MESSAGE, UNLINKED)

    assert (told.workspace_uuid, told.phone_number_uuid, told.line) == (None, None, "a-provider-phone")


def test_the_same_change_has_the_same_id_and_the_next_a_higher_one(stream: Stream, store: Table) -> None:
    recorder = Recorder(store)
    started = stream.tells(RINGS)[0]
    again = [told for record in recorder.records() for told in _events_of(record)]
    answered = stream.tells(ANSWERED)[0]

    assert [event.id for event in again] == [started.id]
    assert started.id < answered.id
    assert len(started.id) == len(answered.id) <= 64
    assert started.id.replace("_", "").isalnum()


def test_the_events_of_a_number_are_the_buss_and_name_it_in_full(api: WorkspaceApi, store: Table) -> None:
    recorder = Recorder(store)
    number = api.created()
    (told,) = [told for record in recorder.records() for told in _events_of(record)]

    assert told.type == EventType.NUMBER_CREATED
    assert told.data["phoneNumber"]["phoneNumber"] == number["phoneNumber"]
    assert told.data["phoneNumber"]["uuid"] == told.line == number["uuid"]
    assert told.data["workspaceUuid"] == number["workspaceUuid"]


# ---- the functions ----


def _record(before: Item, after: Item) -> dict[str, Any]:
    images = {"OldImage": to_item(before), "NewImage": to_item(after)}
    change = {name: image for name, image in images.items() if image}
    return {"dynamodb": {"Keys": {"pk": {"S": "x"}}, "SequenceNumber": "1", **change}}


def test_a_record_that_nobody_understands_is_put_aside_and_stops_none(world: World) -> None:
    letters: list[Any] = []
    letter_box = type("Letters", (), {"send": staticmethod(letters.append)})()
    world.subscribe(a_subscription())
    recorder = Recorder(world.table)
    EventTable(world.table).keep(WEBHOOK, FILING, MESSAGE, BEGINNING)
    records = [_record({}, {"entity": "call", "call_id": "x"}), *recorder.records()]
    spread_changes({"Records": records}, world.fan_out(), letter_box)
    world.run()

    assert letters == [{"reason": "KeyError", "item": {"pk": "x"}}]
    assert len(world.sent) == 1


def test_a_subscription_that_the_service_switches_off_is_told_on_the_bus_without_its_url() -> None:

    bridge = FakeEventBridge()
    on = a_subscription(failing_since=BEGINNING)
    off = a_subscription(
        id=on.id, failing_since=BEGINNING, is_enabled=False, disabled_reason=DisabledReason.FAILING, version=2
    )
    by_hand = a_subscription(id=on.id, is_enabled=False, version=2)
    images = {name: subscription_attributes(each) for name, each in (("on", on), ("off", off), ("by hand", by_hand))}
    records = [
        _record(images[before] if before else {}, images[after])
        for before, after in ((None, "on"), ("on", "off"), ("on", "by hand"), ("off", "off"), ("off", "on"))
    ]
    publish_changes({"Records": records}, EventBridge(bridge, "bus"))

    (told,) = bridge.events
    assert told["DetailType"] == "webhook.disabled"
    assert told["Detail"]["webhook"] == {
        "id": on.id,
        "reason": "failing",
        "failingSince": "2026-11-29T12:00:00.000Z",
    }
    assert "receiver.example" not in json.dumps(told)
    assert "whsec" not in json.dumps(told)
