"""Blockers: what keeps a phone number from being archived."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


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
