"""Webhooks, calls and messages in the table.

A call is one item, whichever of its events comes first: each event sets attributes of its own, so their order does not
matter, and each is stored on the condition that it was not, so neither do duplicates.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from trunkline.domain.calls import (
    FORGOTTEN_AFTER_SECONDS,
    LIVE_STATES,
    Call,
    CallEvent,
    CallState,
    Event,
    Message,
    MessageEvent,
    Recording,
    RecordingEvent,
    state_of,
)
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.moments import Clock, from_iso, to_iso, utc_now
from trunkline.domain.number_settings import NumberSettings
from trunkline.domain.phone_numbers import Carrier, ProviderPhone
from trunkline.services.pages import Page
from trunkline.services.webhooks import Webhook
from trunkline.table import keys
from trunkline.table.attributes import Item
from trunkline.table.client import ConditionFailedError, Table
from trunkline.table.items import number_from, provider_phone_from
from trunkline.table.writes import Put, Update, Write

# Recordings of one call that are kept: an item has its limits.
MAX_RECORDINGS = 20
# Longer than any carrier lets a call last.
LONGEST_CALL_HOURS = 24
MAX_TEXT = 10_000
MAX_URL = 2_000

_RECORDING = "recording_"


@dataclass(frozen=True, slots=True)
class EventTable:
    """The store of ``trunkline.services.webhooks`` and of the histories."""

    table: Table
    clock: Clock = utc_now

    def find_webhook(self, token: str) -> Webhook | None:
        """One read."""
        item = self.table.get(keys.webhook(token))
        if item is None:
            return None
        return Webhook(
            organization_id=item["organization"],
            provider_phone_uuid=item["provider_phone_uuid"],
            e164=item["e164"],
            carrier=Carrier(item["carrier"]),
            account_id=item["account_id"],
            base_url=item["webhook_base_url"],
        )

    def find_phone(self, webhook: Webhook) -> ProviderPhone | None:
        """One read."""
        return provider_phone_from(
            self.table.get(keys.provider_phone(webhook.organization_id, webhook.provider_phone_uuid))
        )

    def find_settings(self, phone: ProviderPhone) -> NumberSettings | None:
        """One read; none for a provider phone that is not linked."""
        if phone.assigned_workspace_uuid is None or phone.assigned_number_uuid is None:
            return None
        collection = keys.live_numbers(phone.assigned_workspace_uuid)
        item = self.table.get(keys.number_in(collection, phone.assigned_number_uuid))
        return number_from(item).settings if item else None

    def keep(self, webhook: Webhook, filed_under: str, event: Event, received_at: datetime) -> bool:
        """One conditional write; False when the event is stored already."""
        at = to_iso(received_at)
        write: Write
        match event:
            case CallEvent():
                write = _call_write(webhook, filed_under, event, at)
            case RecordingEvent():
                write = _recording_write(webhook, filed_under, event, at)
            case MessageEvent():
                write = _message_write(webhook, filed_under, event, at)
        try:
            self.table.write(write)
        except ConditionFailedError:
            return False
        return True

    def keep_copy(
        self, organization: OrganizationId, carrier: Carrier, call_id: str, recording_id: str, object_key: str
    ) -> None:
        """Note where our copy of a recording is."""
        self.table.write(
            Update(
                label="call",
                key=keys.call(organization, carrier, call_id),
                set_={f"copy_{_slot(recording_id)}": object_key},
                condition="attribute_exists(pk)",
            )
        )

    def calls(self, number: str, *, limit: int | None, after: str | None) -> Page[Call]:
        """The calls of a number, the newest first; one query."""
        items, position = self._newest(keys.calls_of(number), limit, after)
        return Page([call_from(item) for item in items], position)

    def messages(self, number: str, *, limit: int | None, after: str | None) -> Page[Message]:
        """The messages of a number, the newest first; one query."""
        items, position = self._newest(keys.messages_of(number), limit, after)
        return Page([_message_from(item) for item in items], position)

    def calls_in_progress(self, number: str) -> list[Call]:
        """The calls of a number that have begun and not ended; one not heard of for four hours has ended.

        Looks at the calls of one day, for no carrier lets one last longer.
        """
        now = self.clock()
        since = to_iso(now - timedelta(hours=LONGEST_CALL_HOURS))
        forgotten = now - timedelta(seconds=FORGOTTEN_AFTER_SECONDS)
        found: list[Call] = []
        after: dict[str, str] | None = None
        while True:
            result = self.table.query_gsi1_newest(gsi1pk=keys.calls_of(number), after=after, since=since)
            calls = [call_from(item) for item in result.items]
            found += [call for call in calls if call.state in LIVE_STATES and call.last_event_at > forgotten]
            if result.ended or not result.items:
                return found
            after = _index_key(result.items[-1])

    def _newest(self, partition: str, limit: int | None, after: str | None) -> tuple[list[Item], str | None]:
        start = None
        if after:
            start = dict(zip(("gsi1sk", "pk", "sk"), after.split("\n"), strict=True)) | {"gsi1pk": partition}
        result = self.table.query_gsi1_newest(gsi1pk=partition, limit=limit, after=start)
        items = list(result.items)
        if result.ended or not items:
            return items, None
        return items, "\n".join(items[-1][name] for name in ("gsi1sk", "pk", "sk"))


def _call_write(webhook: Webhook, filed_under: str, event: CallEvent, at: str) -> Update:
    first = {
        **_identity(webhook, filed_under, event.call_id, at),
        "from_number": event.from_number,
        "to_number": event.to_number,
        "direction": event.direction,
    }
    changes: Item = {"last_event_at": at}
    if event.state in LIVE_STATES:
        seen = f"seen_{event.state}"
        return Update(
            label="call",
            key=keys.call(webhook.organization_id, webhook.carrier, event.call_id),
            set_=changes | {seen: at, f"raw_{event.state}": event.raw_state},
            first=first,
            condition=f"attribute_not_exists({seen})",
        )
    ending = {
        "ended_as": event.state,
        "ended_only_if_answered": event.ended_only_if_answered,
        "ended_at": at,
        "raw_end": event.raw_state,
        "duration_seconds": event.duration_seconds,
        "hangup_cause": event.hangup_cause,
    }
    return Update(
        label="call",
        key=keys.call(webhook.organization_id, webhook.carrier, event.call_id),
        set_=changes | {name: value for name, value in ending.items() if value is not None},
        first=first,
        condition="attribute_not_exists(ended_as)",
    )


def _recording_write(webhook: Webhook, filed_under: str, event: RecordingEvent, at: str) -> Update:
    slot = _RECORDING + _slot(event.recording_id)
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
        set_={slot: {name: value for name, value in kept.items() if value is not None}, "last_event_at": at},
        first=_identity(webhook, filed_under, event.call_id, at),
        add={"recordings_kept": 1},
        condition=f"attribute_not_exists({slot}) "
        "AND (attribute_not_exists(recordings_kept) OR recordings_kept < :most)",
        values={":most": MAX_RECORDINGS},
    )


def _message_write(webhook: Webhook, filed_under: str, event: MessageEvent, at: str) -> Put:
    return Put(
        label="message",
        key=keys.message(webhook.organization_id, webhook.carrier, event.message_id),
        attributes={
            "entity": "message",
            "organization": webhook.organization_id,
            "carrier": webhook.carrier,
            "message_id": event.message_id,
            "from_number": event.from_number,
            "to_number": event.to_number,
            "message_text": event.text[:MAX_TEXT],
            "media_urls": [url[:MAX_URL] for url in event.media_urls],
            "received_at": at,
            "gsi1pk": keys.messages_of(filed_under),
            "gsi1sk": f"{at}#{event.message_id}",
        },
        condition="attribute_not_exists(pk)",
    )


def _identity(webhook: Webhook, filed_under: str, call_id: str, at: str) -> Item:
    """What the first event of a call settles: where it is filed, and under which time."""
    return {
        "entity": "call",
        "organization": webhook.organization_id,
        "carrier": webhook.carrier,
        "call_id": call_id,
        "started_at": at,
        "gsi1pk": keys.calls_of(filed_under),
        "gsi1sk": f"{at}#{call_id}",
    }


def call_from(item: Item) -> Call:
    """The call that an item holds."""
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
        carrier=Carrier(item["carrier"]),
        state=state,
        raw_state=item.get("raw_end") or item.get(f"raw_{furthest}"),
        from_number=item.get("from_number"),
        to_number=item.get("to_number"),
        direction=item.get("direction"),
        started_at=from_iso(item["started_at"]),
        answered_at=_moment(item.get(f"seen_{CallState.IN_PROGRESS}")),
        ended_at=_moment(item.get("ended_at")),
        last_event_at=from_iso(item["last_event_at"]),
        duration_seconds=item.get("duration_seconds"),
        hangup_cause=item.get("hangup_cause"),
        recordings=tuple(
            _recording_from(value, item.get(f"copy_{name.removeprefix(_RECORDING)}"))
            for name, value in sorted(item.items())
            if name.startswith(_RECORDING)
        ),
    )


def _recording_from(kept: Item, object_key: str | None) -> Recording:
    return Recording(
        id=kept["id"],
        state=kept["state"],
        url=kept.get("url"),
        object_key=object_key,
        duration_seconds=kept.get("duration_seconds"),
        channels=kept.get("channels"),
    )


def _message_from(item: Item) -> Message:
    return Message(
        id=item["message_id"],
        carrier=Carrier(item["carrier"]),
        from_number=item.get("from_number"),
        to_number=item.get("to_number"),
        text=item["message_text"],
        media_urls=tuple(item["media_urls"]),
        received_at=from_iso(item["received_at"]),
    )


def _slot(recording_id: str) -> str:
    """A part of an attribute's name for an id of which only the carrier knows the characters."""
    return hashlib.sha256(recording_id.encode()).hexdigest()[:16]


def _index_key(item: Item) -> dict[str, str]:
    return {name: item[name] for name in ("pk", "sk", "gsi1pk", "gsi1sk")}


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
