"""Calls as items of the table.

A call is one item, whichever of its events comes first: each event sets attributes of its own, so their order does not
matter, and each is stored on the condition that it was not, so neither do duplicates.
"""

import hashlib
from datetime import datetime

from trunkline.domain.calls import (
    LIVE_STATES,
    Call,
    CallEvent,
    CallState,
    Filing,
    FromLog,
    Leg,
    LegEvent,
    Recording,
    RecordingEvent,
    state_of,
)
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.domain.webhooks import Webhook
from trunkline.table import keys
from trunkline.table.items import Item, Update

# Recordings of one call that are kept: an item has its limits.
MAX_RECORDINGS = 20
MAX_URL = 2_000

# As many legs of one call: it is forwarded once.
MAX_LEGS = 5

_RECORDING = "recording_"
_OTHER = "other_recording_"
_LEG = "leg_"


def call_write(webhook: Webhook, filing: Filing, event: CallEvent, at: str, log: FromLog | None = None) -> Update:
    """Return the write that stores a step of a call, once.

    The call is among those in progress until it ends. A call whose end arrives first stays among them for good, so
    readers look at the call itself.
    """
    seen = f"seen_{event.state}"
    is_live = event.state in LIVE_STATES
    first: Item = {
        **_identity(webhook, filing, event.call_id, at, log),
        "from_number": event.from_number,
        "to_number": event.to_number,
        "direction": event.direction,
        **({"gsi2pk": keys.calls_in_progress(filing.filed_under), "gsi2sk": at} if is_live else {}),
    }
    step = {seen: at, f"raw_{event.state}": event.raw_state} if is_live else _ending(event, at)
    return Update(
        label="call",
        key=keys.call(webhook.organization_id, webhook.carrier, event.call_id),
        set_={"last_event_at": at, **step, **marked(log)},
        first=first,
        condition=f"attribute_not_exists({seen})" if is_live else "attribute_not_exists(ended_as)",
    )


def _ending(event: CallEvent, at: str) -> Item:
    ending = {
        "ended_as": event.state,
        "ended_only_if_answered": event.ended_only_if_answered,
        "ended_at": at,
        "raw_end": event.raw_state,
        "duration_seconds": event.duration_seconds,
        "hangup_cause": event.hangup_cause,
    }
    told = {name: value for name, value in ending.items() if value is not None}
    return {**told, "gsi2pk": None, "gsi2sk": None}


def start_write(webhook: Webhook, call_id: str, began: datetime) -> Update:
    """Return the write that gives a call its beginning from the log, if none of its first events has arrived."""
    unseen = " AND ".join(f"attribute_not_exists(seen_{state})" for state in LIVE_STATES)
    at = to_iso(began)
    return Update(
        label="call",
        key=keys.call(webhook.organization_id, webhook.carrier, call_id),
        set_={"started_at": at, "gsi1sk": f"{at}#{call_id}", "backfilled": True},
        condition=f"started_at > :began AND {unseen}",
        values={":began": at},
    )


def recording_write(
    webhook: Webhook, filing: Filing, event: RecordingEvent, at: str, log: FromLog | None = None
) -> Update:
    """Return the write that stores a recording with its call, once."""
    slot = _RECORDING + _slot(event.recording_id)
    # The carrier tells of one recording with its id, or without: whichever comes second is the same.
    other = f"{_OTHER}{_slot(event.recording_id)}"
    others = {f"{_OTHER}{_slot(event.also_known_as)}": True} if event.also_known_as else {}
    known = f" AND attribute_not_exists({_RECORDING}{_slot(event.also_known_as)})" if event.also_known_as else ""
    kept = {
        "id": event.recording_id,
        "state": event.state,
        "url": (event.url or "")[:MAX_URL] or None,
        "duration_seconds": event.duration_seconds,
        "channels": event.channels,
    }
    return Update(
        label="call",
        key=keys.call(webhook.organization_id, webhook.carrier, event.call_id),
        set_={
            slot: {name: value for name, value in kept.items() if value is not None},
            "last_event_at": at,
            **others,
            **marked(log),
        },
        first=_identity(webhook, filing, event.call_id, at, log),
        add={"recordings_kept": 1},
        condition=f"attribute_not_exists({slot}) AND attribute_not_exists({other}){known} "
        "AND (attribute_not_exists(recordings_kept) OR recordings_kept < :most)",
        values={":most": MAX_RECORDINGS},
    )


def leg_write(webhook: Webhook, filing: Filing, event: LegEvent, at: str, log: FromLog | None = None) -> Update:
    """Return the write that stores how a leg of a call ended, once."""
    slot = _LEG + _slot(event.leg_id)
    kept = {
        "id": event.leg_id,
        "state": event.state,
        "to_number": event.to_number,
        "duration_seconds": event.duration_seconds,
    }
    return Update(
        label="call",
        key=keys.call(webhook.organization_id, webhook.carrier, event.call_id),
        set_={
            slot: {name: value for name, value in kept.items() if value is not None},
            "last_event_at": at,
            **marked(log),
        },
        first=_identity(webhook, filing, event.call_id, at, log),
        add={"legs_kept": 1},
        condition=f"attribute_not_exists({slot}) AND (attribute_not_exists(legs_kept) OR legs_kept < :most)",
        values={":most": MAX_LEGS},
    )


