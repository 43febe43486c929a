"""What was lost in a dark time is read back: the history is that of the undisturbed twin, but for the mark."""

from datetime import datetime
from typing import Any

import pytest

from tests.backfill.conftest import Town

# What a carrier's log cannot say, and what a history then has in its place.
SILENT: dict[str, dict[str, dict[str, Any]]] = {"plivo": {"messages": {"text": None}}}

Lively = tuple[Town, datetime, datetime]


def expected(town: Town, told: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The twin's histories, marked, and without what the carrier's log cannot say."""
    silent = SILENT.get(town.carrier, {})
    return {
        kind: [each | silent.get(kind, {}) | {"backfilled": True} for each in entries] for kind, entries in told.items()
    }


@pytest.mark.parametrize("of_account", [False, True], ids=["number", "account"])
def test_a_dark_time_read_back_is_its_undisturbed_twin(lively: Lively, of_account: bool) -> None:
    town, began, ended = lively
    told, copies = town.histories(), town.waiting_recordings()
    assert (len(told["calls"]), len(told["messages"])) == (5, 3)
    assert not any(each["backfilled"] for each in told["calls"] + told["messages"])
    town.forget()
    assert town.histories() == {"calls": [], "messages": []}

    town.ask(began, ended, of_account=of_account)
    town.finish()

    assert town.histories() == expected(town, told)
    assert town.waiting_recordings() == copies
