"""Domain events: what a change tells, and that none is lost."""

import importlib
import json
from typing import Any

import pytest
from trunkline.aws.bus import EventBridge
from trunkline.errors import CarrierRefusedError
from trunkline.table.client import Table
from trunkline.table.items import from_item, to_item

from tests.fakes.carriers import FakeCarriers
from tests.support.archives import all_items
from tests.support.composition import compose_with
from tests.support.workspaces import WorkspaceApi


class FakeEventBridge:
    """PutEvents with its limits; refuses the entries at ``refused``, counted over all calls."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.refused: set[int] = set()
        self.seen = 0

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - the API's name
        assert 1 <= len(Entries) <= 10
        answers = []
        for entry in Entries:
            if self.seen in self.refused:
                answers.append({"ErrorCode": "ThrottlingException"})
            else:
                self.events.append({**entry, "Detail": json.loads(entry["Detail"])})
                answers.append({"EventId": str(self.seen)})
            self.seen += 1
        return {"Entries": answers}


@pytest.fixture
def bridge(monkeypatch: pytest.MonkeyPatch) -> FakeEventBridge:
    fake = FakeEventBridge()
    compose_with(monkeypatch, "event_bus", lambda: EventBridge(fake, "bus"))
    return fake


class Recorder:
    """Makes of the table's changes what its stream would have."""

    def __init__(self, store: Table) -> None:
        self.store = store
        self.before = self._images()

    def _images(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(item["pk"], item["sk"]): item for item in all_items(self.store)}

    def records(self) -> list[dict[str, Any]]:
        before, self.before = self.before, self._images()
        changed = [key for key in before | self.before if before.get(key) != self.before.get(key)]
        return [
            {
                "eventName": "MODIFY",
                "dynamodb": {
                    "SequenceNumber": str(number),
                    **({"OldImage": to_item(before[key])} if key in before else {}),
                    **({"NewImage": to_item(self.before[key])} if key in self.before else {}),
                },
            }
            for number, key in enumerate(changed)
        ]


def publish(records: list[dict[str, Any]]) -> dict[str, Any]:
    handler = importlib.import_module("functions.events_publish.handler").lambda_handler
    answer: dict[str, Any] = handler({"Records": records}, None)
    return answer


@pytest.fixture
def told(store: Table, acme: Any, bridge: FakeEventBridge) -> Any:
    """Publishes what has changed since the last time and says which events came of it."""
    recorder = Recorder(store)

    def types() -> list[str]:
        bridge.events.clear()
        assert publish(recorder.records()) == {"batchItemFailures": []}
        return [event["DetailType"] for event in bridge.events]

    return types


def test_the_life_of_a_number_is_told(
    *, api: WorkspaceApi, told: Any, phone: dict[str, Any], carriers: FakeCarriers, bridge: FakeEventBridge, acme: Any
) -> None:
    number = api.created()
    assert told() == ["phone_number.created"]
    api.link(number["id"], phone["uuid"])
    assert told() == ["phone_number.linked"]
    api.link(number["id"], acme.provider_phones[1]["uuid"])
    assert told() == ["phone_number.unlinked", "phone_number.linked"]
    assert [event["Detail"]["phoneNumber"]["providerPhoneUuid"] for event in bridge.events] == [
        phone["uuid"],
        acme.provider_phones[1]["uuid"],
    ]
    api.update(number["id"], name="x")
    assert told() == []
    api.archive(number["id"])
    assert told() == ["phone_number.archived"]
    [event] = bridge.events
    assert event["Source"] == "trunkline"
    assert event["Detail"]["phoneNumber"]["uuid"] == number["uuid"]
    assert event["Detail"]["archive"]["attempt"] == 1
    assert event["Detail"]["archive"]["correlationId"]


def test_a_number_created_with_its_link_tells_both(api: WorkspaceApi, told: Any, phone: dict[str, Any]) -> None:
    api.created(providerPhoneUuid=phone["uuid"])
    assert told() == ["phone_number.created", "phone_number.linked"]


def test_a_failed_archive_is_told_with_its_reason(
    api: WorkspaceApi, told: Any, connected: Any, carriers: FakeCarriers, bridge: FakeEventBridge
) -> None:
    number = api.created(providerPhoneUuid=connected.uuid)
    told()
    carriers.faults_before = [CarrierRefusedError("no")]
    api.archive(number["id"])
    assert told() == ["phone_number.archive_failed"]
    assert bridge.events[0]["Detail"]["archive"]["reason"] == "carrier_refused"


def test_an_event_holds_ids_and_no_number(
    api: WorkspaceApi, told: Any, bridge: FakeEventBridge, phone: dict[str, Any]
) -> None:
    number = api.created(providerPhoneUuid=phone["uuid"], name="Secret name")
    told()
    text = json.dumps([event["Detail"] for event in bridge.events])
    assert number["phoneNumber"].lstrip("+") not in text
    assert "Secret name" not in text


def test_a_change_told_twice_has_the_same_ids_and_two_changes_have_two(
    api: WorkspaceApi, store: Table, bridge: FakeEventBridge, phone: dict[str, Any]
) -> None:
    recorder = Recorder(store)
    number = api.created()
    created = recorder.records()
    publish(created)
    publish(created)
    ids = [event["Detail"]["eventId"] for event in bridge.events]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    for phone_uuid in (phone["uuid"], None, phone["uuid"]):
        api.link(number["id"], phone_uuid)
        publish(recorder.records())
    assert len({event["Detail"]["eventId"] for event in bridge.events}) == 4


def test_the_record_that_could_not_be_told_comes_again_and_the_ones_before_do_not(
    api: WorkspaceApi, store: Table, bridge: FakeEventBridge
) -> None:
    recorder = Recorder(store)
    for _ in range(12):
        api.created()
    records = recorder.records()
    bridge.refused = {11}
    answer = publish(records)
    numbers = [
        record for record in records if from_item(record["dynamodb"]["NewImage"]).get("entity") == "phone_number"
    ]
    failed = numbers[11]["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": failed}]}
    rest = [record for record in records if int(record["dynamodb"]["SequenceNumber"]) >= int(failed)]
    assert publish(rest) == {"batchItemFailures": []}
    assert len({event["Detail"]["eventId"] for event in bridge.events}) == 12


def test_what_is_no_number_is_not_told(store: Table, bridge: FakeEventBridge, acme: Any) -> None:
    records = [{"dynamodb": {"SequenceNumber": "1", "NewImage": to_item(item)}} for item in all_items(store)]
    assert publish(records) == {"batchItemFailures": []}
    assert bridge.events == []
