"""A repair that ends anywhere: whoever comes next brings the number to where it was when it was new, nothing twice."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest
from trunkline.table.client import Table
from urllib3 import PoolManager
from urllib3.exceptions import ProtocolError

from tests.carriers.drifts import as_it_works, drifted, with_fallback
from tests.carriers.sandboxed import EVERY_CARRIER, Carriers, webhooks_of
from tests.fakes.executions import Killed
from tests.injected.faults import WRITES, Fault
from tests.support.archives import clean_up, let_time_pass, unsettled
from tests.support.composition import compose_with
from tests.support.crowds import at_once
from tests.support.one_at_a_time import OneAtATime
from tests.support.tables import TABLE_NAME, everything, in_moto
from tests.support.workspaces import WorkspaceApi

pytestmark = pytest.mark.usefixtures("unhurried")
FAULTS = (Fault.DEATH_BEFORE, Fault.DEATH_AFTER, Fault.LOST_ANSWER)
KEY = {"Idempotency-Key": "the same each time"}
# What can be repaired; the first of each carrier is enough where not all are asked for.
KINDS = {
    "twilio": ("moved", "url changed", "fallback removed", "profile cleared"),
    "plivo": ("application deleted", "url changed", "moved", "profile cleared"),
    "telnyx": ("moved", "url changed", "application deleted", "profile cleared"),
}
# Of which what stands there is kept, in place of what was there before. An application of ours that calls another URL
# is still ours, and the one that a number at Plivo is moved to is the one of before.
TAKEN_OVER = {("twilio", "moved"), ("twilio", "url changed"), ("telnyx", "moved")}


@dataclass
class Effects:
    """Counts what is written to the table and asked of carriers, and has something happen at one of them, once."""

    at: int | None = None
    fault: Fault | None = None
    seen: int = 0

    def around(self, effect: Callable[[], Any], lost: Exception) -> Any:
        index, self.seen = self.seen, self.seen + 1
        if index != self.at:
            return effect()
        if self.fault is Fault.DEATH_BEFORE:
            raise Killed
        effect()
        raise Killed if self.fault is Fault.DEATH_AFTER else lost


@dataclass
class AffectedClient:
    """The table's client of a worker with such effects."""

    client: Any
    effects: Effects

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self.client, operation)
        if operation not in WRITES:
            return method
        from botocore.exceptions import ReadTimeoutError  # noqa: PLC0415

        lost = ReadTimeoutError(endpoint_url="https://dynamodb.test")
        return lambda **request: self.effects.around(lambda: method(**request), lost)


@dataclass
class Bench:
    """A number that has drifted, to be repaired as often as it takes."""

    api: WorkspaceApi
    carriers: Carriers
    store: Table
    monkeypatch: pytest.MonkeyPatch
    carrier: str
    number: str

    def __post_init__(self) -> None:
        self.fresh, self.webhooks = as_it_works(self.carriers, self.carrier), webhooks_of(self.carrier)
        self._keep()

    def _keep(self) -> None:
        self.accounts, self.items = self.carriers.kept(), _copied(in_moto().items)

    def drift(self, kind: str) -> None:
        """From how the number was when it was new."""
        drifted(self.carriers, self.carrier, kind)
        self._keep()
        self.previous: Any = self.webhooks.previous
        # Without its fallback calls come all the same: nothing was missed.
        self.dark_times = int(kind != "fallback removed")

    def restore(self) -> None:
        self.carriers.restore(self.accounts)
        in_moto().items = _copied(self.items)

    def repair(self, effects: Effects | None = None, *, headers: Mapping[str, str] | None = None) -> int | None:
        """The status of one request; None when the worker died."""
        with self.monkeypatch.context() as patched:
            if effects:
                client = AffectedClient(self.store.client, effects)
                table = Table(cast("Any", client), TABLE_NAME, sleep=lambda _: None)
                compose_with(patched, "table", lambda: table)
                urlopen = PoolManager.urlopen

                def asked(pool: PoolManager, *args: Any, **options: Any) -> Any:
                    return effects.around(lambda: urlopen(pool, *args, **options), ProtocolError("lost"))

                patched.setattr(PoolManager, "urlopen", asked)
            with suppress(Killed):
                return self.api.send("POST", f"/{self.number}/repair?takeOver=true", headers=dict(headers or {})).status
        return None

    def later(self) -> None:
        """Leases are over, and the cleanup has come."""
        for item in everything():
            if "leased_until" in item:
                self.store.client.put_item(TableName=TABLE_NAME, Item=item | {"leased_until": {"N": "0"}})
        for _ in range(5):
            let_time_pass(self.store, timedelta(hours=7))
            clean_up()
            if not unsettled(self.store):
                return

    def what_is_wrong(self, at: int, fault: Fault, *, is_asked_again: bool) -> list[str]:
        """Of one fault at one effect, once whoever comes next has been there."""
        self.restore()
        first = self.repair(Effects(at, fault), headers=KEY)
        wrong = [] if first in (200, 500, 503, None) else [f"answers {first}"]
        self.later()
        if is_asked_again:
            last = self.repair(headers=KEY)
            # What was answered, and was told nobody, is answered again.
            if last not in (200, first):
                wrong.append(f"answers {last} when it is asked again")
            if last != 200:
                last = self.repair()
        looked = self.api.send("POST", f"/{self.number}/health").json()["status"]
        if looked != "healthy" and not is_asked_again:
            # It died before its intent was kept: nobody else knows of it.
            self.repair()
        return [*wrong, *self.what_is_not_as_new()]

    def what_is_not_as_new(self) -> list[str]:
        wrong = []
        if self.api.send("GET", f"/{self.number}/health").json()["status"] != "healthy":
            wrong.append("is not healthy")
        if as_it_works(self.carriers, self.carrier) != self.fresh:
            wrong.append("is not at its carrier as it was when it was new")
        now = webhooks_of(self.carrier)
        was = replace(self.webhooks, attempt=now.attempt, previous=self.previous)
        if now != was:
            wrong.append(f"has the webhooks {now}, not {was}")
        kinds = Counter(item.get("entity", {}).get("S") for item in everything())
        if kinds["backfill"] != self.dark_times or kinds["number_health"] != 1:
            wrong.append(f"has {kinds['backfill']} backfills and {kinds['number_health']} healths")
        return wrong


