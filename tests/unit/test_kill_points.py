"""Whom a kill point may stop: a worker of the stack that the test has started, while it lives."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support import wire

PORT = 1


@pytest.fixture
def proxy() -> Iterator[wire.Proxy]:
    proxy = wire.Proxy("http://127.0.0.1:9", is_ours="THE_STACK=of this test")
    yield proxy
    proxy.close()


@pytest.mark.parametrize("is_waited_for", [True, False])
def test_a_worker_that_is_ending_has_given_up_its_connection(
    proxy: wire.Proxy, monkeypatch: pytest.MonkeyPatch, is_waited_for: bool
) -> None:
    with subprocess.Popen(["true"]) as worker:
        os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
        if is_waited_for:
            worker.wait()
        monkeypatch.setattr(wire, "_owner_of", lambda port: worker.pid)
        assert proxy.worker_at(PORT) is None


def test_a_worker_of_the_stack_is_found_and_nobody_else(proxy: wire.Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    with _running(THE_STACK="of this test") as ours, _running() as another:
        monkeypatch.setattr(wire, "_owner_of", lambda port: ours.pid)
        assert proxy.worker_at(PORT) == ours.pid
        monkeypatch.setattr(wire, "_owner_of", lambda port: another.pid)
        with pytest.raises(AssertionError):
            proxy.worker_at(PORT)


@contextmanager
def _running(**environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has begun, which it says."""
    path = os.environ["PATH"]
    with subprocess.Popen(
        ["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PATH": path, **environment}
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"begun\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"begun\n"
        yield process
