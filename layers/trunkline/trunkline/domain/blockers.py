"""Blockers: what keeps a phone number from being archived."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from trunkline.domain.call_states import IS_OVER_AFTER


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


class ActiveCall(NamedTuple):
    """A call in progress, and the time of its latest event."""

    id: str
    last_event_at: datetime


def agent_blockers(agents: Mapping[str, str]) -> list[Blocker]:
    """Return the agents of a provider phone as blockers, by direction."""
    return [
        Blocker(type=BlockerType.AGENT, id=agent, reason=f"This agent is the {direction} agent of the number")
        for direction, agent in sorted(agents.items())
    ]


def call_blockers(calls: Iterable[ActiveCall], now: datetime) -> list[Blocker]:
    """Return the calls that are still in progress as blockers, as far as one can know."""
    return [
        Blocker(type=BlockerType.CALL, id=call.id, reason="This call is in progress")
        for call in calls
        if now - call.last_event_at < IS_OVER_AFTER
    ]
