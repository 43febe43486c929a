"""Twilio's logs of calls, messages and recordings.

Filters by time are documented as days, so whole days are asked for and their entries compared with the window here.
The leg to a forward number is a call of its own that names its parent. A recording names its call only.

Source: Twilio's OpenAPI file twilio_api_v2010.json (commit d50069b, 2026-04-14), ListCall, ListMessage, ListMedia and
ListRecording: PageSize is 1000 at most. Read 2026-11-29.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from trunkline.carriers.http_client import CarrierHttp, is_e164, usable_secret
from trunkline.carriers.twilio.webhooks import MAX_MEDIA, TwilioReader
from trunkline.domain.calls import IS_OVER_AFTER, Event, MessageEvent
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount
from trunkline.services.carrier_logs import LogEntry, LogPage, LogWindow
from trunkline.services.webhooks import Delivery
from trunkline.settings import carrier_base_url

# Of messages fewer: with their texts a thousand could be more than an answer may hold.
_PAGE, _MESSAGES = 1000, 500
_ENDED = ("completed", "busy", "failed", "no-answer", "canceled")

_Resource = Mapping[str, Any]


class TwilioLog:
    """The log of ``trunkline.services.carrier_logs`` for one Twilio account."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._http = CarrierHttp(Carrier.TWILIO, budget)
        self._root = f"/2010-04-01/Accounts/{account.account_id}"
        self._basic = (account.api_key_sid or account.account_id, usable_secret(Carrier.TWILIO, account.secret))

    def calls_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List calls; those of a whole account come with the legs to forward numbers."""
        days = _days("StartTime", window.start - IS_OVER_AFTER, window.end)
        query = {"To": window.e164, **days, "PageSize": _PAGE}
        found, after = self._page("Calls", "calls", query, position)
        entries, unended, unreadable = [], 0, 0
        for call in found:
            began = _parse_time(call.get("start_time") or call.get("date_created"))
            ended = _parse_time(call.get("end_time")) or began
            if began is None or ended is None:
                unreadable += 1
            elif not window.has(began, ended):
                continue
            elif call.get("status") not in _ENDED:
                unended += 1
            else:
                entries += _legs([call]) if call.get("parent_call_sid") else _calls(call, window, began, ended)
        return LogPage(entries=entries, next_position=after, unended=unended, unreadable=unreadable)

    def messages_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List messages; their media are a message's detail."""
        query = {"To": window.e164, **_days("DateSent", window.start, window.end), "PageSize": _MESSAGES}
        found, after = self._page("Messages", "messages", query, position)
        entries = []
        for message in found:
            at = _parse_time(message.get("date_sent") or message.get("date_created"))
            if at and message.get("direction") == "inbound" and window.has(at):
                entries += _messages(message, at)
        return LogPage(entries=entries, next_position=after)

    def recordings_between(self, window: LogWindow, position: str | None) -> LogPage:
        """List the whole account's recordings: Twilio does not tell whose number a recorded call came to."""
        query = {**_days("DateCreated", window.start, window.end + IS_OVER_AFTER), "PageSize": _PAGE}
        found, after = self._page("Recordings", "recordings", query, position)
        entries = []
        for recording in found:
            at = _parse_time(recording.get("start_time") or recording.get("date_created"))
            if at and recording.get("status") == "completed" and window.has(at, at + IS_OVER_AFTER):
                fields = {
                    "CallSid": recording.get("call_sid"),
                    "RecordingSid": recording.get("sid"),
                    "RecordingStatus": recording.get("status"),
                    "RecordingUrl": _url(recording),
                    "RecordingDuration": recording.get("duration"),
                    "RecordingChannels": recording.get("channels"),
                }
                call_id = str(recording.get("call_sid"))
                entries += [LogEntry(call_id=call_id, at=at, event=event) for event in _events_of("recording", fields)]
        return LogPage(entries=entries, next_position=after)

    def detail(self, window: LogWindow, entry: LogEntry) -> Sequence[LogEntry]:
        """Return the legs of a call of one number, or the media of a message."""
        del window
        if entry.detail == "legs":
            found, _ = self._page("Calls", "calls", {"ParentCallSid": entry.call_id, "PageSize": _PAGE}, None)
            return [*_legs(found), entry]
        message = self._get(f"{self._root}/Messages/{entry.call_id}/Media.json?PageSize={MAX_MEDIA}")
        media = [_url(each) for each in _resources(message, "media_list")]
        if isinstance(entry.event, MessageEvent):
            return [replace(entry, event=replace(entry.event, media_urls=tuple(media)))]
        return [entry]

    def _page(
        self, path: str, key: str, query: Mapping[str, object], position: str | None
    ) -> tuple[list[_Resource], str | None]:
        given = urlencode([(name, str(value)) for name, value in query.items() if value is not None])
        answer = self._get(position or f"{self._root}/{path}.json?{given}")
        after = answer.get("next_page_uri") or None
        if after is not None and not str(after).startswith(f"{self._root}/{path}.json"):
            raise _unreadable()
        return _resources(answer, key), after

    def _get(self, path: str) -> dict[str, Any]:
        return self._http.call("GET", path, basic=self._basic).document()


