"""The logs of an account's calls and messages.

Sources: plivo-python (commit a0cd323, 2026-02-18), Calls.list and Messages.list with their fixtures; docs.plivo.com,
"The Call object" and "Retrieve all calls"; www.plivo.com/docs/messaging/api/messages. Read 2026-11-29.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, local, moment_of
from tools.sandbox.plivo.bodies import PAGING, answered, listed
from tools.sandbox.plivo.errors import PlivoError
from tools.sandbox.wire import Answer, Json, Request

_COMPARISONS: dict[str, Callable[[datetime, datetime], bool]] = {
    "": lambda one, other: one == other,
    "__gt": lambda one, other: one > other,
    "__gte": lambda one, other: one >= other,
    "__lt": lambda one, other: one < other,
    "__lte": lambda one, other: one <= other,
}
_DIRECTION = p.one_of("inbound", "outbound")
# "When no end_time filter is specified", and when one bound only is.
_LAST_DAYS, _DAYS_FROM_ONE_BOUND = timedelta(days=7), timedelta(days=30)


def times(name: str) -> dict[str, p.Check]:
    """Return the checks of a filter by time in its five forms: UTC, ``YYYY-MM-DD HH:MM[:ss[.uuuuuu]]``."""
    check = p.matching(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?", "YYYY-MM-DD HH:MM[:ss[.uuuuuu]]")
    return {name + form: check for form in _COMPARISONS}


_CALLS: dict[str, p.Check] = {
    "call_direction": _DIRECTION,
    "from_number": p.filled,
    "to_number": p.filled,
    "parent_call_uuid": p.filled,
    "hangup_cause_code": p.digits(0, 9999),
    "hangup_source": p.filled,
    **times("end_time"),
    **PAGING,
}
_MESSAGES: dict[str, p.Check] = {
    "message_direction": _DIRECTION,
    "message_state": p.one_of("queued", "sent", "failed", "delivered", "undelivered", "rejected", "read"),
    "message_type": p.one_of("sms", "mms", "whatsapp"),
    "error_code": p.filled,
    "from_number": p.filled,
    "to_number": p.filled,
    **times("message_time"),
    **PAGING,
}


class Logs:
    """What has happened, whether or not anybody took the webhooks of it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def calls(self, account: Account, request: Request) -> Answer:
        """Answer with the calls that have ended and fit the filters, the newest first; numbers may be prefixes."""
        asked = p.checked(p.once(request.query_pairs()), _CALLS)
        exact = ("parent_call_uuid", "call_direction", "hangup_cause_code", "hangup_source")
        ended = [
            each
            for each in self._of(account, self._store.calls)
            if "endedAt" in each
            and is_within(asked, "end_time", moment_of(each["endedAt"]))
            and self._is_recent(asked, moment_of(each["endedAt"]))
            and _is_between(each, asked)
        ]
        records = [_call(each) for each in ended]
        found = [each for each in records if all(each[name] == asked[name] for name in exact if name in asked)]
        return listed(self._store, account, request, kind="Call", found=found, asked=asked)

    def call(self, account: Account, request: Request, call_uuid: str) -> Answer:
        """Answer with one call that has ended."""
        p.checked(p.once(request.query_pairs()), {"call_uuid": p.filled})
        call = self._one(account, self._store.calls, call_uuid)
        if "endedAt" not in call:
            raise PlivoError(404)
        return answered(self._store, 200, _call(call))

    def messages(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, the newest first; what was written is not among what is kept."""
        asked = p.checked(p.once(request.query_pairs()), _MESSAGES)
        records = [
            _message(each)
            for each in self._of(account, self._store.messages)
            if is_within(asked, "message_time", moment_of(each["at"])) and _is_between(each, asked)
        ]
        exact = ("message_direction", "message_state", "message_type", "error_code")
        found = [each for each in records if all(each[name] == asked[name] for name in exact if name in asked)]
        return listed(self._store, account, request, kind="Message", found=found, asked=asked)

    def media(self, account: Account, request: Request, message_uuid: str) -> Answer:
        """Answer with what came with a message."""
        p.checked(p.once(request.query_pairs()), {})
        message = self._one(account, self._store.messages, message_uuid)
        found = [
            {
                "content_type": "image/jpeg",
                "media_id": each["id"],
                "media_url": each["url"],
                "message_uuid": message_uuid,
                "size": 1024,
            }
            for each in message["media"]
        ]
        return answered(self._store, 200, {"message_uuid": message_uuid, "objects": found})

    def _of(self, account: Account, traffic: Mapping[str, Json]) -> list[Json]:
        owned = [each for each in traffic.values() if _is_of(account, each)]
        return sorted(owned, key=lambda each: str(each.get("startedAt") or each.get("at")), reverse=True)

    def _one(self, account: Account, traffic: Mapping[str, Json], uuid: str) -> Json:
        found = traffic.get(uuid)
        if found is None or not _is_of(account, found):
            raise PlivoError(404)
        return found

    def _is_recent(self, asked: Mapping[str, Any], ended: datetime) -> bool:
        after, before = (
            next((_moment(asked[f"end_time{form}"]) for form in forms if f"end_time{form}" in asked), None)
            for forms in (("__gt", "__gte"), ("__lt", "__lte"))
        )
        if (after and before) or "end_time" in asked:
            return True
        if after:
            return ended <= after + _DAYS_FROM_ONE_BOUND
        return ended >= (before - _DAYS_FROM_ONE_BOUND if before else self._clock.now() - _LAST_DAYS)


def is_within(asked: Mapping[str, Any], name: str, moment: datetime) -> bool:
    """Tell whether a moment fits a filter in its five forms."""
    return all(
        holds(moment, _moment(asked[name + form])) for form, holds in _COMPARISONS.items() if name + form in asked
    )


def digits(number: str) -> str:
    """Write a number as Plivo does."""
    return number.removeprefix("+")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _is_of(account: Account, traffic: Json) -> bool:
    return (traffic["carrier"], traffic["accountId"]) == (account.carrier, account.account_id)


def _is_between(traffic: Json, asked: Mapping[str, Any]) -> bool:
    return all(
        digits(traffic[member]).startswith(digits(asked[name]))
        for name, member in (("from_number", "from"), ("to_number", "to"))
        if name in asked
    )


def _call(call: Json) -> Json:
    name, code, source = call["cause"]
    return {
        "answer_time": local(moment_of(call["answeredAt"])) if call["answeredAt"] else None,
        "bill_duration": call["seconds"],
        "billed_duration": 60 if call["seconds"] else 0,
        "call_direction": "outbound" if "parent" in call else "inbound",
        "call_duration": call["seconds"],
        "call_uuid": call["id"],
        "end_time": local(moment_of(call["endedAt"])),
        "from_number": call["from"] if "parent" in call else digits(call["from"]),
        "hangup_cause_code": int(code),
        "hangup_cause_name": name,
        "hangup_source": source,
        "initiation_time": local(moment_of(call["startedAt"])),
        "parent_call_uuid": call.get("parent"),
        "resource_uri": f"/v1/Account/{call['accountId']}/Call/{call['id']}/",
        "to_number": digits(call["to"]),
        "total_amount": "0.00850" if call["seconds"] else "0.00000",
        "total_rate": "0.00850",
    }


def _message(message: Json) -> Json:
    return {
        "error_code": None,
        "error_message": "",
        "from_number": digits(message["from"]),
        "message_direction": "inbound",
        "message_sent_time": local(moment_of(message["at"])),
        "message_state": "delivered",
        "message_time": local(moment_of(message["at"])),
        "message_type": "mms" if message["media"] else "sms",
        "message_updated_time": local(moment_of(message["at"])),
        "message_uuid": message["id"],
        "resource_uri": f"/v1/Account/{message['accountId']}/Message/{message['id']}/",
        "to_number": digits(message["to"]),
        "total_amount": "0.00000",
        "total_rate": "0.00000",
        "units": 1,
    }
