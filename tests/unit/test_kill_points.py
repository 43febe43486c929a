"""Whom a kill point may stop: a worker of the stack that the test has started, while it lives."""

import os
import subprocess
from collections.abc import Iterator

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
    sleep = ["sleep", "60"]
    ours = subprocess.Popen(sleep, env={"PATH": os.environ["PATH"], "THE_STACK": "of this test"})
    another = subprocess.Popen(sleep, env={"PATH": os.environ["PATH"]})
    try:
        monkeypatch.setattr(wire, "_owner_of", lambda port: ours.pid)
        assert proxy.worker_at(PORT) == ours.pid
        monkeypatch.setattr(wire, "_owner_of", lambda port: another.pid)
        with pytest.raises(AssertionError):
            proxy.worker_at(PORT)
    finally:
        for process in (ours, another):
            process.kill()
            process.wait()