def takes_recording(item: Item, event: RecordingEvent) -> bool:
    """Tell whether ``recording_write`` would change the call's item."""
    names = [event.recording_id, *([event.also_known_as] if event.also_known_as else [])]
    slots = [_RECORDING + _slot(name) for name in names] + [_OTHER + _slot(event.recording_id)]
    return not any(slot in item for slot in slots) and item.get("recordings_kept", 0) < MAX_RECORDINGS


def takes_leg(item: Item, event: LegEvent) -> bool:
    """Tell whether ``leg_write`` would change the call's item."""
    return _LEG + _slot(event.leg_id) not in item and item.get("legs_kept", 0) < MAX_LEGS


def takes_call(item: Item, event: CallEvent | None) -> bool:
    """Tell whether ``call_write`` would change the item; without an event, whether it lacks the call's outcome.

    A call that "ended well" ended well only if it was answered.
    """
    if event is not None and event.state in LIVE_STATES:
        return f"seen_{event.state}" not in item
    lacks_answer = item.get("ended_only_if_answered") and f"seen_{CallState.IN_PROGRESS}" not in item
    return "ended_as" not in item or (event is None and bool(lacks_answer))


def lacks_beginning(item: Item, began: datetime) -> bool:
    """Tell whether ``start_write`` would change the call's item."""
    is_late = item.get("started_at", "") > to_iso(began)
    return is_late and not any(f"seen_{state}" in item for state in LIVE_STATES)


def marked(log: FromLog | None) -> Item:
    """Return the mark of what was read back from the carrier's log."""
    return {"backfilled": True} if log else {}


def copy_write(
    organization: OrganizationId, carrier: Carrier, call_id: str, recording_id: str, object_key: str
) -> Update:
    """Return the write that stores where our copy of a recording is, once; the call may be stored later."""
    copy = f"copy_{_slot(recording_id)}"
    return Update(
        label="call",
        key=keys.call(organization, carrier, call_id),
        set_={copy: object_key},
        first={"entity": "call"},
        condition=f"attribute_not_exists({copy})",
    )


def call_from(item: Item) -> Call:
    """Read a call from an item."""
    ended_as = item.get("ended_as")
    seen = frozenset(state for state in LIVE_STATES if f"seen_{state}" in item)
    state = state_of(
        ended_as=CallState(ended_as) if ended_as else None,
        only_if_answered=item.get("ended_only_if_answered", False),
        seen=seen,
    )
    furthest = next((state for state in reversed(LIVE_STATES) if state in seen), None)
    return Call(
        id=item["call_id"],
        filed_under=keys.filed_under(item["gsi1pk"]),
        carrier=Carrier(item["carrier"]),
        state=state,
        raw_state=item.get("raw_end") or item.get(f"raw_{furthest}"),
        from_number=item.get("from_number"),
        to_number=item.get("to_number"),
        direction=item.get("direction"),
        started_at=from_iso(item["started_at"]),
        answered_at=_time_of(item.get(f"seen_{CallState.IN_PROGRESS}")),
        ended_at=_time_of(item.get("ended_at")),
        last_event_at=from_iso(item["last_event_at"]),
        duration_seconds=item.get("duration_seconds"),
        hangup_cause=item.get("hangup_cause"),
        recordings=tuple(
            _recording_from(value, item.get(f"copy_{name.removeprefix(_RECORDING)}"))
            for name, value in sorted(item.items())
            if name.startswith(_RECORDING)
        ),
        legs=tuple(_leg_from(value) for name, value in sorted(item.items()) if name.startswith(_LEG)),
        is_backfilled=item.get("backfilled", False),
    )


def is_whole(item: Item) -> bool:
    """Tell whether an item holds a call: a copied recording may be stored before its call."""
    return "call_id" in item


def call_filing(item: Item) -> Filing:
    """Read whose a call is; without a workspace when it was stored before items said so."""
    return Filing(
        organization_id=item["organization"],
        workspace_uuid=item.get("workspace"),
        filed_under=keys.filed_under(item["gsi1pk"]),
    )


def _identity(webhook: Webhook, filing: Filing, call_id: str, at: str, log: FromLog | None) -> Item:
    """Return what the first event of a call settles: where it is filed, and under which time."""
    at = to_iso(log.began) if log else at
    return {
        "entity": "call",
        "organization": webhook.organization_id,
        "workspace": filing.workspace_uuid,
        "carrier": webhook.carrier,
        "call_id": call_id,
        "started_at": at,
        "gsi1pk": keys.calls_of(filing.filed_under),
        "gsi1sk": f"{at}#{call_id}",
    }


def _recording_from(kept: Item, object_key: str | None) -> Recording:
    return Recording(
        id=kept["id"],
        state=kept["state"],
        url=kept.get("url"),
        object_key=object_key,
        duration_seconds=kept.get("duration_seconds"),
        channels=kept.get("channels"),
    )


def _leg_from(kept: Item) -> Leg:
    return Leg(
        id=kept["id"],
        state=CallState(kept["state"]),
        to_number=kept.get("to_number"),
        duration_seconds=kept.get("duration_seconds"),
    )


def _slot(carriers_id: str) -> str:
    """Return a part of an attribute's name for an id whose characters only the carrier knows."""
    return hashlib.sha256(carriers_id.encode()).hexdigest()[:16]


def _time_of(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
