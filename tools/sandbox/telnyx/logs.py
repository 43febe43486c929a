"""detail_records, call_events and messages: what has happened, whether or not anybody took the webhooks of it.

Sources: Telnyx's OpenAPI file, SearchDetailRecords, ListCallEvents and GetMessage, as developers.telnyx.com shows them;
of call-control's detail records no members are published, those of webrtc's are
(developers.telnyx.com/docs/voice/webrtc/troubleshooting/detail-records). Read 2026-11-29.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso, moment_of
from tools.sandbox.telnyx.bodies import PAGING, asked, listed, moment, shown
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.wire import Answer, Json, Request

# "If filter for leg_id or application_session_id is not present, it only filters events from the last 24 hours."
_EVENTS_KEPT = timedelta(hours=24)
# "can only retrieve messages that are no older than 10 days since their creation"
_MESSAGES_KEPT = timedelta(days=10)
_BOUNDS: dict[str, Callable[[datetime, datetime], bool]] = {
    "eq": lambda one, other: one == other,
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}
_OCCURRED = {f"filter[occurred_at][{bound}]": moment for bound in _BOUNDS}
_EVENT_FILTERS: dict[str, p.Check] = {
    **{
        f"filter[{name}]": p.filled
        for name in ("leg_id", "application_session_id", "connection_id", "from", "to", "name")
    },
    "filter[product]": p.one_of("call_control", "fax", "texml"),
    "filter[type]": p.one_of("command", "webhook"),
    "filter[failed]": p.form_flag,
    **_OCCURRED,
    **PAGING,
}
# Filters are by any attribute of the records; these are those that are used.
_RECORD_FILTERS: dict[str, p.Check] = {
    "filter[record_type]": p.one_of("call-control", "messaging"),
    **{f"filter[{name}]": p.filled for name in ("cld", "cli", "direction")},
    **{f"filter[{name}][{bound}]": moment for name in ("created_at", "started_at") for bound in _BOUNDS},
    "sort": p.one_of("created_at", "-created_at", "started_at", "-started_at"),
    **PAGING,
}


class Logs:
    """The logs of the accounts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def call_events(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, in the order in which they occurred."""
        filters = asked(request, _EVENT_FILTERS)
        if sum(name in filters for name in _OCCURRED) > 1:
            raise TelnyxError(400, "Only one filter[occurred_at] can be passed.", parameter="filter[occurred_at]")
        is_of_one = "filter[leg_id]" in filters or "filter[application_session_id]" in filters
        since = None if is_of_one else self._clock.now() - _EVENTS_KEPT
        found = [
            each["event"]
            for each in self._store.events
            if each["accountId"] == account.account_id and _is_event(each, filters, since)
        ]
        return listed(sorted(found, key=lambda each: str(each["event_timestamp"])), filters)

    def detail_records(self, account: Account, request: Request) -> Answer:
        """Answer with those of one type that fit the filters, the newest first unless sorted otherwise."""
        filters = asked(request, _RECORD_FILTERS)
        if "filter[record_type]" not in filters:
            raise TelnyxError(400, "filter[record_type] must be specified.", parameter="filter[record_type]")
        is_of_calls = filters["filter[record_type]"] == "call-control"
        traffic = self._store.calls if is_of_calls else self._store.messages
        records = [
            _call_record(each) if is_of_calls else _message_record(each)
            for each in traffic.values()
            if (each["carrier"], each["accountId"]) == ("telnyx", account.account_id)
            and ("endedAt" in each or not is_of_calls)
        ]
        sort = filters.get("sort", "-started_at" if is_of_calls else "-created_at")
        found = [each for each in records if _is_record(each, filters)]
        found.sort(key=lambda each: str(each.get(sort.removeprefix("-"))), reverse=sort.startswith("-"))
        return listed(found, filters)

    def message(self, account: Account, request: Request, message_id: str) -> Answer:
        """Answer with one message of the last ten days."""
        asked(request, {})
        found = self._store.messages.get(message_id, {})
        is_kept = found.get("accountId") == account.account_id and "payload" in found
        if not is_kept or self._clock.now() - moment_of(found["at"]) > _MESSAGES_KEPT:
            raise TelnyxError(404)
        return shown(found["payload"])


def logged_event(account: Account, kind: str, occurred_at: datetime, payload: Json, body: Json) -> Json:
    """Make an event as the log keeps it, with what it is found by."""
    return {
        "accountId": account.account_id,
        "payload": payload,
        "event": {
            "record_type": "call_event",
            "call_leg_id": payload["call_leg_id"],
            "call_session_id": payload["call_session_id"],
            "event_timestamp": iso(occurred_at),
            "name": kind,
            "type": "webhook",
            # "Event metadata, which includes raw event, and extra information": where in it is not published.
            "metadata": {"raw_event": body},
        },
    }


def _is_event(logged: Json, filters: Mapping[str, Any], since: datetime | None) -> bool:
    event, payload = logged["event"], logged["payload"]
    at = moment_of(event["event_timestamp"])
    found_by = {
        "leg_id": event["call_leg_id"],
        "application_session_id": event["call_session_id"],
        "name": event["name"],
        "type": event["type"],
        "product": "call_control",
        **{name: payload.get(name) for name in ("connection_id", "from", "to")},
    }
    return (
        (since is None or at >= since)
        and all(value == filters[f"filter[{name}]"] for name, value in found_by.items() if f"filter[{name}]" in filters)
        and all(
            holds(at, moment_of(filters[name]))
            for bound, holds in _BOUNDS.items()
            if (name := _occurred(bound)) in filters
        )
    )


def _occurred(bound: str) -> str:
    return f"filter[occurred_at][{bound}]"


def _is_record(record: Json, filters: Mapping[str, Any]) -> bool:
    for name, value in filters.items():
        member, _, bound = name.removeprefix("filter[").removesuffix("]").partition("][")
        if not name.startswith("filter[") or member == "record_type":
            continue
        if bound and (member not in record or not _BOUNDS[bound](moment_of(record[member]), moment_of(value))):
            return False
        if not bound and record.get(member) != value:
            return False
    return True


def _call_record(call: Json) -> Json:
    talked = 0
    if "answeredAt" in call:
        talked = round((moment_of(call["endedAt"]) - moment_of(call["answeredAt"])).total_seconds())
    return {
        "billed_sec": -(-talked // 60) * 60,
        "call_sec": talked,
        "cld": call["to"],
        "cli": call["from"],
        "connection_id": call["connectionId"],
        "connection_name": "",
        "cost": "0.002",
        "currency": "USD",
        "direction": call["direction"],
        "finished_at": call["endedAt"],
        "id": call["legId"],
        "rate": "0.002",
        "record_type": "call_control_detail_record",
        "started_at": call["startedAt"],
        "tags": "",
        "telnyx_call_control_id": call["id"],
        "telnyx_leg_id": call["legId"],
        "telnyx_session_id": call["sessionId"],
    }


def _message_record(message: Json) -> Json:
    is_mms = message.get("payload", {}).get("type") == "MMS"
    return {
        "carrier": "",
        "carrier_fee": "0.000",
        "cld": message["to"],
        "cli": message["from"],
        "completed_at": message["at"],
        "cost": "0.004",
        "created_at": message["at"],
        "currency": "USD",
        "direction": "inbound",
        "errors": [],
        "fteu": False,
        "message_type": "MMS" if is_mms else "SMS",
        "on_net": False,
        "parts": 1,
        "rate": "0.004",
        "record_type": "message_detail_record",
        "sent_at": message["at"],
        "status": "received",
        "tags": "",
        "updated_at": message["at"],
        "user_id": message["accountId"],
        "uuid": message["id"],
    }
