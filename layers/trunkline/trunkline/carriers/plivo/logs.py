"""Plivo's logs of calls, messages and recordings.

The log has calls that have ended, and of a message neither text nor body. Filters are in UTC, what is answered in the
time zone of the account, with its offset.

Sources: plivo-python (commit a0cd323, 2026-02-18), Calls.list, Messages.list, Recordings.list and their fixtures;
docs.plivo.com, "The Call object", "Retrieve all calls", "Hangup causes". Read 2026-11-29.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from trunkline.carriers.forms import whole_number, with_plus
from trunkline.carriers.http_client import CarrierHttp, is_e164, usable_secret
from trunkline.carriers.plivo.webhooks import PlivoReader
from trunkline.domain.calls import IS_OVER_AFTER, Event, MessageEvent
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount
from trunkline.services.carrier_logs import LogEntry, LogPage, LogWindow
from trunkline.services.webhooks import Delivery

# The largest that Plivo gives.
_PAGE = 20
# By hangup cause code, of a call that nobody answered: the standard cause that its webhook would tell, and the state of
# a leg. Those of four thousand and more are ends in good order.
_CAUSES = {
    1000: ("ORIGINATOR_CANCEL", "cancel"),
    3000: ("NO_ANSWER", "no-answer"),
    3010: ("USER_BUSY", "busy"),
    3020: ("CALL_REJECTED", "busy"),
}
_ENDED_WELL = range(4000, 5000)

_Resource = Mapping[str, Any]


class PlivoLog:
    """The log of ``trunkline.services.carrier_logs`` for one Plivo account or subaccount."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._http = CarrierHttp(Carrier.PLIVO, budget)
        self._root = f"/v1/Account/{account.account_id}/"
        self._basic = (account.account_id, usable_secret(Carrier.PLIVO, account.secret))

    def calls_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List calls by their end, which may be after the window's; those of a whole account come with their legs."""
        one = {"to_number": _digits(window), "call_direction": "inbound"} if window.e164 else {}
        found, after = self._page("Call/", {**one, **_between("end_time", window.start, window)}, position)
        entries, unreadable = [], 0
        for call in found:
            began, ended = _parse_time(call.get("initiation_time")), _parse_time(call.get("end_time"))
            if began is None or ended is None:
                unreadable += 1
            elif window.has(began, ended):
                entries += _legs([call]) if call.get("parent_call_uuid") else _calls(call, window, began, ended)
        return LogPage(entries=entries, next_position=after, unreadable=unreadable)

    def messages_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List messages; the log has no texts, and their media are a message's detail."""
        query = {"to_number": _digits(window), "message_direction": "inbound"}
        found, after = self._page("Message/", {**query, **_between("message_time", window.start, window)}, position)
        entries, unreadable = [], 0
        for message in found:
            at, called = _parse_time(message.get("message_time")), with_plus(message.get("to_number"))
            if at is None or not is_e164(called):
                unreadable += 1
            elif window.has(at):
                entries += _messages(message, at, str(called))
        return LogPage(entries=entries, next_position=after, unreadable=unreadable)

    def recordings_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List recordings by when they were added, which may be after the window's end."""
        query = {"to_number": _digits(window), **_between("add_time", window.start, window)}
        found, after = self._page("Recording/", query, position)
        entries = []
        for recording in found:
            at, milliseconds = (
                _parse_time(recording.get("add_time")),
                whole_number(recording.get("recording_duration_ms")),
            )
            fields = {
                "CallUUID": recording.get("call_uuid"),
                "RecordingID": recording.get("recording_id"),
                "RecordUrl": recording.get("recording_url"),
                "RecordingDuration": None if milliseconds is None else milliseconds // 1000,
            }
            if at and recording.get("recording_end_ms"):
                call_id = str(recording.get("call_uuid"))
                entries += [LogEntry(call_id=call_id, at=at, event=event) for event in _events_of("recording", fields)]
        return LogPage(entries=entries, next_position=after)

    def detail(self, window: LogWindow, entry: LogEntry) -> Sequence[LogEntry]:
        """Return the legs of a call of one number, or the media of a message."""
        if entry.detail == "legs":
            query = {"parent_call_uuid": entry.call_id, **_between("end_time", window.start, window)}
            return [*_legs(self._page("Call/", query, None)[0]), entry]
        found = _objects(self._get(f"Message/{entry.call_id}/Media/", {}))
        urls = tuple(str(each["media_url"]) for each in found if each.get("media_url"))
        if isinstance(entry.event, MessageEvent):
            return [replace(entry, event=replace(entry.event, media_urls=urls))]
        return [entry]

    def _page(self, path: str, query: Mapping[str, object], position: str | None) -> tuple[list[_Resource], str | None]:
        offset = int(position or 0)
        answer = self._get(path, {**query, "limit": _PAGE, "offset": offset})
        found, meta = _objects(answer), answer.get("meta")
        total = meta.get("total_count") if isinstance(meta, dict) else None
        if not isinstance(total, int):
            raise CarrierUnavailableError("plivo's answer could not be read")
        after = offset + len(found)
        return found, str(after) if found and after < total else None

    def _get(self, path: str, query: Mapping[str, object]) -> dict[str, Any]:
        return self._http.call("GET", self._root + path, query=query, basic=self._basic).document()


