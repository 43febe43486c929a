"""moto for threads: its calls, transactions above all, are not atomic on their own."""

import threading
from typing import Any

from moto.dynamodb.responses import DynamoHandler

_ONE_CALL = threading.RLock()


class OneAtATime:
    """A client of which the calls are atomic, as DynamoDB's are, and a thread may be stopped between any two."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            with self._lock:
                return method(**request)

        return call


def make_moto_atomic() -> None:
    """Have moto's table do one call after the other, whoever asks: the cleanup works in threads."""
    call_action = DynamoHandler.call_action

    def one_at_a_time(self: DynamoHandler) -> Any:
        with _ONE_CALL:
            return call_action(self)

    DynamoHandler.call_action = one_at_a_time  # type: ignore[method-assign]
