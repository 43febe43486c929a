"""How logs are walked through: bounded, at the account's pace, and no account for another's carrier."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import RuleError
from trunkline.services import backfill_walks
from trunkline.services.backfill_walks import CALLS_A_SECOND, Pace
from trunkline.services.cleanup import AccountKey
from trunkline.table.client import Table

from tests.backfill.conftest import MORNING, Lively, Town
from tests.support.tables import CountingClient

HOUR = timedelta(hours=1)
FAULTS: Sequence[int | str] = (429, 500, 503, "timeout", "reset", "malformed")
EACH_CARRIER = pytest.mark.parametrize("town", ["twilio", "plivo", "telnyx"], indirect=True)


@EACH_CARRIER
@pytest.mark.parametrize("step", range(3))
def test_a_carrier_that_does_not_answer_is_asked_again_later(lively: Lively, step: int) -> None:
    town, began, ended = lively
    told = town.histories()
    town.forget()
    town.ask(began, ended, of_account=True)
    for fault in FAULTS[step::3]:
        # A question is asked once more when its connection breaks.
        town.sandbox.faults.add({"carrier": town.carrier, "status": fault, "skip": step, "times": 2})
        report = town.clean_up()
        town.sandbox.faults.clear()
        assert (report.counts["Failed"], report.counts["Finished"]) == (1, 0), (fault, report)
        town.clock.advance(6 * 3600)
    town.finish()
    assert {each["id"] for each in town.history("calls")} == {each["id"] for each in told["calls"]}


def test_an_account_whose_carrier_is_down_delays_no_other(town: Town) -> None:
    began = town.clock.now()
    town.call(outcome="canceled")
    town.forget()
    town.clock.advance(7200)
    down = {"twilio": "plivo", "plivo": "telnyx", "telnyx": "twilio"}[town.carrier]
    other = town.sandbox.described()["acme"][down]
    town.requests().of_account(OrganizationId("org_acme"), Carrier(down), other["accSId"], began, began + HOUR)
    town.ask(began, began + HOUR)
    report = town.clean_up()
    # Its credentials are not even stored.
    assert (report.counts["Finished"], report.counts["Failed"]) == (1, 1)
    assert len(town.history("calls")) == 1


@pytest.mark.parametrize("town", ["plivo"], indirect=True)
def test_a_long_log_takes_several_visits_and_is_asked_for_in_pages_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = town.clock.now()
    visit, pages = 3, 5
    monkeypatch.setattr(backfill_walks, "CALLS_A_VISIT", visit)
    for _ in range(pages * 20):
        town.call(outcome="canceled", delivery="none")
    town.clock.advance(3600)
    town.ask(began, began + HOUR / 2)
    town.forget_requests()

    town.clean_up()

    assert len(town.asked()) == visit
    (backfill,) = town.backfills()
    assert (backfill["step"], backfill["log_position"]) == ("calls", str(visit * 20))
    town.clock.advance(900)
    assert town.finish() == 2
    # Of messages and recordings one page each.
    assert len(town.asked()) == pages + 2
    (backfill,) = town.backfills()
    assert (backfill["stored_calls"], backfill["requests"]) == (pages * 20, pages + 2)


@pytest.mark.parametrize("town", ["twilio"], indirect=True)
def test_a_page_with_much_that_is_missing_is_stored_in_several_visits(lively: Lively) -> None:
    """Whatever a write takes: the cleanup has other items, too."""
    town, began, ended = lively
    told = town.histories()
    town.forget()
    town.ask(began, ended, of_account=True)
    writes = 0

    def clock() -> float:
        # Every look at the clock costs four seconds.
        nonlocal writes
        writes += 1
        return writes * 4.0

    runs = 0
    while not any("finished_at" in item for item in town.backfills()):
        town.clean_up(clock=clock)
        town.clock.advance(900)
        runs += 1
    assert runs > 3
    assert town.history("calls") == [each | {"backfilled": True} for each in told["calls"]]


def test_an_account_is_called_so_many_times_a_second_at_most(lively: Lively) -> None:
    town, began, ended = lively
    town.forget()
    town.ask(began, ended)
    town.finish()
    # In a test's time none passes: the first does not wait, the next ones each a turn longer.
    assert town.naps == [index / CALLS_A_SECOND for index in range(1, len(town.naps) + 1)]
    assert len(town.naps) >= 3

    naps: list[float] = []
    pace = Pace(naps.append, lambda: 100.0)
    for account in ("a", "b", "a"):
        pace.wait(AccountKey(OrganizationId("org_acme"), Carrier.TWILIO, account))
    assert naps == [1 / CALLS_A_SECOND]


# Calls of the carrier and writes for five calls, two of them forwarded, two recordings, and three messages, one of them
# with media. Four writes are the backfill's own. Each of Telnyx's calls is told by two or three events.
COUNTED = {
    ("twilio", False): (3 + 3 + 1, 4 + 5 + 2 + 2 + 3),
    ("twilio", True): (3 + 1, 4 + 5 + 2 + 2 + 3),
    ("plivo", False): (3 + 3 + 1, 4 + 5 + 2 + 2 + 3),
    ("plivo", True): (3 + 1, 4 + 5 + 2 + 2 + 3),
    ("telnyx", False): (3 + 5 + 3, 4 + 14 + 2 + 2 + 3),
    ("telnyx", True): (3 + 3, 4 + 14 + 2 + 2 + 3),
}


@EACH_CARRIER
@pytest.mark.parametrize("of_account", [False, True], ids=["number", "account"])
def test_what_is_asked_of_carrier_and_table_is_counted(lively: Lively, of_account: bool) -> None:
    town, began, ended = lively
    town.forget()
    town.ask(began, ended, of_account=of_account)
    town.forget_requests()
    counting: Any = CountingClient(town.table.client)
    town.clean_up(table=Table(counting, town.table.name))
    dark = (len(town.asked()), dict(counting.calls))

    town.ask(began, ended, of_account=of_account)
    town.forget_requests()
    counting.calls.clear()
    town.clean_up(table=Table(counting, town.table.name))
    light = (len(town.asked()), dict(counting.calls))

    # A query of each shard of the due index; then of the items that are due one batch read, and of a page with entries
    # three: of what it tells, of the numbers called, and of the workspace's numbers that they are linked to.
    reads = {"query": 24, "batch_get_item": 10}
    asked, written = COUNTED[town.carrier, of_account]
    assert dark == (asked, {**reads, "update_item": written})
    # Three pages; the item is taken, and written after each page.
    assert light == (3, {**reads, "update_item": 4})


def test_a_time_that_has_just_ended_is_walked_through_once_more(town: Town) -> None:
    began = town.clock.now()
    town.call(outcome="canceled", delivery="none")
    town.clock.advance(600)
    town.ask(began, began + HOUR)
    town.clean_up()
    (backfill,) = town.backfills()
    assert (backfill.get("finished_at"), backfill["is_repeated"]) == (None, True)
    # The window ended when it was asked for; what came later is another window's.
    assert backfill["window_end"] == backfill["requested_at"]

    town.clock.advance(1800)
    town.clean_up()
    (backfill,) = town.backfills()
    assert backfill["finished_at"]
    assert len(town.history("calls")) == 1


def test_two_runs_at_once_do_no_harm(lively: Lively) -> None:
    town, began, ended = lively
    told = town.histories()
    town.forget()
    town.ask(began, ended)
    first, second = town.cleanup(), town.cleanup()
    # The second begins while the first has the item, and ends before it does.
    seen: list[int] = []

    def log(account: Any, budget: Any) -> Any:
        if not seen:
            seen.append(1)
            assert not second.run(lambda: True).counts
        return town.log(account, budget)

    del first
    report = town.clean_up(log=log)
    assert report.counts["Finished"] == 1
    assert [each["id"] for each in town.history("calls")] == [each["id"] for each in told["calls"]]


def test_what_is_asked_for_twice_is_one_backfill(town: Town) -> None:
    town.clock.advance(7200)
    asked = town.ask(MORNING, MORNING + HOUR)
    town.clock.advance(60)
    assert town.ask(MORNING, MORNING + HOUR) == asked
    assert len(town.backfills()) == 1
    town.finish()
    assert town.ask(MORNING, MORNING + HOUR).finished_at is None


@pytest.mark.parametrize(
    ("start", "end", "fault"),
    [
        (MORNING, MORNING, "earlier than the end"),
        (MORNING + HOUR, MORNING + 2 * HOUR, "than now"),
        (MORNING - timedelta(days=40), MORNING, "at most 31 days"),
    ],
)
@pytest.mark.parametrize("town", ["twilio"], indirect=True)
def test_a_time_that_cannot_be_read_back_is_refused(town: Town, start: Any, end: Any, fault: str) -> None:
    with pytest.raises(RuleError, match=fault):
        town.ask(start, end)


@pytest.mark.parametrize("town", ["telnyx"], indirect=True)
@pytest.mark.parametrize("of_account", [False, True], ids=["number", "account"])
def test_telnyx_calls_of_yesterday_are_found_in_its_detail_records(lively: Lively, of_account: bool) -> None:
    town, began, ended = lively
    told = town.histories()
    town.forget()
    town.clock.advance(2 * 86_400)
    town.ask(began, ended, of_account=of_account)
    town.forget_requests()
    town.finish()
    assert "/v2/detail_records" in town.asked()
    assert town.history("calls") == [each | {"backfilled": True} for each in told["calls"]]


@pytest.mark.parametrize("town", ["telnyx"], indirect=True)
def test_telnyx_messages_of_long_ago_stay_without_their_text(lively: Lively) -> None:
    town, began, ended = lively
    told = town.histories()
    town.forget()
    town.clock.advance(11 * 86_400)
    town.ask(began, ended)
    town.finish()
    silent: dict[str, Any] = {"text": None, "mediaUrls": [], "backfilled": True}
    assert town.history("messages") == [each | silent for each in told["messages"]]
