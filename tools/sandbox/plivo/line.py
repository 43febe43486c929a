"""Calls and messages that come in to Plivo numbers."""

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.courier import Callback, Courier
from tools.sandbox.documents import dials, perform
from tools.sandbox.orders import CANCELED, COMPLETED, FAILED, CallOrder, MessageOrder
from tools.sandbox.plivo.calls import CAUSES, IncomingCall
from tools.sandbox.plivo.recordings import Recordings
from tools.sandbox.plivo.verbs import VERBS
from tools.sandbox.plivo.webhooks import message_webhook
from tools.sandbox.wire import Json

_UNIT_CHARACTERS = 160


class PlivoLine:
    """Where calls and messages come in."""

    def __init__(self, store: Store, clock: Clock, recordings: Recordings) -> None:
        self._store, self._clock, self._recordings = store, clock, recordings

    def call(self, order: CallOrder, courier: Courier) -> Json:
        """Have a number called, and say what happened."""
        call = IncomingCall(self._store, self._clock, courier, order, self._recordings)
        application = _application(order.party.account, order.party.number)
        if application is None:
            call.notes.append("The number has no application")
            call.end(CAUSES[FAILED])
            return {"call": call.call, "notes": call.notes}
        document = call.ring(application)
        is_unanswered = document is not None and order.outcome != COMPLETED and not dials(document.verbs)
        if is_unanswered or order.outcome == CANCELED:
            call.end(CAUSES[order.outcome])
        elif document is None:
            call.end(CAUSES[FAILED])
        else:
            perform(call, document, VERBS)
            call.end()
        call.finish(application)
        return {"call": call.call, "notes": call.notes}

    def message(self, order: MessageOrder, courier: Courier) -> Json:
        """Have messages sent to a number, and say what happened."""
        account = order.party.account
        application = _application(account, order.party.number)
        messages: list[Json] = []
        notes: list[str] = []
        for text in order.texts:
            message: Json = {
                "id": self._store.new_uuid(),
                "carrier": "plivo",
                "accountId": account.account_id,
                "from": order.party.caller,
                "to": order.party.to,
                "text": text,
                "at": iso(self._clock.now()),
                "media": [{"id": self._store.new_uuid(), "url": url} for url in order.media],
            }
            with self._store.changing():
                self._store.remember(self._store.messages, message["id"], message)
            messages.append(message)
            if application is None or not application["message_url"]:
                notes.append("The number has no message URL")
                continue
            url, method = application["message_url"], application["message_method"]
            fields = _message_fields(order, message)
            reply = courier.notify(message_webhook(self._store, account, Callback("message", url, method, fields)))
            if reply and not reply.is_ok:
                notes.append(f"message: {reply.error or f'status {reply.status}'}")
        return {"messages": messages, "notes": notes}


def _application(account: Account, number: Json) -> Json | None:
    path = number["application"] or ""
    return account.shelf("applications").get(path.rstrip("/").rpartition("/")[2])


def _message_fields(order: MessageOrder, message: Json) -> dict[str, str]:
    fields = {
        "From": order.party.caller.removeprefix("+"),
        "MessageIntent": "",
        "MessageUUID": message["id"],
        "To": order.party.to.removeprefix("+"),
        "TotalAmount": "0.00000",
        "TotalRate": "0.00000",
        "Units": str(max(1, -(-len(message["text"]) // _UNIT_CHARACTERS))),
    }
    if not order.media:
        return {**fields, "Text": message["text"], "Type": "sms"}
    # docs.plivo.com, "Handling incoming messages", read 2026-11-29: "The integer suffixes range from 1 to the count".
    media = {f"Media{index}": url for index, url in enumerate(order.media, start=1)}
    return {**fields, **media, "Body": message["text"], "MediaCount": str(len(order.media)), "Type": "mms"}
