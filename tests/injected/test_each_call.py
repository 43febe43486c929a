"""A fault at each call of the table that an operation makes: asked again, all is as if nothing had happened."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from trunkline.table.client import Table
from trunkline.wiring.api import authenticator

from tests.fakes.carriers import FakeCarriers
from tests.fakes.executions import InProcessExecutions, Killed
from tests.injected.faults import UNNOTICED, Fault, FaultyClient
from tests.injected.operations import OPERATIONS, Clients, Operation
from tests.support.archives import clean_up, connect, let_time_pass, unsettled, violations
from tests.support.composition import compose_with
from tests.support.gateway import Gateway, Response
from tests.support.quo import QuoApi
from tests.support.tables import TABLE_NAME, everything, in_moto
from tests.support.well import WellApi
from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi

BUSY = 503
UNDER_WAY = 202
FAULTS = list(Fault)
# Enough to meet what another attempt has left, and then what it has done.
MOST_TRIES = 4


@dataclass
class Bench:
    """Asks for one operation as often as it takes, on the same table each time."""

    clients: Clients
    store: Table
    carriers: FakeCarriers
    executions: InProcessExecutions
    use: Callable[[Any], None]

    def undisturbed(self, operation: Operation) -> tuple[list[str], int, Any]:
        """Its calls, its status, and what is there afterwards."""
        client = FaultyClient(self.store.client)
        status = self.asked(operation, client)
        assert status is not None
        return client.calls, status, self.what_is_there()

    def asked(self, operation: Operation, client: Any) -> int | None:
        """The status of one request; None when the worker died."""
        self.use(client)
        answer: Response | None = None
        with suppress(Killed):
            answer = operation.ask(self.clients, self.given)
        self.use(self.store.client)
        return answer.status if answer else None

    def prepare(self, operation: Operation) -> None:
        """Make what it needs, and remember the table."""
        self.given = operation.prepare(self.clients)
        self._items, self._rings = _copied(in_moto().items), dict(self.carriers.webhooks)
        self._status = dict(self.executions.status)

    def restore(self) -> None:
        """Be as after the preparation."""
        in_moto().items = _copied(self._items)
        self.carriers.webhooks.clear()
        self.carriers.webhooks.update(self._rings)
        self.executions.status = dict(self._status)

    def settle(self) -> None:
        """What an attempt that died holds is free again, and the cleanup has been."""
        for item in everything():
            if "leased_until" in item:
                self.store.client.put_item(TableName=TABLE_NAME, Item=item | {"leased_until": {"N": "0"}})
        for _ in range(10):
            if not unsettled(self.store):
                return
            let_time_pass(self.store, timedelta(days=1))
            clean_up()

    def what_is_there(self) -> Any:
        """How many there are of each kind of item, in each collection, and whether numbers are linked."""
        return Counter(
            (
                item.get("entity", {}).get("S"),
                item["pk"]["S"].rpartition("#")[2] if item["sk"]["S"].startswith("NUMBER#") else "",
                "provider_phone_uuid" in item or "assigned_number" in item,
                item.get("archive_status", {}).get("S"),
            )
            for item in everything()
            if item.get("entity", {}).get("S") != "idempotency_record"
        )

    def what_is_wrong(self, operation: Operation, at: int, fault: Fault) -> list[str]:
        """Of one fault at one call."""
        self.restore()
        first = self.asked(operation, FaultyClient(self.store.client, at, fault))
        allowed = {self.status} if fault in UNNOTICED else {self.status, UNDER_WAY, BUSY, None}
        found = [] if first in allowed else [f"answers {first}, not {self.status}"]
        found += violations(self.store)
        last = first
        for _ in range(MOST_TRIES):
            self.settle()
            last = self.asked(operation, self.store.client)
            if last == self.status:
                break
        if last not in {self.status, *operation.again}:
            found.append(f"answers {last} when it is asked again")
        self.settle()
        found += violations(self.store, self.carriers)
        if self.what_is_there() != self.wanted:
            found.append(f"{self.what_is_there() - self.wanted} too many, {self.wanted - self.what_is_there()} missing")
        return found

    def measure(self, operation: Operation) -> list[str]:
        """What each fault is compared with."""
        self.prepare(operation)
        calls, self.status, self.wanted = self.undisturbed(operation)
        return calls


def _copied(items: Mapping[Any, dict[Any, Any]]) -> defaultdict[Any, dict[Any, Any]]:
    """The table as it is; items themselves never change (moto_shortcuts)."""
    return defaultdict(dict, {key: dict(collection) for key, collection in items.items()})


@pytest.fixture
def bench(
    gateway: Gateway,
    acme: Tenant,
    store: Table,
    executions: InProcessExecutions,
    monkeypatch: pytest.MonkeyPatch,
) -> Bench:
    # Nothing brings an archive to its end here, so nobody waits for it.
    monkeypatch.setattr("functions.workspace_archive_phone_number.handler.PATIENCE_SECONDS", 0)
    carriers = FakeCarriers()
    compose_with(monkeypatch, "number_webhooks", carriers.number_webhooks)
    phones = [phone["uuid"] for phone in acme.provider_phones[:2]]
    for phone in phones:
        connect(store, carriers, acme.organization_id, phone)

    def use(client: Any) -> None:
        table = Table(client, TABLE_NAME, sleep=lambda _: None)
        compose_with(monkeypatch, "table", lambda: table)
        authenticator.cache_clear()

    clients = Clients(
        WorkspaceApi(gateway, acme.workspace, acme.tokens["admin"]),
        QuoApi(gateway, acme.quo_key),
        WellApi(gateway, acme.tokens["write"]),
        ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"]),
        phones,
    )
    return Bench(clients, store, carriers, executions, use)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_whatever_happens_at_a_call_asking_again_does_it_once(operation: Operation, bench: Bench, full: bool) -> None:
    calls = bench.measure(operation)
    wrong = [
        f"call {at} ({call}), {fault}: {problem}"
        for at, call in enumerate(calls)
        # Else each call meets one: what is compared is the whole table, each time.
        for fault in (FAULTS if full else [FAULTS[at % len(FAULTS)]])
        for problem in bench.what_is_wrong(operation, at, fault)
    ]
    assert wrong == []
