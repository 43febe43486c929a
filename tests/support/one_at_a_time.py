"""moto for threads: its calls, transactions above all, are not atomic on their own."""

import threading
from typing import Any


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