def _copied(items: Any) -> Any:
    """The table as it is; items themselves never change (moto_shortcuts)."""
    return defaultdict(dict, {key: dict(collection) for key, collection in items.items()})


@pytest.fixture
def bench_of(
    carriers: Carriers, line_of: Any, api: WorkspaceApi, store: Table, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Bench]:
    def make(carrier: str) -> Bench:
        with_fallback(carriers, carrier)
        return Bench(api, carriers, store, monkeypatch, carrier, line_of(carrier).number["id"])

    return make


@EVERY_CARRIER
def test_a_repair_that_is_killed_or_not_answered_at_any_step_leaves_a_number_that_is_as_new(
    bench_of: Callable[[str], Bench], carrier: str, full: bool
) -> None:
    bench = bench_of(carrier)
    new = bench.accounts, bench.items
    for kind in KINDS[carrier] if full else KINDS[carrier][:1]:
        bench.accounts, bench.items = new
        bench.restore()
        bench.drift(kind)
        effects = Effects()
        assert bench.repair(effects, headers=KEY) == 200
        # What was taken over is what was there before ours.
        bench.previous = webhooks_of(carrier).previous
        assert (bench.previous != bench.webhooks.previous) is ((carrier, kind) in TAKEN_OVER)
        assert bench.what_is_not_as_new() == []
        assert effects.seen > 8
        wrong = [
            f"{kind}, effect {at}, {fault}, {'asked again' if is_asked_again else 'not asked again'}: {problem}"
            for at in range(effects.seen)
            for fault, is_asked_again in _cases(at, full=full)
            for problem in bench.what_is_wrong(at, fault, is_asked_again=is_asked_again)
        ]
        assert wrong == []


def _cases(at: int, *, full: bool) -> list[tuple[Fault, bool]]:
    every = [(fault, is_asked_again) for fault in FAULTS for is_asked_again in (True, False)]
    return every if full else [every[at % len(every)]]


@EVERY_CARRIER
def test_many_repairs_at_once_are_one(
    bench_of: Callable[[str], Bench], aws: Any, monkeypatch: pytest.MonkeyPatch, carrier: str
) -> None:
    bench = bench_of(carrier)
    bench.drift("moved")
    shared = Table(cast("Any", OneAtATime(aws)), TABLE_NAME)
    compose_with(monkeypatch, "table", lambda: shared)
    statuses = at_once([bench.repair] * 6)
    assert set(statuses) <= {200, 500}
    assert 200 in statuses
    bench.later()
    bench.previous = webhooks_of(carrier).previous
    assert bench.repair() == 200
    assert bench.what_is_not_as_new() == []
