"""What keeps a phone number from being archived, as the workspace API prints it."""

from typing import Any

from trunkline.domain.blockers import Blocker


def blocker_view(blocker: Blocker) -> dict[str, Any]:
    """One entry of ``blockers``."""
    return {
        "type": blocker.type,
        "id": blocker.id,
        "uuid": blocker.uuid,
        "name": blocker.name,
        "reason": blocker.reason,
    }
