"""What somebody waits for is over in time, whoever does not answer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from trunkline.aws.clients import fail_fast_client
from trunkline.aws.webhook_queues import SqsRecordingQueue
from trunkline.domain.calls import CallEvent, CallState, Filing, RecordingEvent
from trunkline.errors import UnavailableError
from trunkline.table.client import Table, fail_fast_table
from trunkline.table.events import EventTable

from tests.carriers.test_recording_copies import WEBHOOK
from tests.support.silence import silent_aws
from tests.support.tables import ContendedClient

EVENT = CallEvent(call_id="call", state=CallState.RINGING, raw_state="ringing")
FILING = Filing(organization_id=WEBHOOK.organization_id, workspace_uuid=None, filed_under="number")


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with silent_aws(monkeypatch):
        yield


@pytest.mark.usefixtures("silence")
def test_a_table_and_a_queue_that_do_not_answer_take_two_seconds_together() -> None:
    table, sqs = fail_fast_table(), fail_fast_client("sqs")
    store = EventTable(table)
    queue = SqsRecordingQueue(lambda: sqs, lambda: "https://sqs.test/recordings")
    with pytest.raises(UnavailableError):
        store.keep(WEBHOOK, FILING, EVENT, datetime.now(UTC))
    with pytest.raises(UnavailableError):
        queue.put(WEBHOOK, RecordingEvent(call_id="call", recording_id="rec", state="completed", expires=True))
    assert _at_the_worst(table.client, table.max_seconds) + _at_the_worst(sqs, 0) <= 2


def _at_the_worst(client: Any, until_the_last_seconds: float) -> float:
    config = client.meta.config
    tries: float = config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout)
    return until_the_last_seconds + tries


def test_a_throttled_table_is_not_asked_again_when_its_time_is_over(store: Table) -> None:
    throttled = ContendedClient(store.client, seed=1, rate=1)
    for seconds, attempts in ((60.0, 3), (-1.0, 1)):
        throttled.refused = 0
        quick = Table(throttled, store.name, sleep=lambda _: None, max_attempts=3, max_seconds=seconds)  # type: ignore[arg-type]
        with pytest.raises(UnavailableError):
            EventTable(quick).keep(WEBHOOK, FILING, EVENT, datetime.now(UTC))
        assert throttled.refused == attempts
