"""A worker that dies just before or just after one of its side effects."""

from collections.abc import Callable
from typing import Any

from trunkline.services.carrier_adapters import AdapterFactory, Budget, CarrierAccount

from tests.fakes.executions import Killed

WRITES = ("put_item", "update_item", "delete_item", "transact_write_items")


class Killer:
    """Counts side effects and ends the worker at one of them, once."""

    def __init__(self, at: int | None = None, *, before: bool = True) -> None:
        self.at = at
        self.before = before
        self.count = 0

    def around(self, effect: Callable[[], Any]) -> Any:
        index, self.count = self.count, self.count + 1
        if index == self.at and self.before:
            raise Killed
        result = effect()
        if index == self.at:
            raise Killed
        return result


class KillableClient:
    """A DynamoDB client of such a worker."""

    def __init__(self, client: Any, killer: Killer) -> None:
        self._client = client
        self._killer = killer

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)
        if operation not in WRITES:
            return method
        return lambda **request: self._killer.around(lambda: method(**request))


class KillableAdapter:
    """A carrier's adapter of such a worker: what it changes is a side effect, what it reads is none."""

    def __init__(self, adapter: Any, killer: Killer) -> None:
        self._adapter = adapter
        self._killer = killer

    def __getattr__(self, call: str) -> Any:
        method = getattr(self._adapter, call)
        if call not in ("attach", "detach", "release_to_carrier"):
            return method
        return lambda *given: self._killer.around(lambda: method(*given))


def killable(adapters: AdapterFactory, killer: Killer) -> AdapterFactory:
    """The adapters of such a worker."""

    def adapter(account: CarrierAccount, budget: Budget) -> Any:
        return KillableAdapter(adapters(account, budget), killer)

    return adapter
