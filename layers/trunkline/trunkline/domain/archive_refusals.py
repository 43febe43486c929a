"""Errors of an archive that ended without archiving the number; a branch of the tree in ``errors``."""

from collections.abc import Sequence

from trunkline.domain.blockers import Blocker
from trunkline.errors import ConflictError


class ArchiveRefusedError(ConflictError):
    """The number stays live; ``blockers`` names what needs it."""

    code = "archive_refused"

    def __init__(self, message: str, blockers: Sequence[Blocker] = ()) -> None:
        super().__init__(message)
        self.blockers = tuple(blockers)


class ArchiveBlockedError(ArchiveRefusedError):
    """Something still needs the number."""

    code = "archive_blocked"

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__(
            "This phone number is still in use; remove what archive-blockers lists and archive it again", blockers
        )


class ArchiveFailedError(ArchiveRefusedError):
    """The archive failed; ``reason`` is the code of the error that ended it."""

    code = "archive_failed"

    def __init__(self, reason: str) -> None:
        hint = "; archive it with force=true to leave out the carrier" if reason.startswith("carrier_") else ""
        super().__init__(f"This phone number could not be archived ({reason}) and stays as it is{hint}")
        self.reason = reason
