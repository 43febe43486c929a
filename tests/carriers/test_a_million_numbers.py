"""A million numbers in a thousand accounts: what their audits ask of carriers and of the table, and how long it takes.

Carriers are metered and time is simulated (``tests.carriers.metered``). Accounts are audited one after the other, where
a run of the schedule has eight at once: so hours are what they are at the most. ``make test`` has a few accounts with
few numbers in each; ``make test-full`` has three hundred, with a hundred in each. A thousand, with a thousand in each,
take minutes: that was done once, and docs/health.md says what came of it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast

import pytest
from trunkline.carriers.http_client import CarrierHttp
from trunkline.domain.audits import Audit
from trunkline.domain.provider_phones import Carrier
from trunkline.services import audits, carrier_adapters, carrier_audits
from trunkline.services.audit_reconcilers import AuditReconciler, NewAccountReconciler
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.cleanup import CleanupReport, ScheduledCleanup
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table
from trunkline.table.due import DueTable
from trunkline.table.health import HealthTable
from trunkline.wiring.health import audits as composed_audits
from trunkline.wiring.health import scheduled_audits

from tests.carriers.metered import (
    ORG,
    PAGES,
    Metered,
    MeteredAdapter,
    MeteredClient,
    SimulatedTime,
    account_name,
    index_of,
    item_of,
    number_of,
    phone_of,
)

EVERY_CARRIER = pytest.mark.parametrize("carrier", list(Carrier))
# The schedule comes every 15 minutes; its function may take five.
EVERY_SECONDS, INVOCATION_SECONDS, LAST_TURN_SECONDS = 900, 300, 90
DAY = 86_400
# What the carriers document of an account (docs/health.md): Plivo 300 calls in 5 seconds. Twilio and Telnyx no number.
PLIVO_IN_FIVE_SECONDS = 300


class PlainSealer:
    """Nothing here is secret."""

    def seal(self, text: str, context: Any) -> str:
        del context
        return text

    def unseal(self, sealed: str, context: Any) -> str:
        del context
        return sealed


@dataclass
class Day:
    """The scheduled audits of some accounts, run as the schedule runs them."""

    time: SimulatedTime
    metered: Metered
    client: MeteredClient
    counted: Counter[str]
    cleanup: ScheduledCleanup
    store: HealthTable
    ends_at: float = 0.0
    # The time in which somebody was at it.
    busy: float = 0.0

    def run(self) -> CleanupReport:
        """One invocation, and the time up to the next; a turn has what is left of the invocation."""
        began = self.time.seconds
        self.ends_at = began + INVOCATION_SECONDS
        report = self.cleanup.run(lambda: self.seconds_left() > LAST_TURN_SECONDS)
        assert self.time.seconds <= self.ends_at, "the invocation was cut off"
        self.busy += self.time.seconds - began
        self.time.seconds = began + EVERY_SECONDS
        return report

    def seconds_left(self) -> float:
        return self.ends_at - self.time.seconds

    def forget(self) -> None:
        """Count from nought again."""
        self.busy = 0.0
        self.counted.clear()
        self.metered.calls.clear()
        self.metered.audits.clear()
        self.metered.begun.clear()
        self.client.calls.clear()
        self.client.phones_read = 0

    def audit(self, account: tuple[Carrier, str]) -> Audit:
        found = self.store.find_audit(ORG, *account)
        assert found
        return found


@pytest.fixture
def day_of(store: Table, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Day]:
    """Stores accounts of such sizes."""

    def make(sizes: dict[tuple[Carrier, str], int], **metered: Any) -> Day:
        time = SimulatedTime()
        for module in (audits, carrier_audits, carrier_adapters):
            monkeypatch.setattr(module, "monotonic", time.monotonic)
        meter = Metered(time, {account: size for (_, account), size in sizes.items()}, **metered)
        monkeypatch.setattr(CarrierHttp, "call", meter.call_of_http())
        client = MeteredClient(store.client, meter)
        table = Table(cast("Any", client), store.name)
        accounts = Accounts(AccountTable(table), PlainSealer(), clock=time.now)
        for carrier, account in sizes:
            accounts.rotate(CarrierAccount(organization_id=ORG, carrier=carrier, account_id=account, secret=account))
        counted: Counter[str] = Counter()
        day = Day(time, meter, client, counted, cast("Any", None), HealthTable(table))
        day.cleanup = _cleanup(day, table, accounts)
        client.calls.clear()
        return day

    return make


def _cleanup(day: Day, table: Table, accounts: Accounts) -> ScheduledCleanup:
    """The scheduled audits as they are composed, with this time, these carriers and this table."""

    def adapters(account: CarrierAccount, budget: Any) -> Any:
        return MeteredAdapter(day.metered, account, budget)

    plain = composed_audits(lambda: 0.0)
    checks = replace(
        plain.checks,
        store=day.store,
        accounts=accounts,
        adapters=adapters,
        clock=day.time.now,
        count=day.counted.update,
    )
    mine = replace(
        plain,
        store=day.store,
        checks=checks,
        adapters=adapters,
        clock=day.time.now,
        sleep=day.time.sleep,
        seconds_left=day.seconds_left,
    )
    whole = scheduled_audits(lambda: 0.0)
    assert isinstance(whole.index, DueTable)
    return replace(
        whole,
        index=replace(whole.index, table=table, clock=day.time.now),
        reconcilers={"carrier_account": NewAccountReconciler(day.store), "account_audit": AuditReconciler(mine)},
        clock=day.time.now,
        workers=1,
    )


def pages(carrier: Carrier, size: int) -> int:
    """The calls for an unchanged account, of which every number has what was made for it: as docs/health.md says."""

    def of(largest: int) -> int:
        return max(1, -(-size // largest))

    return {"twilio": 2 + of(1000), "plivo": 1 + 2 * of(20), "telnyx": 2 + 3 * of(250)}[carrier]


@EVERY_CARRIER
def test_what_is_made_up_of_a_number_is_what_would_be_stored(day_of: Callable[..., Day], carrier: Carrier) -> None:
    account = f"{carrier.upper()}0007"
    day = day_of({(carrier, account): 3})
    day.metered.asked_last = account
    item = item_of(phone_of(account, 2))
    key = {"pk": item["pk"], "sk": item["sk"]}
    answer = day.client.batch_get_item(RequestItems={"table": {"Keys": [key]}})
    assert answer["Responses"]["table"] == [item]
    assert index_of(number_of(account, 2)) == 2


@EVERY_CARRIER
@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 5000])
def test_an_audit_asks_for_pages_whatever_the_size_of_an_account(
    day_of: Callable[..., Day], carrier: Carrier, size: int
) -> None:
    account = (carrier, f"{carrier.upper()}0001")
    day = day_of({account: size})
    runs = 0
    while runs == 0 or day.audit(account).finished_at is None:
        day.run()
        runs += 1
    assert day.metered.calls[account[1]] == pages(carrier, size)
    assert day.audit(account).last.counts.get("knownHere", 0) == size
    # Each number's provider phone once, and none was looked at alone.
    assert day.client.phones_read == size
    assert "lookedAt" not in day.audit(account).last.counts
    assert day.client.calls["put_item"] == 0
    assert day.client.calls["scan"] == 0


@EVERY_CARRIER
def test_an_account_is_called_ten_times_a_second_at_the_most(day_of: Callable[..., Day], carrier: Carrier) -> None:
    account = (carrier, f"{carrier.upper()}0001")
    day = day_of({account: 12 * PAGES[carrier]}, latency=0.001)
    day.run()
    day.run()
    assert day.metered.calls[account[1]] > carrier_audits.CALLS_A_SECOND
    assert day.metered.most_within(1.0) <= carrier_audits.CALLS_A_SECOND
    assert day.metered.most_within(5.0) <= 5 * carrier_audits.CALLS_A_SECOND < PLIVO_IN_FIVE_SECONDS


def test_half_a_million_numbers_of_the_smallest_pages_are_a_days_work_at_the_most(day_of: Callable[..., Day]) -> None:
    # One in twenty-five of them, in a twenty-fifth of a day.
    account, size = (Carrier.PLIVO, "PLIVO0001"), 20_000
    day = day_of({account: size})
    asked = [0]
    while not (asked[1:] and day.audit(account).finished_at):
        day.run()
        asked.append(day.metered.calls[account[1]])
    # The first run may only ask for the audit: in which order it comes to the shards is left to chance.
    turns = [after - before for before, after in pairwise(asked) if after > before]
    assert len(turns) > 2
    # A turn ends in time: with the call that was begun in it.
    assert max(turns) <= audits.TURN_SECONDS / day.metered.latency + 1
    assert day.metered.calls[account[1]] == pages(Carrier.PLIVO, size)
    assert len(turns) * EVERY_SECONDS <= DAY / 25
    assert day.audit(account).last.counts == {"atCarrier": size, "freeAndIdle": 0, "knownHere": size}


def test_a_thousand_accounts_are_audited_soon_after_they_are_stored_and_then_spread_over_each_day(
    day_of: Callable[..., Day], full: bool
) -> None:
    accounts, size = (300, 100) if full else (60, 8)
    names = [account_name(index) for index in range(accounts)]
    # All are stored within a moment, with a few numbers each.
    day = day_of(dict.fromkeys(names, 4))
    while day.counted["AccountsAudited"] < accounts:
        day.run()
    assert day.time.seconds <= 4 * 3600
    assert all(day.audit(name).finished_at for name in names)
    # Now they have all their numbers. One account in a hundred has lost one: those and no others are to be named.
    day.metered.sizes = {account: size for _, account in names}
    day.metered.gone = frozenset(number_of(account, size - 1) for _, account in names[::100])
    day.forget()

    runs = [day.run() for _ in range(DAY // EVERY_SECONDS)]

    finished = [report.counts["Finished"] for report in runs]
    audited = day.metered.audits
    assert day.counted["AccountsAudited"] == sum(finished) == audited.total()
    # Whose time is at midnight may be there twice in a day or not at all.
    assert list(audited.values()).count(1) >= 0.99 * accounts
    # Ten or eleven of a thousand in each run, had they been dealt out evenly.
    even = accounts * EVERY_SECONDS / DAY
    assert max(finished) <= even + 6 * even**0.5
    assert sum(finished[:48]) / accounts == pytest.approx(0.5, abs=0.15)
    lost = {account for _, account in names[::100]}
    assert day.counted["NumbersBecameBroken"] == len(lost & audited.keys())
    assert day.counted["NumbersBroken"] == sum(audited[account] for account in lost)
    assert day.counted["NumbersHealthy"] == audited.total() * size - day.counted["NumbersBroken"]
    _is_within_limits(day, names, size, lost)
    # So long they take one after the other. A run begins no turn after 210 s: that is 5.6 hours in a day.
    assert day.busy == pytest.approx(sum(day.metered.calls.values()) * day.metered.latency, rel=0.02)
    assert day.busy < 5.6 * 3600


def _is_within_limits(day: Day, names: list[tuple[Carrier, str]], size: int, lost: set[str]) -> None:
    audited = day.metered.audits
    for carrier, account in names:
        # To look at a number, and for it by its digits.
        looks = 2 if account in lost else 0
        assert day.metered.calls[account] <= audited[account] * (pages(carrier, size) + looks)
    assert day.metered.most_within(1.0) <= carrier_audits.CALLS_A_SECOND
    assert day.metered.most_within(5.0) < PLIVO_IN_FIVE_SECONDS
    # The provider phone of each number that is at the carrier once, and again of what was looked at.
    assert day.client.phones_read <= audited.total() * size + 2 * day.counted["NumbersBroken"]
    assert day.client.calls["scan"] == 0
    # An account is taken, and how its audit stands is kept; besides, what has become of numbers.
    assert day.client.calls["update_item"] == 2 * audited.total()
    assert day.client.calls["put_item"] == day.counted["NumbersBecameBroken"]
