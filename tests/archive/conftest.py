from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.services.archive_requests import ArchiveRequests
from trunkline.table.client import Table
from trunkline.wiring import archive
from trunkline.wiring.archive import archive_store

from tests.fakes.carriers import FakeCarriers
from tests.support.archives import connect, violations
from tests.support.composition import compose_with
from tests.support.one_at_a_time import OneAtATime
from tests.support.workspaces import Tenant

ORGANIZATION = "org_acme"


@pytest.fixture
def carriers(monkeypatch: pytest.MonkeyPatch) -> FakeCarriers:
    fake = FakeCarriers()
    compose_with(monkeypatch, "number_webhooks", fake.number_webhooks)
    return fake


@pytest.fixture
def shared_table(store: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The functions' table, for threads."""
    shared = Table(OneAtATime(store.client), store.name)  # type: ignore[arg-type]
    compose_with(monkeypatch, "table", lambda: shared)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """The 8 s of waiting pass without anybody waiting; the answer says for how long it would have been."""
    waited = [0.0]

    def sleep(seconds: float) -> None:
        waited[0] += seconds

    def requests() -> ArchiveRequests:
        return ArchiveRequests(archive_store(), archive.executions(), sleep=sleep, timer=lambda: waited[0])

    compose_with(monkeypatch, "archive_requests", requests)
    return lambda: waited[0]


@pytest.fixture(autouse=True)
def invariants(store: Table, carriers: FakeCarriers) -> Iterator[None]:
    """Whatever a test has done, what must hold holds."""
    yield
    assert violations(store, carriers) == []


@pytest.fixture
def dead_letters(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was sent to the dead letters of references."""
    sent: list[dict[str, Any]] = []

    class Queue:
        def send(self, message: Mapping[str, Any]) -> None:
            sent.append(dict(message))

    from trunkline.events.references import ReferenceChanges  # noqa: PLC0415
    from trunkline.services.references import References  # noqa: PLC0415
    from trunkline.table.client import table  # noqa: PLC0415
    from trunkline.table.references import ReferenceTable  # noqa: PLC0415

    compose_with(
        monkeypatch, "reference_changes", lambda: ReferenceChanges(References(ReferenceTable(table())), Queue())
    )
    return sent


@pytest.fixture
def phone(acme: Tenant) -> dict[str, Any]:
    """A provider phone of Acme's, free and without a carrier account."""
    return acme.provider_phones[0]


@pytest.fixture
def connected(store: Table, carriers: FakeCarriers, phone: dict[str, Any]) -> ProviderPhone:
    """The same with an account, and our webhooks set."""
    return connect(store, carriers, ORGANIZATION, phone["uuid"])
