"""AWS at its worst: it takes every connection and answers none."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.composition import forget_what_was_made

_NAMED = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "TABLE_NAME": "test",
    "EVENTS_QUEUE_URL": "https://sqs.test/events",
    "RECORDINGS_QUEUE_URL": "https://sqs.test/recordings",
    "REFERENCE_DEAD_LETTERS_URL": "https://sqs.test/references",
}


@contextmanager
def silent_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within it every client of AWS is new and nothing answers it."""
    forget_what_was_made()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        for name, value in _NAMED.items():
            monkeypatch.setenv(name, value)
        try:
            yield
        finally:
            forget_what_was_made()
