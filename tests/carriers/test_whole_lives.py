"""Whatever happens to a number in whatever order, it ends as somebody's or as nobody's, here and at its carrier."""

# ruff: noqa: PLR0917 - fixtures

import os
import random
from dataclasses import replace
from typing import Any

import pytest
from trunkline import invocation
from trunkline.carriers import connections
from trunkline.services import registrations
from trunkline.settings import release_settings
from trunkline.table.client import Table
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.cleanup import scheduled_cleanup

from tests.carriers.sandboxed import Carriers
from tests.carriers.weya import WeyaApi
from tests.carriers.whole_lives import IDLE_DAYS, Life, TroubledClient
from tests.carriers.whole_truth import Rest, at_any_time, given_up
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import all_items
from tests.support.composition import compose_with
from tests.support.tables import TABLE_NAME
from tests.support.workspaces import Tenant

# More lives: LIVES=500 make test. A life is its seed's, so one that has ended badly can be lived again.
LIVES = int(os.environ.get("LIVES", "3"))
FIRST = int(os.environ.get("FIRST_LIFE", "0"))
THINGS = 40


@pytest.mark.parametrize("seed", range(FIRST, FIRST + LIVES))
def test_a_number_ends_as_somebodys_or_as_nobodys(
    weya: WeyaApi,
    carriers: Carriers,
    aws: Any,
    tenants: dict[str, Tenant],
    executions: InProcessExecutions,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    chance, lives = random.Random(seed), list[Life]()
    _leave_out_the_stock(store)
    monkeypatch.setenv("POOL_IDLE_DAYS", str(IDLE_DAYS))
    monkeypatch.setenv("RELEASE_QUARANTINE_DAYS", str(chance.choice([0, 2])))
    monkeypatch.setenv("REFERENCE_DEAD_LETTERS_URL", os.environ["EVENTS_QUEUE_URL"])
    release_settings.cache_clear()
    # Nobody waits for somebody who comes in between.
    monkeypatch.setattr(registrations, "WAITS", 0)
    monkeypatch.setattr(invocation, "jittered", lambda *_, **__: 0)
    client: Any = TroubledClient(aws, lambda: lives[0] if lives else None)
    troubled = Table(client, TABLE_NAME, sleep=lambda _: None)
    compose_with(monkeypatch, "table", lambda: troubled)
    carrier_accounts.cache_clear()
    carrier = ("twilio", "plivo", "telnyx")[seed % 3]
    # A life is its seed's: threads would live it in another order each time.
    made = scheduled_cleanup
    compose_with(monkeypatch, "scheduled_cleanup", lambda: replace(made(), workers=1))
    life = Life(carrier, chance, carriers, troubled, tenants, weya, executions, given_up)
    lives.append(life)
    monkeypatch.setattr(connections, "send", life.send)

    life.begin()
    for _ in range(THINGS):
        life.act()
        at_any_time(life)
    life.come_to_rest()

    assert [*life.problems, *Rest(life).contradictions()] == [], "\n".join([carrier, *life.log])


def _leave_out_the_stock(store: Table) -> None:
    """The demo tenants' other numbers: moto copies every item for each transaction."""
    for item in all_items(store):
        if item["sk"] == "PROVIDER_PHONE" or item.get("entity") in ("contact", "well_phone", "zudu_number"):
            store.client.delete_item(TableName=store.name, Key={"pk": {"S": item["pk"]}, "sk": {"S": item["sk"]}})
    assert len(all_items(store)) < 60
