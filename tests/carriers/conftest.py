from collections.abc import Iterator

import pytest
from trunkline.carriers import http_client
from trunkline.services import carrier_adapters

from tests.carriers import loopback


@pytest.fixture(scope="session")
def _loopback() -> Iterator[loopback.Carriers]:
    with loopback.serve() as carriers:
        yield carriers


@pytest.fixture
def carriers(_loopback: loopback.Carriers, monkeypatch: pytest.MonkeyPatch) -> Iterator[loopback.Carriers]:
    """The three carriers on loopback, as new, and the adapters pointed at them; a slow answer is slow in tests' time."""
    _loopback.reset()
    for name in loopback.ACCOUNTS:
        monkeypatch.setenv(f"CARRIER_BASE_URL_{name.upper()}", f"{_loopback.url}/{name}")
    monkeypatch.setattr(carrier_adapters, "CALL_SECONDS", 0.6)
    yield _loopback
    http_client._session().close()
