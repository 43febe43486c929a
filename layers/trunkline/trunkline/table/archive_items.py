"""Archive attempts, blockers and due times as attributes, and back."""

from datetime import datetime

from trunkline.domain.blockers import Blocker, BlockerType
from trunkline.domain.phone_numbers import ArchiveAttempt
from trunkline.domain.timestamps import to_iso
from trunkline.table import keys
from trunkline.table.attributes import Item
from trunkline.table.keys import Key


def archive_attributes(attempt: ArchiveAttempt) -> Item:
    """Return the attributes of a number's latest attempt; none when nobody ever asked to archive it."""
    return {
        "archive_attempt": attempt.number or None,
        "archive_force": attempt.force or None,
        "archive_resumed": attempt.resumed or None,
        "archive_failure": attempt.failure,
        "archive_failed_after_claim": attempt.failed_after_claim or None,
        "archive_blocked": attempt.blocked or None,
        "archive_correlation": attempt.correlation_id,
    }


def archive_from(item: Item) -> ArchiveAttempt:
    """Read the attempt from a number's item."""
    return ArchiveAttempt(
        number=item.get("archive_attempt", 0),
        force=item.get("archive_force", False),
        resumed=item.get("archive_resumed", 0),
        failure=item.get("archive_failure"),
        failed_after_claim=item.get("archive_failed_after_claim", False),
        blocked=item.get("archive_blocked", False),
        correlation_id=item.get("archive_correlation"),
    )


def due_attributes(key: Key, due_at: datetime | None) -> Item:
    """Return the attributes of the due index for an item that made progress: the cleanup's tries are counted anew."""
    return {**due_again(key, due_at), "due_tries": None, "due_error": None}


def due_again(key: Key, due_at: datetime | None) -> Item:
    """Return the attributes of the due index for an item that made no progress yet."""
    return {
        "gsi2pk": keys.due_shard(key) if due_at else None,
        "gsi2sk": to_iso(due_at) if due_at else None,
    }


def blocker_attributes(blocker: Blocker) -> Item:
    """Return a blocker as a map, without what is None."""
    known = {
        "type": str(blocker.type),
        "id": blocker.id,
        "reason": blocker.reason,
        "uuid": blocker.uuid,
        "name": blocker.name,
    }
    return {name: value for name, value in known.items() if value is not None}


def blocker_from(item: Item) -> Blocker:
    """Read a blocker from a map."""
    return Blocker(
        type=BlockerType(item["type"]),
        id=item["id"],
        reason=item["reason"],
        uuid=item.get("uuid"),
        name=item.get("name"),
    )
