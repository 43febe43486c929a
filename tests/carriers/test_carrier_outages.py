"""A carrier that is down for hours while something of a number is to be put back."""

from datetime import timedelta

import pytest
from trunkline.table import keys
from trunkline.table.client import Table

from tests.carriers.interleaving import meanwhile
from tests.carriers.sandboxed import Carriers
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import all_items, clean_up, let_time_pass

# The schedule's, and longer than an operator sleeps.
EVERY = timedelta(minutes=15)
HOURS = 6


def test_a_registration_that_died_is_put_back_though_its_carrier_was_down_for_hours(
    weya: WeyaApi, carriers: Carriers, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = carriers.picture()

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, "twilio", "attach", after=die)
    with pytest.raises(Killed):
        weya.add("twilio")
    carriers.fail("twilio", 503, times=1000)
    for _ in range(HOURS * 4):
        let_time_pass(store, EVERY)
        clean_up()
    assert [item["sk"] for item in all_items(store) if item.get("gsi2pk") == keys.parked()] == []
    carriers.sandbox.faults.clear()
    let_time_pass(store, timedelta(hours=HOURS))
    clean_up()
    assert carriers.picture() == before
    assert [item["sk"] for item in all_items(store) if "gsi2pk" in item] == []
