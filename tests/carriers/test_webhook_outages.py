"""Events while the table or the queue does not answer."""

import importlib
import itertools
import json
import threading
from dataclasses import dataclass
from typing import Any

import pytest
from trunkline.aws.webhook_queues import SqsEventQueue
from trunkline.errors import UnavailableError
from trunkline.table.events import EventTable

from tests.carriers.lines import CALLER, EVERY_CARRIER, Line, queued, spoken


@dataclass
class Storage:
    """Makes the table and the queue fail as real ones do, for those who write; the table can be read."""

    table_fails: Exception | None = None
    queue_fails: Exception | None = None


FAILURES = (UnavailableError(), RuntimeError("a fault of ours"))


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Storage:
    failing, keep, put = Storage(), EventTable.keep, SqsEventQueue.put

    def failing_keep(self: EventTable, *args: Any) -> None:
        if failing.table_fails:
            raise failing.table_fails
        keep(self, *args)

    def failing_put(self: SqsEventQueue, *args: Any) -> None:
        if failing.queue_fails:
            raise failing.queue_fails
        put(self, *args)

    monkeypatch.setattr(EventTable, "keep", failing_keep)
    monkeypatch.setattr(SqsEventQueue, "put", failing_put)
    return failing


@EVERY_CARRIER
def test_events_that_the_table_does_not_take_are_stored_later(
    line_of: Any, storage: Storage, service: dict[str, str], carrier: str
) -> None:
    line: Line = line_of(carrier)
    for failure, delivery in zip((*FAILURES, FAILURES[0]), (*line.call()[1:], line.message()), strict=True):
        storage.table_fails = failure
        assert line.deliver(*delivery).status in (200, 204)
    assert line.calls().json() == line.messages().json() == []
    records = queued(service)
    assert len(records) == 3
    assert line.base.rpartition("/")[2] not in json.dumps(records)
    consume = importlib.import_module("functions.store_webhook_events.handler").lambda_handler
    assert len(consume({"Records": records}, None)["batchItemFailures"]) == 3
    storage.table_fails = None
    for _ in range(2):
        assert consume({"Records": records}, None) == {"batchItemFailures": []}
    assert [call["status"] for call in line.calls().json()] == ["completed"]
    assert len(line.messages().json()) == 1


@EVERY_CARRIER
def test_only_when_the_queue_fails_too_the_carrier_is_told(line_of: Any, storage: Storage, carrier: str) -> None:
    line: Line = line_of(carrier)
    storage.table_fails = storage.queue_fails = FAILURES[0]
    for delivery in (line.message(), *line.call()[1:]):
        answer = line.deliver(*delivery)
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")


def test_a_message_that_cannot_be_stored_comes_again_alone() -> None:
    consume = importlib.import_module("functions.store_webhook_events.handler").lambda_handler
    assert consume({"Records": [{"messageId": "1", "body": "{"}]}, None) == {
        "batchItemFailures": [{"itemIdentifier": "1"}]
    }


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_a_caller_is_answered_whatever_becomes_of_the_event_and_nothing_goes_on_behind_the_answer(
    line_of: Any, storage: Storage, service: dict[str, str], carrier: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line: Line = line_of(carrier)
    outcomes = []
    for index, (table, queue) in enumerate(itertools.product((None, *FAILURES), repeat=2)):
        storage.table_fails, storage.queue_fails = table, queue
        threads = set(threading.enumerate())
        answer = line.deliver(*line.call(f"call-{index}")[0])
        assert spoken(answer)[-1] == ("Hangup", None)
        assert set(threading.enumerate()) == threads
        lost = capsys.readouterr().out.count('"WebhookEventsLost":[1')
        waiting = [each for each in queued(service) if line.id(f"call-{index}") in each["body"]]
        stored = [each for each in line.calls().json() if each["id"] == line.id(f"call-{index}")]
        outcomes.append((len(stored), len(waiting), lost))
        # What follows tells of the call, with its parties, even where its beginning was lost.
        storage.table_fails = storage.queue_fails = None
        line.deliver(*line.call(f"call-{index}")[2])
        ended = line.calls().json()[0]
        assert (ended["id"], ended["status"], ended["from"]) == (line.id(f"call-{index}"), "completed", CALLER)
    # In the table; else in the queue; else it is counted.
    assert outcomes == [(1, 0, 0)] * 3 + [(0, 1, 0), (0, 0, 1), (0, 0, 1)] * 2
