"""What a webhook asks of the table."""

from dataclasses import replace
from typing import Any

import pytest
from trunkline.table.client import Table, fail_fast_table
from trunkline.table.events import EventTable
from trunkline.wiring.webhooks import webhooks as wired_webhooks

from tests.carriers.lines import EVERY_CARRIER, Line
from tests.support.composition import compose_with
from tests.support.tables import CountingClient


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, service: dict[str, str]) -> CountingClient:
    """Counts what webhooks ask of the table."""
    webhooks, table = wired_webhooks(), fail_fast_table()
    counting = CountingClient(table.client)
    through_it = replace(webhooks, store=EventTable(Table(counting, table.name)))  # type: ignore[arg-type]
    compose_with(monkeypatch, "webhooks", lambda: through_it)
    return counting


@EVERY_CARRIER
def test_a_message_reads_once_and_writes_once(line_of: Any, carrier: str, counted: CountingClient) -> None:
    line: Line = line_of(carrier)
    line.deliver(*line.message("warm"))
    counted.calls.clear()

    line.deliver(*line.message("counted"))

    assert counted.calls == {"get_item": 1, "update_item": 1}


@EVERY_CARRIER
def test_a_call_reads_once_and_writes_once_where_the_number_was_called_before(
    line_of: Any, carrier: str, counted: CountingClient
) -> None:
    line: Line = line_of(carrier)
    line.deliver(*line.call("first")[0])
    counted.calls.clear()

    line.deliver(*line.call("second")[0])

    assert counted.calls == {"batch_get_item": 1, "update_item": 1}
