import pytest
from trunkline.table import keys
from trunkline.table.client import Table

from tests.carriers.conftest import service
from tests.deliveries.world import World

__all__ = ["service"]


@pytest.fixture
def world(store: Table, monkeypatch: pytest.MonkeyPatch) -> World:
    # One shard of each kind: an empty one takes as long to read.
    monkeypatch.setattr(keys, "DUE_SHARDS", 3)
    return World(store)