def _days(name: str, start: datetime, end: datetime) -> dict[str, object]:
    """Return the filter for the days that a window touches; "<" excludes a day of calls and includes it otherwise."""
    return {f"{name}>": f"{start:%Y-%m-%d}", f"{name}<": f"{end + timedelta(days=1):%Y-%m-%d}"}


def _calls(call: _Resource, window: LogWindow, began: datetime, ended: datetime) -> list[LogEntry]:
    called = call.get("to")
    if call.get("direction") != "inbound" or not is_e164(called):
        return []
    fields = {
        "CallSid": call.get("sid"),
        "CallStatus": call.get("status"),
        "From": call.get("from"),
        "To": called,
        "Direction": "inbound",
        # "This value is empty for busy, failed, unanswered"; their callback says 0.
        "CallDuration": call.get("duration") or "0",
    }
    # Only of a call that was answered can somebody have been asked.
    detail = "legs" if window.e164 and call.get("status") == "completed" else None
    return [
        LogEntry(
            call_id=str(call.get("sid")), at=ended, event=event, called=E164(str(called)), began=began, detail=detail
        )
        for event in _events_of("status", fields)
    ]


def _legs(calls: Sequence[_Resource]) -> list[LogEntry]:
    entries = []
    for leg in calls:
        ended = _parse_time(leg.get("end_time") or leg.get("date_updated"))
        if ended is None or leg.get("status") not in _ENDED:
            continue
        fields = {
            "CallSid": leg.get("parent_call_sid"),
            "DialCallSid": leg.get("sid"),
            "DialCallStatus": leg.get("status"),
            "DialCallDuration": leg.get("duration"),
        }
        entries += [
            LogEntry(call_id=str(leg.get("parent_call_sid")), at=ended, event=event)
            for event in _events_of("dial", fields)
        ]
    return entries


def _messages(message: _Resource, at: datetime) -> list[LogEntry]:
    called, detail = message.get("to"), None if message.get("num_media") in (None, "0") else "media"
    if not is_e164(called):
        return []
    fields = {
        "MessageSid": message.get("sid"),
        "From": message.get("from"),
        "To": called,
        "Body": message.get("body"),
    }
    return [
        LogEntry(call_id=str(message.get("sid")), at=at, event=event, called=E164(str(called)), detail=detail)
        for event in _events_of("message", fields)
    ]


def _events_of(kind: str, fields: Mapping[str, object]) -> Sequence[Event]:
    """Read the entry as the webhook that it would have been."""
    body = urlencode([(name, str(value)) for name, value in fields.items() if value is not None]).encode()
    return TwilioReader().parse(Delivery(kind=kind, url="", headers={}, body=body))


def _url(resource: _Resource) -> str:
    """Return where the file is: the resource without its ending."""
    return carrier_base_url(Carrier.TWILIO) + str(resource.get("uri") or "").removesuffix(".json")


def _parse_time(text: object) -> datetime | None:
    try:
        return parsedate_to_datetime(str(text)) if text else None
    except ValueError:
        return None


def _resources(answer: Mapping[str, Any], key: str) -> list[_Resource]:
    found = answer.get(key)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _unreadable()
    return found


def _unreadable() -> CarrierUnavailableError:
    return CarrierUnavailableError("twilio's answer could not be read")
