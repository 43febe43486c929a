"""What keeps a phone number from being archived, and the errors of an archive that ended without archiving it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from trunkline.errors import ConflictError


class BlockerType(StrEnum):
    """The kind of a blocker."""

    WORKFLOW = "workflow"
    EVENT_RULE = "event_rule"
    AGENT = "agent"
    CALL = "call"


class Blocker(NamedTuple):
    """Something that needs the number; ``id`` and ``uuid`` are those of its own system."""

    type: BlockerType
    id: str | int
    reason: str
    uuid: str | None = None
    name: str | None = None


def agent_blockers(agents: Mapping[str, str]) -> list[Blocker]:
    """Return the agents of a provider phone as blockers, by direction."""
    return [
        Blocker(type=BlockerType.AGENT, id=agent, reason=f"This agent is the {direction} agent of the number")
        for direction, agent in sorted(agents.items())
    ]


def call_blockers(calls: Iterable[str]) -> list[Blocker]:
    """Return the calls in progress, given their ids, as blockers."""
    return [Blocker(type=BlockerType.CALL, id=call, reason="This call is in progress") for call in calls]


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
