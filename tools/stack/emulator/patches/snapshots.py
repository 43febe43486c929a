"""Optional snapshots of the state, so that `kill -9` loses no more than some seconds.

MiniStack saves its state only at a clean stop. Saving takes time that grows with the data,
hence only when `SNAPSHOT_SECONDS` asks for it.

It also gives a service up for this time when something is added to it while its state is copied: then the snapshot
would hold the new state of one and an older one of another. Such a copy is made again. What functions have logged is
left out, which would soon be most of it.
"""

import os
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ministack import app as ministack_app
from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudwatch_logs

from tools.stack.emulator.patching import PatchPoint

_MOST_COPIES = 20
_LOGS = "cloudwatch_logs"

POINTS = (
    PatchPoint("app", "_build_persistence_save_dict", ""),
    PatchPoint("core.persistence", "save_all", "services"),
    PatchPoint("core.responses", "AccountRegionScopedDict.set_scoped", "self account_id region key value"),
    PatchPoint("services.cloudwatch_logs", "_log_groups"),
)


def apply() -> None:
    """Start the thread that saves, when asked for."""
    seconds = float(os.environ.get("SNAPSHOT_SECONDS") or 0)
    if seconds > 0:
        threading.Thread(target=_save_periodically, args=(seconds,), daemon=True).start()


def _save_periodically(seconds: float) -> None:
    pause = threading.Event()
    while not pause.wait(seconds):
        persistence.save_all(_insisting(ministack_app._build_persistence_save_dict()))


def _insisting(copies: Mapping[str, Callable[[], Any]]) -> dict[str, Callable[[], Any]]:
    return {name: partial(copied, copy) for name, copy in copies.items()} | {_LOGS: _groups_without_streams}


def copied(copy: Callable[[], Any]) -> Any:
    """Return a state of a service that did not change while it was copied."""
    for _ in range(_MOST_COPIES - 1):
        try:
            return copy()
        except RuntimeError:  # a dictionary has changed its size
            continue
    return copy()


def _groups_without_streams() -> dict[str, Any]:
    groups = AccountRegionScopedDict()
    for place, group in cloudwatch_logs._log_groups.all_items():
        groups.set_scoped(*place, {**group, "streams": {}})
    return {"log_groups": groups}
