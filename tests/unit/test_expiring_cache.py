"""What warm environments remember."""

from trunkline.services.expiring_cache import ExpiringCache


class Store:
    """Counts its reads."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.reads = 0
        self.cache: ExpiringCache[str, int] = ExpiringCache(60, entries=2, clock=lambda: self.now)

    def get(self, key: str = "a", *, not_older_than_seconds: float | None = None) -> int | None:
        return self.cache.get(key, self._read, not_older_than_seconds=not_older_than_seconds)

    def _read(self) -> int:
        self.reads += 1
        return self.reads


def test_a_value_is_read_anew_when_its_time_is_over_however_often_it_was_asked_for() -> None:
    store = Store()
    assert [store.get(), store.get()] == [1, 1]
    store.now += 59.9
    assert store.get() == 1
    store.now += 0.1
    assert store.get() == 2


def test_an_environment_that_was_frozen_for_hours_reads_anew() -> None:
    # The default clock is the wall's: a monotonic one may stand still while an environment is frozen.
    cache: ExpiringCache[str, int] = ExpiringCache(60)
    assert cache._clock.__name__ == "time"


def test_a_clock_that_was_set_back_makes_no_value_younger() -> None:
    store = Store()
    store.get()
    store.now -= 3600
    assert store.get() == 2


def test_a_caller_may_ask_for_a_younger_value_but_not_for_an_older_one() -> None:
    store = Store()
    store.get()
    store.now += 10
    assert store.get(not_older_than_seconds=10) == 2
    store.now += 60
    assert store.get(not_older_than_seconds=3600) == 3


def test_the_oldest_goes_when_there_are_too_many() -> None:
    store = Store()
    assert [store.get("a"), store.get("b"), store.get("c"), store.get("b"), store.get("a")] == [1, 2, 3, 2, 4]


def test_what_is_not_there_pushes_nothing_out() -> None:
    store = Store()
    store.get("a")
    for guess in range(10):
        assert store.cache.get(f"guess {guess}", lambda: None) is None
    assert store.get("a") == 1