def _digits(window: LogWindow) -> str | None:
    return window.e164.removeprefix("+") if window.e164 else None


def _between(name: str, start: datetime, window: LogWindow) -> dict[str, object]:
    """Return the filter for a window; what began in it may be logged later."""
    end = window.end + IS_OVER_AFTER
    return {
        f"{name}__{bound}": f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" for bound, at in (("gte", start), ("lt", end))
    }


def _calls(call: _Resource, window: LogWindow, began: datetime, ended: datetime) -> list[LogEntry]:
    called = with_plus(call.get("to_number"))
    # The filter takes the beginning of a number, too.
    if call.get("call_direction") != "inbound" or not is_e164(called) or window.e164 not in (None, called):
        return []
    fields = {
        "CallUUID": call.get("call_uuid"),
        # "the CallStatus will be set to completed for inbound calls", whatever happened.
        "CallStatus": "completed",
        "From": str(call.get("from_number") or "").removeprefix("+"),
        "To": call.get("to_number"),
        "Direction": "inbound",
        "Duration": call.get("call_duration"),
        "AnswerTime": call.get("answer_time"),
        "HangupCause": _cause(call)[0],
        "HangupCauseName": call.get("hangup_cause_name"),
    }
    detail = "legs" if window.e164 and call.get("answer_time") else None
    return [
        LogEntry(
            call_id=str(call.get("call_uuid")),
            at=ended,
            event=event,
            called=E164(str(called)),
            began=began,
            detail=detail,
        )
        for event in _events_of("hangup", fields)
    ]


def _legs(calls: Sequence[_Resource]) -> list[LogEntry]:
    entries = []
    for leg in calls:
        ended = _parse_time(leg.get("end_time"))
        if ended is None:
            continue
        status = "completed" if leg.get("answer_time") else _cause(leg)[1]
        fields = {
            "CallUUID": leg.get("parent_call_uuid"),
            "DialBLegUUID": leg.get("call_uuid"),
            "DialStatus": status,
        }
        entries += [
            LogEntry(call_id=str(leg.get("parent_call_uuid")), at=ended, event=event)
            for event in _events_of("dial", fields)
        ]
    return entries


def _cause(call: _Resource) -> tuple[str, str]:
    code = whole_number(call.get("hangup_cause_code")) or 0
    return _CAUSES.get(code, ("NORMAL_CLEARING", "no-answer") if code in _ENDED_WELL else ("FAILED", "failed"))


def _messages(message: _Resource, at: datetime, called: str) -> list[LogEntry]:
    fields = {
        "MessageUUID": message.get("message_uuid"),
        "From": str(message.get("from_number") or "").removeprefix("+"),
        "To": message.get("to_number"),
    }
    return [
        LogEntry(
            call_id=str(message.get("message_uuid")),
            at=at,
            event=replace(event, text=None) if isinstance(event, MessageEvent) else event,
            called=E164(called),
            detail="media" if message.get("message_type") == "mms" else None,
        )
        for event in _events_of("message", fields)
    ]


def _events_of(kind: str, fields: Mapping[str, object]) -> Sequence[Event]:
    """Read the entry as the webhook that it would have been."""
    body = urlencode([(name, str(value)) for name, value in fields.items() if value is not None]).encode()
    return PlivoReader().parse(Delivery(kind=kind, url="", headers={}, body=body))


def _parse_time(text: object) -> datetime | None:
    """Parse a time; None for one without its zone, because nobody tells which zone the account has."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _objects(answer: Mapping[str, Any]) -> list[_Resource]:
    found = answer.get("objects")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise CarrierUnavailableError("plivo's answer could not be read")
    return found
