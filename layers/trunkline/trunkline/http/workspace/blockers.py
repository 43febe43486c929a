"""What keeps a phone number from being archived, as the workspace API prints it."""

from typing import TYPE_CHECKING

from trunkline.domain.blockers import Blocker

if TYPE_CHECKING:
    from trunkline.http.workspace.responses import BlockerView


def blocker_view(blocker: Blocker) -> "BlockerView":
    """One entry of ``blockers``."""
    return {
        "type": blocker.type,
        "id": blocker.id,
        "uuid": blocker.uuid,
        "name": blocker.name,
        "reason": blocker.reason,
    }
