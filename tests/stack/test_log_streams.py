"""Functions log while somebody reads what was logged."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudwatch_logs, lambda_svc

from tools.stack.emulator.patches import log_streams, snapshots

FUNCTION = {"FunctionName": "toy", "Version": "1", "LoggingConfig": {"LogGroup": "shared"}}


@pytest.fixture
def emit(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have a function log into a group that it shares, with the corrections."""
    for module, name in (
        (lambda_svc, "_emit_lambda_logs"),
        *((cloudwatch_logs, name) for name in log_streams._READERS),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(cloudwatch_logs, "_log_groups", AccountRegionScopedDict())
    log_streams.apply()
    return lambda: lambda_svc._emit_lambda_logs({"config": FUNCTION}, "1", "a line", False, 5)


class _LoggedMeanwhile(list[Any]):
    """Events of a stream; while they are looked at, a function logs, and has the time to."""

    def __init__(self, events: list[Any], emit: Callable[[], None]) -> None:
        super().__init__(events)
        self._thread = threading.Thread(target=emit, daemon=True)

    def __iter__(self) -> Iterator[Any]:
        self._thread.start()
        self._thread.join(0.2)  # with the corrections it waits for us
        return super().__iter__()


def test_groups_are_described_while_functions_log(emit: Callable[[], None]) -> None:
    emit()
    emit()
    streams = cloudwatch_logs._log_groups["shared"]["streams"]
    assert len(streams) == 2
    assert all("/toy[1]" in name for name in streams)
    first = next(iter(streams.values()))
    first["events"] = meanwhile = _LoggedMeanwhile(first["events"], emit)

    status, *_ = cloudwatch_logs._describe_log_groups({})

    assert status == 200
    meanwhile._thread.join()
    assert len(streams) == 3


def test_a_snapshot_has_the_groups_and_not_what_was_logged(emit: Callable[[], None]) -> None:
    emit()

    saved = snapshots._insisting({"cloudwatch_logs": cloudwatch_logs.get_state})["cloudwatch_logs"]()

    ((_, group),) = saved["log_groups"].all_items()
    assert group == {**cloudwatch_logs._log_groups["shared"], "streams": {}}
    assert cloudwatch_logs._log_groups["shared"]["streams"]


def test_a_state_that_changed_while_it_was_copied_is_copied_again() -> None:
    states = iter([RuntimeError("dictionary changed size during iteration"), {"tables": 1}])

    def copy() -> Any:
        state = next(states)
        if isinstance(state, Exception):
            raise state
        return state

    assert snapshots.copied(copy) == {"tables": 1}
