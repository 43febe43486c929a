from collections.abc import Callable, Iterator
from typing import Any

import pytest
from trunkline import wiring
from trunkline.services.archive_requests import ArchiveRequests
from trunkline.table.client import Table

from tests.fakes.carriers import FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import violations

ORGANIZATION = "org_acme"


@pytest.fixture
def carriers(monkeypatch: pytest.MonkeyPatch) -> FakeCarriers:
    fake = FakeCarriers()
    monkeypatch.setattr(wiring, "carriers", lambda: fake)
    return fake


@pytest.fixture
def executions(monkeypatch: pytest.MonkeyPatch) -> InProcessExecutions:
    fake = InProcessExecutions()
    monkeypatch.setattr(wiring, "executions", lambda: fake)
    return fake


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """The 8 s of waiting pass without anybody waiting; the answer says for how long it would have been."""
    waited = [0.0]

    def sleep(seconds: float) -> None:
        waited[0] += seconds

    def requests() -> ArchiveRequests:
        return ArchiveRequests(wiring.archive_store(), wiring.executions(), sleep=sleep, timer=lambda: waited[0])

    monkeypatch.setattr(wiring, "archive_requests", requests)
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
        def send(self, message: dict[str, Any]) -> None:
            sent.append(message)

    from trunkline.events.reference_changes import ReferenceChanges  # noqa: PLC0415
    from trunkline.services.references import References  # noqa: PLC0415
    from trunkline.table.client import table  # noqa: PLC0415
    from trunkline.table.references import ReferenceTable  # noqa: PLC0415

    monkeypatch.setattr(
        wiring, "reference_changes", lambda: ReferenceChanges(References(ReferenceTable(table())), Queue())
    )
    return sent
