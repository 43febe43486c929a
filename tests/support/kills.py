"""A worker that dies just before or just after one of its side effects."""

from collections.abc import Callable
from typing import Any

from trunkline.domain.phone_numbers import ProviderPhone

from tests.fakes.carriers import FakeCarriers
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


class KillableCarriers:
    """A carrier client of such a worker."""

    def __init__(self, carriers: FakeCarriers, killer: Killer) -> None:
        self._carriers = carriers
        self._killer = killer

    def attach(self, phone: ProviderPhone) -> None:
        self._killer.around(lambda: self._carriers.attach(phone))

    def detach(self, phone: ProviderPhone) -> None:
        self._killer.around(lambda: self._carriers.detach(phone))

    def release_to_carrier(self, phone: ProviderPhone) -> None:
        self._killer.around(lambda: self._carriers.release_to_carrier(phone))
