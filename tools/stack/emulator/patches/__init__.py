"""The corrections to MiniStack, one module each; every module says what AWS does instead.

A module lists its patch points as `POINTS` and replaces them in `apply`.
"""

from tools.stack.emulator.patches import (
    alarms,
    api_path,
    condition_keys,
    dead_letters,
    environments,
    event_sources,
    executions,
    fair_queues,
    guard,
    http_events,
    http_routes,
    invocations,
    key_conditions,
    kms,
    local_pages,
    log_streams,
    queues,
    snapshots,
    state_machines,
    stream_records,
    streams,
)
from tools.stack.emulator.patching import verify_points, verify_version

_PATCHES = (
    alarms,
    environments,
    invocations,
    log_streams,
    dead_letters,
    http_routes,
    http_events,
    state_machines,
    executions,
    streams,
    stream_records,
    queues,
    fair_queues,
    event_sources,
    kms,
    condition_keys,
    key_conditions,
    snapshots,
    local_pages,
    # Last, so that nothing stands before it.
    guard,
    api_path,
)


def apply_all() -> None:
    """Check the version and every patch point, then apply every correction.

    Raises:
        EmulatorMismatchError: this MiniStack is not the one the corrections are for.
    """
    verify_version()
    for patch in _PATCHES:
        verify_points(patch.POINTS)
    for patch in _PATCHES:
        patch.apply()
