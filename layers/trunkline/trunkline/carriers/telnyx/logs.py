"""Telnyx's logs of calls, messages and recordings.

Calls are read from the events that were sent of them. Of the last 24 hours Telnyx lists all events, later only those of
a call that is named; which calls there were is then read from its detail records. Of call-control's records no members
are published: the call's session is read as webrtc's have it, and a record without it is counted as unreadable. A
message's detail record has no text; the message itself can be asked for during ten days.

Sources: Telnyx's OpenAPI file, ListCallEvents, SearchDetailRecords, GetMessage, ListRecordings, as
developers.telnyx.com shows them, and "WebRTC Voice SDKs Call Detail Records" there. Read 2026-11-29.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from trunkline.carriers.forms import carriers_id
from trunkline.carriers.http_client import is_e164
from trunkline.carriers.telnyx.api import PAGE, RECORDINGS, Resource, TelnyxApi, resources
from trunkline.carriers.telnyx.webhooks import TelnyxReader, saved_recording
from trunkline.domain.calls import IS_OVER_AFTER, CallEvent, CallState, MessageEvent, RecordingEvent
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import Clock, to_iso, utc_now
from trunkline.errors import CarrierGoneError
from trunkline.services.carrier_adapters import Budget, CarrierAccount
from trunkline.services.carrier_logs import LogEntry, LogPage, LogWindow
from trunkline.services.webhooks import Delivery

# Events are listed for 24 hours; what is begun before has an hour to end.
_EVENTS_KEPT = timedelta(hours=23)
_EVENTS, _RECORDS = "events", "records"
# How deep the raw event may lie in an event's metadata.
_DEPTH = 3
_SENT = {"filter[type]": "webhook", "filter[product]": "call_control"}


class TelnyxLog:
    """The log of ``trunkline.services.carrier_logs`` for one Telnyx API key."""

    def __init__(self, account: CarrierAccount, budget: Budget, clock: Clock = utc_now) -> None:
        self._api = TelnyxApi(account, budget)
        self._clock = clock

    def calls_between(self, window: LogWindow, position: str | None) -> LogPage:
        """Events while Telnyx lists them, else detail records; of one number the calls' events are their detail."""
        kind, _, page = (position or "").partition(":")
        # A walk through the events that was interrupted for too long begins anew with the records.
        if window.start - IS_OVER_AFTER < self._clock() - _EVENTS_KEPT:
            return self._records(window, int(page) if kind == _RECORDS else 1)
        return self._events(window, int(page) if kind == _EVENTS else 1)

    def messages_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List messages; the message itself is a record's detail."""
        query = {"filter[record_type]": "messaging", **_inbound(window, "created_at", window.end)}
        found, after = self._page("/detail_records", query, int(position or 1))
        entries, unreadable = [], 0
        for record in found:
            message_id, at = carriers_id(Carrier.TELNYX, record.get("uuid")), _parse_time(record.get("created_at"))
            called = record.get("cld")
            if message_id is None or at is None or not is_e164(called):
                unreadable += 1
            elif window.has(at):
                sender = str(record["cli"]) if record.get("cli") else None
                event = MessageEvent(message_id=message_id, from_number=sender, to_number=str(called), text=None)
                entries.append(
                    LogEntry(call_id=message_id, at=at, event=event, called=E164(str(called)), detail="message")
                )
        return LogPage(entries=entries, next_position=str(after) if after else None, unreadable=unreadable)

    def recordings_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List recordings by when they began."""
        query = {
            "filter[to]": window.e164,
            "filter[start_time][gte]": to_iso(window.start - IS_OVER_AFTER),
            "filter[start_time][lte]": to_iso(window.end + IS_OVER_AFTER),
        }
        found, after = self._page(RECORDINGS, query, int(position or 1))
        entries = []
        for recording in found:
            at = _parse_time(recording.get("recording_started_at"))
            for event in saved_recording({**recording, "recording_id": recording.get("id")}) if at else ():
                entries.append(LogEntry(call_id=event.call_id, at=at or window.start, event=event))
        return LogPage(entries=entries, next_position=str(after) if after else None)

    def detail(self, window: LogWindow, entry: LogEntry) -> Sequence[LogEntry]:
        """Return all events of a call, or a message of the last ten days; an older one stays without its text."""
        if isinstance(entry.event, MessageEvent):
            return [self._message(entry)]
        query = {**_SENT, "filter[application_session_id]": entry.detail}
        found, _ = self._page("/call_events", query, 1)
        told = [each for event in found if (each := _entry(event))]
        told.sort(key=lambda each: (_ends(each) and each.call_id == entry.call_id, each.at))
        # It was looked for from some hours before the window on.
        return told if told and told[-1].at >= window.start else []

    def _events(self, window: LogWindow, page: int) -> LogPage:
        # Of one number the calls are found by their beginning, which may be before the window's.
        start = window.start - IS_OVER_AFTER if window.e164 else window.start
        query: dict[str, object] = {**_SENT, "filter[occurred_at][gte]": to_iso(start)}
        if window.e164:
            query |= {"filter[to]": window.e164, "filter[name]": "call.initiated"}
        found, after = self._page("/call_events", query, page)
        told = [_entry(event) for event in found]
        entries = [each for each in told if each and start <= each.at < window.end]
        if window.e164:
            sessions = {str(event.get("call_leg_id")): str(event.get("call_session_id")) for event in found}
            entries = [replace(each, event=None, detail=sessions[each.call_id]) for each in entries]
        is_past = any(at >= window.end for event in found if (at := _parse_time(event.get("event_timestamp"))))
        return LogPage(
            entries=entries,
            next_position=f"{_EVENTS}:{after}" if after and not is_past else None,
            unreadable=sum(_is_unreadable(event) for event in found),
        )

    def _records(self, window: LogWindow, page: int) -> LogPage:
        early = replace(window, start=window.start - IS_OVER_AFTER)
        query = {"filter[record_type]": "call-control", **_inbound(early, "started_at", window.end)}
        found, after = self._page("/detail_records", query, page)
        entries, unreadable = [], 0
        for record in found:
            session, leg = record.get("telnyx_session_id"), carriers_id(Carrier.TELNYX, record.get("telnyx_leg_id"))
            began, called = _parse_time(record.get("started_at")), record.get("cld")
            if not session or leg is None or began is None or not is_e164(called):
                unreadable += 1
            elif window.has(began, _parse_time(record.get("finished_at"))):
                entries.append(LogEntry(call_id=leg, at=began, called=E164(str(called)), detail=str(session)))
        return LogPage(entries=entries, next_position=f"{_RECORDS}:{after}" if after else None, unreadable=unreadable)

    def _message(self, entry: LogEntry) -> LogEntry:
        try:
            payload = self._api.resource("GET", f"/messages/{entry.call_id}")
        except CarrierGoneError:
            return entry
        data = {"event_type": "message.received", "payload": payload}
        event = next(iter(_events_of("message", data)), entry.event)
        return replace(entry, event=event)

    def _page(self, path: str, query: Mapping[str, object], page: int) -> tuple[list[Resource], int | None]:
        answer = self._api.call("GET", path, query={**query, "page[number]": page, "page[size]": PAGE}).document()
        found, meta = resources(answer.get("data")), answer.get("meta")
        pages = meta.get("total_pages") if isinstance(meta, dict) else None
        return found, page + 1 if isinstance(pages, int) and page < pages and found else None


def _inbound(window: LogWindow, member: str, end: datetime) -> dict[str, object]:
    return {
        "filter[direction]": "inbound",
        "filter[cld]": window.e164,
        f"filter[{member}][gte]": to_iso(window.start),
        f"filter[{member}][lt]": to_iso(end),
    }


def _entry(event: Resource) -> LogEntry | None:
    """Return what a logged event tells of a call; None for other events, and where its raw event is missing."""
    raw, at = _raw(event.get("metadata"), _DEPTH), _parse_time(event.get("event_timestamp"))
    if raw is None or at is None:
        return None
    payload = raw["payload"]
    data = {"event_type": event.get("name"), "occurred_at": event.get("event_timestamp"), "payload": payload}
    told = next(iter(_events_of("voice", data)), None)
    if told is None or isinstance(told, RecordingEvent | MessageEvent):
        return None
    called = payload.get("to") if isinstance(told, CallEvent) else None
    began = _parse_time(payload.get("start_time")) if isinstance(told, CallEvent) else None
    return LogEntry(
        call_id=told.call_id, at=at, event=told, called=E164(str(called)) if is_e164(called) else None, began=began
    )


def _raw(value: object, depth: int) -> dict[str, Any] | None:
    """Find the raw event in "metadata"; where it stands there is not published."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("payload"), dict):
        return value
    return next((found for each in value.values() if depth and (found := _raw(each, depth - 1))), None)


def _is_unreadable(event: Resource) -> bool:
    is_of_calls = str(event.get("name")) in ("call.initiated", "call.answered", "call.hangup")
    return is_of_calls and _raw(event.get("metadata"), _DEPTH) is None


def _ends(entry: LogEntry) -> bool:
    live = (CallState.UNKNOWN, CallState.INITIATED, CallState.RINGING, CallState.IN_PROGRESS)
    return isinstance(entry.event, CallEvent) and entry.event.state not in live


def _events_of(kind: str, data: Mapping[str, object]) -> Sequence[Any]:
    body = json.dumps({"data": data}).encode()
    return TelnyxReader().parse(Delivery(kind=kind, url="", headers={}, body=body))


def _parse_time(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
