"""A call that never ends, from its carrier's webhooks to the archive that it blocks."""

from datetime import timedelta

import pytest
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update

from tests.support.archive_lines import CARRIERS, Lines
from tests.support.archives import all_items
from tools.sandbox import Sandbox

# What says that a call is over, in the words of each carrier.
THE_END = {"twilio": ["completed"], "plivo": ["completed", "hangup"], "telnyx": ["call.hangup"]}


def let_calls_be_silent(store: Table, step: timedelta) -> None:
    """Move the last word of every call back, which is the clock moved forward."""
    calls = [item for item in all_items(store) if "last_event_at" in item]
    assert calls
    for item in calls:
        moved = {"last_event_at": to_iso(from_iso(item["last_event_at"]) - step)}
        key = keys.Key(item["pk"], item["sk"])
        store.write(Update(label="call", key=key, set_=moved, condition="attribute_exists(pk)"))


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_call_of_which_no_end_is_heard_blocks_the_archive_for_four_hours(
    lines: Lines, sandbox: Sandbox, store: Table, lost: list[str], carrier: str
) -> None:
    line = lines.line(carrier, 0)
    lost += THE_END[carrier]
    sandbox.control.place_call({"carrier": carrier, "number": line.e164, "outcome": "completed"})
    for silent_for in (timedelta(), timedelta(hours=3, minutes=59)):
        let_calls_be_silent(store, silent_for)
        shown = line.api.blockers(line.id).json()
        assert (shown["canArchive"], [blocker["type"] for blocker in shown["blockers"]]) == (False, ["call"])
        refused = line.api.archive(line.id)
        assert refused.status == 409
        assert refused.json()["blockers"] == shown["blockers"]
        assert line.status() == "active"
    let_calls_be_silent(store, timedelta(minutes=1))
    assert line.api.blockers(line.id).json() == {"canArchive": True, "blockers": []}
    assert line.api.archive(line.id).status == 200
    assert len(line.api.send("GET", f"/{line.id}/calls").json()) == 1


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_call_that_ended_blocks_nothing(lines: Lines, sandbox: Sandbox, carrier: str) -> None:
    line = lines.line(carrier, 0)
    sandbox.control.place_call({"carrier": carrier, "number": line.e164, "outcome": "completed"})
    assert line.api.archive(line.id).status == 200
