"""The logs of an account's calls and messages.

Sources: Twilio's OpenAPI file twilio_api_v2010.json (commit d50069b, 2026-04-14), ListCall, ListMessage, ListMedia;
twilio-python 9.13.0. Read 2026-11-29.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import moment_of, rfc2822
from tools.sandbox.twilio.errors import TwilioError
from tools.sandbox.twilio.paging import PAGING, page
from tools.sandbox.twilio.seeding import VERSION
from tools.sandbox.wire import Answer, Json, Request, json_answer

_DAY = r"\d{4}-\d{2}-\d{2}"


def dates(name: str) -> dict[str, p.Check]:
    """Return the checks of a filter by time in its three forms.

    Documented are days; the specification says date-time.
    """
    check = p.matching(rf"{_DAY}(T\d{{2}}:\d{{2}}:\d{{2}}Z)?", "a day, or a time in UTC")
    return {name: check, f"{name}<": check, f"{name}>": check}


_CALLS: dict[str, p.Check] = {
    "To": p.filled,
    "From": p.filled,
    "ParentCallSid": p.filled,
    "Status": p.one_of("queued", "ringing", "in-progress", "canceled", "completed", "failed", "busy", "no-answer"),
    **dates("StartTime"),
    **dates("EndTime"),
    **PAGING,
}
_MESSAGES: dict[str, p.Check] = {"To": p.filled, "From": p.filled, **dates("DateSent"), **PAGING}
_MEDIA: dict[str, p.Check] = {**dates("DateCreated"), **PAGING}


class Logs:
    """What has happened, whether or not anybody took the webhooks of it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def calls(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, the newest first; the legs to others are calls of their own."""
        asked = p.checked(p.once(request.query_pairs()), _CALLS)
        wanted = {"To": "to", "From": "from", "ParentCallSid": "parent", "Status": "status"}
        found = [
            _call(each)
            for each in self._of(account, self._store.calls)
            if all(each.get(member) == asked[name] for name, member in wanted.items() if name in asked)
            and is_within(asked, "StartTime", moment_of(each["startedAt"]))
            and is_within(asked, "EndTime", moment_of(each["endedAt"]) if "endedAt" in each else None)
        ]
        return page("calls", found, request, asked)

    def call(self, account: Account, request: Request, call_sid: str) -> Answer:
        """Answer with one call."""
        p.checked(p.once(request.query_pairs()), {})
        return json_answer(200, _call(self._one(account, self._store.calls, call_sid)))

    def messages(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, the newest first."""
        asked = p.checked(p.once(request.query_pairs()), _MESSAGES)
        found = [
            _message(each)
            for each in self._of(account, self._store.messages)
            if asked.get("To") in {None, each["to"]}
            and asked.get("From") in {None, each["from"]}
            and is_within(asked, "DateSent", moment_of(each["at"]), upto_end=True)
        ]
        return page("messages", found, request, asked)

    def media(self, account: Account, request: Request, message_sid: str) -> Answer:
        """Answer with what came with a message."""
        asked = p.checked(p.once(request.query_pairs()), _MEDIA)
        message = self._one(account, self._store.messages, message_sid)
        return page("media_list", [_medium(message, each) for each in message["media"]], request, asked)

    def media_file(self, account: Account, request: Request, message_sid: str, sid: str) -> Answer:
        """Tell where the file is."""
        p.checked(p.once(request.query_pairs()), {})
        for each in self._one(account, self._store.messages, message_sid)["media"]:
            if each["sid"] == sid:
                return Answer(307, b"", {"Location": each["url"]})
        raise TwilioError(404)

    def _of(self, account: Account, traffic: Mapping[str, Json]) -> list[Json]:
        owned = [each for each in traffic.values() if _is_of(account, each)]
        return sorted(owned, key=lambda each: str(each.get("startedAt") or each.get("at")), reverse=True)

    def _one(self, account: Account, traffic: Mapping[str, Json], sid: str) -> Json:
        found = traffic.get(sid)
        if found is None or not _is_of(account, found):
            raise TwilioError(404)
        return found


def is_within(asked: Mapping[str, Any], name: str, moment: datetime | None, *, upto_end: bool = False) -> bool:
    """Tell whether a moment fits a filter; what has none fits no filter.

    ``upto_end``: "<" takes the day itself, too.
    """
    wanted = {sign: asked[name + sign] for sign in ("", "<", ">") if name + sign in asked}
    if not wanted or moment is None:
        return not wanted
    on, before, after = (wanted.get(sign) for sign in ("", "<", ">"))
    if on is not None and not _start(on) <= moment < _start(on) + timedelta(days=1):
        return False
    if after is not None and moment < _start(after):
        return False
    end = None if before is None else _start(before)
    if end is not None and upto_end and re.fullmatch(_DAY, str(before)):
        end += timedelta(days=1)
    return end is None or moment < end


def _start(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_of(account: Account, traffic: Json) -> bool:
    return (traffic["carrier"], traffic["accountId"]) == (account.carrier, account.account_id)


def _stamp(text: str | None) -> str | None:
    return rfc2822(moment_of(text)) if text else None


def _call(call: Json) -> Json:
    started, ended = _stamp(call["startedAt"]), _stamp(call.get("endedAt"))
    return {
        "account_sid": call["accountId"],
        "answered_by": None,
        "api_version": VERSION,
        "caller_name": None,
        "date_created": started,
        "date_updated": ended or started,
        "direction": "outbound-dial" if "parent" in call else "inbound",
        "duration": call.get("duration"),
        "end_time": ended,
        "forwarded_from": None,
        "from": call["from"],
        "from_formatted": call["from"],
        "group_sid": None,
        "parent_call_sid": call.get("parent"),
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call["id"],
        "start_time": started,
        "status": call["status"],
        "to": call["to"],
        "to_formatted": call["to"],
        "trunk_sid": None,
        "uri": f"/{VERSION}/Accounts/{call['accountId']}/Calls/{call['id']}.json",
    }


def _message(message: Json) -> Json:
    at, uri = _stamp(message["at"]), f"/{VERSION}/Accounts/{message['accountId']}/Messages/{message['id']}"
    return {
        "account_sid": message["accountId"],
        "api_version": VERSION,
        "body": message["text"],
        "date_created": at,
        "date_sent": at,
        "date_updated": at,
        "direction": "inbound",
        "error_code": None,
        "error_message": None,
        "from": message["from"],
        "messaging_service_sid": None,
        "num_media": str(len(message["media"])),
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": message["id"],
        "status": "received",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message["to"],
        "uri": f"{uri}.json",
    }


def _medium(message: Json, medium: Json) -> Json:
    at, parent = _stamp(message["at"]), f"/{VERSION}/Accounts/{message['accountId']}/Messages/{message['id']}"
    return {
        "account_sid": message["accountId"],
        "content_type": "image/jpeg",
        "date_created": at,
        "date_updated": at,
        "parent_sid": message["id"],
        "sid": medium["sid"],
        "uri": f"{parent}/Media/{medium['sid']}.json",
    }
