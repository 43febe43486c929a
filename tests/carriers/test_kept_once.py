"""What the table's conditions on calls and messages are for: whatever came first stays, however late the second is."""

from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.calls import (
    LIVE_STATES,
    Call,
    CallEvent,
    CallState,
    Event,
    LegEvent,
    MessageEvent,
    RecordingEvent,
)
from trunkline.table.backfills import BackfillTable
from trunkline.table.calls import MAX_LEGS
from trunkline.table.client import Table
from trunkline.table.events import EventTable

from tests.support.histories import CALLER, DESK, NOON, History
from tests.support.tables import everything

NUMBER = "84ba1896-3854-576e-a1a5-566f8da4a445"


@pytest.fixture
def history(store: Table) -> History:
    return History(store, "org_acme", NUMBER)


def the_call(history: History) -> Call:
    (call,) = EventTable(history.store).calls(NUMBER, limit=None, after=None).entries
    return call


def a_step(state: CallState, raw_state: str) -> CallEvent:
    return CallEvent(call_id="CA1", state=state, raw_state=raw_state)


def a_recording(recording_id: str, state: str = "completed", **members: Any) -> RecordingEvent:
    return RecordingEvent(call_id="CA1", recording_id=recording_id, state=state, **members)


def a_leg(leg_id: str, state: CallState = CallState.COMPLETED) -> LegEvent:
    return LegEvent(call_id="CA1", leg_id=leg_id, state=state, to_number="+14155550123")


def a_message(text: str | None, *media_urls: str) -> MessageEvent:
    return MessageEvent(message_id="SM1", from_number=CALLER, to_number=DESK, text=text, media_urls=media_urls)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *((a_step(state, "first"), a_step(state, "second")) for state in LIVE_STATES),
        (a_step(CallState.COMPLETED, "first"), a_step(CallState.FAILED, "second")),
        (a_recording("RE1"), a_recording("RE1", "failed")),
        # One recording, told of with the carrier's id and without.
        (a_recording("RE1", also_known_as="12:00"), a_recording("12:00", "failed")),
        (a_recording("12:00"), a_recording("RE1", "failed", also_known_as="12:00")),
        (a_leg("leg"), a_leg("leg", CallState.BUSY)),
        (a_message("Hello", "https://media.example/1.jpg"), a_message("Bye")),
        # As the log of a carrier has it that tells no texts.
        (a_message("Hello", "https://media.example/1.jpg"), a_message(None)),
        (a_message(None, "https://media.example/1.jpg"), a_message(None)),
    ],
    ids=[
        *LIVE_STATES,
        "end",
        "recording",
        "recording without its id",
        "recording with its id",
        "leg",
        "text",
        "no text",
        "neither text",
    ],
)
def test_what_is_told_twice_stays_as_it_was_told_first(history: History, first: Event, second: Event) -> None:
    history.keep(first)
    before = everything()

    history.keep(second)

    assert everything() == before


def test_a_call_keeps_no_more_legs_than_an_item_can_hold(history: History) -> None:
    for index in range(MAX_LEGS + 2):
        history.keep(a_leg(str(index)))

    assert sorted(leg.id for leg in the_call(history).legs) == [str(index) for index in range(MAX_LEGS)]


def test_a_copy_of_a_recording_stays_where_it_was_noted_first(history: History) -> None:
    history.begins("CA1")
    history.keep(a_recording("RE1"))
    for object_key in ("first", "second"):
        EventTable(history.store).keep_copy(history.webhook.organization_id, history.carrier, "CA1", "RE1", object_key)

    assert [recording.object_key for recording in the_call(history).recordings] == ["first"]


@pytest.mark.parametrize("state", LIVE_STATES)
def test_the_log_does_not_move_a_call_of_which_a_beginning_has_arrived(history: History, state: CallState) -> None:
    history.keep(a_step(state, "told"))
    before = everything()

    BackfillTable(history.store).correct_start(history.webhook, "CA1", NOON - timedelta(minutes=1))

    assert everything() == before


def test_the_log_moves_a_call_whose_beginning_was_lost_and_only_back_in_time(history: History) -> None:
    history.ends("CA1")
    for seconds in (-60, 0, -30):
        BackfillTable(history.store).correct_start(history.webhook, "CA1", NOON + timedelta(seconds=seconds))

    assert the_call(history).started_at == NOON - timedelta(seconds=60)
