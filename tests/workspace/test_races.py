"""The contract of races, in process: on a quiet table, and on one that refuses every fourth call."""

from typing import Any

import pytest

from tests.support.contract.races import *  # noqa: F403
from tests.support.one_at_a_time import OneAtATime
from tests.support.tables import ContendedClient


@pytest.fixture(autouse=True, params=["quiet", "contended"])
def contention(request: pytest.FixtureRequest, aws: Any, use_client: Any) -> Any:
    """DynamoDB cancels racing transactions and throttles; moto never does."""
    locked = OneAtATime(aws)
    if request.param == "quiet":
        use_client(locked)
        yield
        return
    contended = ContendedClient(locked, seed=7, rate=0.25)
    use_client(contended)
    yield
    assert contended.refused > 0
