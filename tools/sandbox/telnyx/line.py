"""Calls and messages that come in to Telnyx numbers."""

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.courier import Courier
from tools.sandbox.documents import CALL_SECONDS
from tools.sandbox.orders import CANCELED, COMPLETED, CallOrder, MessageOrder, Party
from tools.sandbox.telnyx.actions import CAUSES, answer, carry_out, hang_up
from tools.sandbox.telnyx.calls import IncomingCall
from tools.sandbox.telnyx.recordings import Recordings
from tools.sandbox.telnyx.webhooks import event_body, webhook
from tools.sandbox.wire import Json

_PART_CHARACTERS = 160


class TelnyxLine:
    """Where calls and messages come in."""

    def __init__(self, store: Store, clock: Clock, recordings: Recordings, patience_seconds: float) -> None:
        self._store, self._clock, self._recordings = store, clock, recordings
        self._patience_seconds = patience_seconds

    def call(self, order: CallOrder, courier: Courier) -> Json:
        """Have a number called, and say what happened."""
        app = order.party.account.shelf("applications").get(order.party.number["connection_id"] or "")
        if app is None or not app["active"]:
            return {"call": None, "notes": ["The number has no active connection"]}
        call = IncomingCall(
            self._store, self._clock, courier=courier, order=order, recordings=self._recordings, app=app
        )
        if call.is_late:
            _tell_late(call)
        else:
            self._run(call)
        return {"call": call.leg.call, "notes": call.notes}

    def message(self, order: MessageOrder, courier: Courier) -> Json:
        """Have messages sent to a number, and say what happened."""
        party = order.party
        profile = party.account.shelf("messaging_profiles").get(party.number["messaging_profile_id"] or "")
        messages: list[Json] = []
        notes: list[str] = []
        for text in order.texts:
            message: Json = {
                "id": self._store.new_uuid(),
                "carrier": "telnyx",
                "accountId": party.account.account_id,
                "from": party.caller,
                "to": party.to,
                "text": text,
                "at": iso(self._clock.now()),
            }
            with self._store.changing():
                self._store.remember(self._store.messages, message["id"], message)
            messages.append(message)
            if profile is None or not profile["enabled"]:
                notes.append("The number has no messaging profile with a webhook URL")
                continue
            payload = self._payload(order, message, profile)
            with self._store.changing():
                message["payload"] = payload
            if not profile["webhook_url"]:
                notes.append("The number has no messaging profile with a webhook URL")
                continue
            notes += self._deliver(party.account, profile, payload, courier)
        return {"messages": messages, "notes": notes}

    def _run(self, call: IncomingCall) -> None:
        call.tell("call.initiated", call.leg, direction="incoming", state="parked")
        if call.order.outcome == CANCELED:
            hang_up(call, call.leg, CAUSES[CANCELED])
        while not call.is_over and (command := call.next_command(self._patience_seconds)):
            carry_out(call, command)
        if not call.is_over:
            outcome = COMPLETED if call.is_answered else call.order.outcome
            call.pass_time(CALL_SECONDS)
            hang_up(call, call.leg, CAUSES[outcome])

    def _deliver(self, account: Account, profile: Json, payload: Json, courier: Courier) -> list[str]:
        version = "1" if profile["webhook_api_version"] != "2" else "2"
        body = event_body(self._store, "message.received", self._clock.now(), payload, version)
        url, failover = profile["webhook_url"], profile["webhook_failover_url"]
        reply = courier.notify(webhook(self._clock, account, url, body))
        if reply is None or reply.is_ok:
            return []
        if failover:
            courier.notify(webhook(self._clock, account, failover, body, 2))
        return [f"message.received: {reply.error or f'status {reply.status}'}"]

    def _payload(self, order: MessageOrder, message: Json, profile: Json) -> Json:
        now = iso(self._clock.now())
        return {
            "id": message["id"],
            "record_type": "message",
            "cc": [],
            "completed_at": None,
            "cost": None,
            "direction": "inbound",
            "encoding": "GSM-7",
            "errors": [],
            "from": _side(order.party, "from"),
            "media": [{"url": url, "content_type": "image/jpeg", "size": 1024} for url in order.media],
            "messaging_profile_id": profile["id"],
            "parts": max(1, -(-len(message["text"]) // _PART_CHARACTERS)),
            "received_at": now,
            "sent_at": None,
            "subject": "" if order.media else None,
            "tags": [],
            "text": message["text"],
            "to": [_side(order.party, "to")],
            "type": "MMS" if order.media else "SMS",
            "valid_until": None,
            "webhook_failover_url": profile["webhook_failover_url"],
            "webhook_url": profile["webhook_url"],
        }


def _side(party: Party, side: str) -> Json:
    number, status = (party.caller, "received") if side == "from" else (party.to, "webhook_delivered")
    return {"carrier": "", "line_type": "", "phone_number": number, "status": status}


def _tell_late(call: IncomingCall) -> None:
    """Tell the whole story after it is over: no command can change it any more."""
    call.tell("call.initiated", call.leg, direction="incoming", state="parked")
    if call.order.outcome == COMPLETED:
        answer(call, {"record": "record-from-answer"} if call.order.recording else {})
        call.pass_time(CALL_SECONDS)
    hang_up(call, call.leg, CAUSES[call.order.outcome])
