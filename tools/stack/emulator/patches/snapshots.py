"""Optional snapshots of the state, so that `kill -9` loses no more than some seconds.

MiniStack saves its state only at a clean stop. Saving takes time that grows with the data,
hence only when `SNAPSHOT_SECONDS` asks for it.
"""

import os
import threading

from ministack import app as ministack_app
from ministack.core import persistence

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("app", "_build_persistence_save_dict", ""),
    PatchPoint("core.persistence", "save_all", "services"),
)


def apply() -> None:
    """Start the thread that saves, when asked for."""
    seconds = float(os.environ.get("SNAPSHOT_SECONDS") or 0)
    if seconds > 0:
        threading.Thread(target=_save_periodically, args=(seconds,), daemon=True).start()


def _save_periodically(seconds: float) -> None:
    pause = threading.Event()
    while not pause.wait(seconds):
        persistence.save_all(ministack_app._build_persistence_save_dict())
