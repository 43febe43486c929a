"""Calls and messages that come in to Twilio numbers."""

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.courier import Callback, Courier
from tools.sandbox.documents import DocumentError, dials, perform, verbs
from tools.sandbox.orders import CANCELED, COMPLETED, CallOrder, MessageOrder
from tools.sandbox.twilio.calls import IncomingCall
from tools.sandbox.twilio.seeding import VERSION
from tools.sandbox.twilio.verbs import VERBS
from tools.sandbox.twilio.webhooks import party_fields, webhook
from tools.sandbox.wire import Json

_VOICE = (
    "voice_url",
    "voice_method",
    "voice_fallback_url",
    "voice_fallback_method",
    "status_callback",
    "status_callback_method",
)
_SMS = ("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method")
_SEGMENT_CHARACTERS = 160


class TwilioLine:
    """Where calls and messages come in."""

    def __init__(self, store: Store, clock: Clock, api_url: str) -> None:
        self._store, self._clock, self._api_url = store, clock, api_url

    def call(self, order: CallOrder, courier: Courier) -> Json:
        """Have a number called, and say what happened."""
        call = IncomingCall(self._store, self._clock, courier, order, self._api_url)
        settings = _settings(order.party.account, order.party.number, "voice_application_sid", _VOICE)
        if order.party.number["trunk_sid"]:
            call.notes.append("A SIP trunk answers this number: its URLs are ignored")
            call.end(order.outcome)
            return {"call": call.call, "notes": call.notes}
        document = call.ring(settings)
        is_unanswered = document is not None and order.outcome != COMPLETED and not dials(document.verbs)
        if is_unanswered or order.outcome == CANCELED:
            call.end(order.outcome)
        elif document is None:
            call.end("failed")
        else:
            perform(call, document, VERBS)
            call.end(COMPLETED)
        call.finish(settings)
        return {"call": call.call, "notes": call.notes}

    def message(self, order: MessageOrder, courier: Courier) -> Json:
        """Have messages sent to a number, and say what happened."""
        account = order.party.account
        settings = _settings(account, order.party.number, "sms_application_sid", _SMS)
        messages: list[Json] = []
        notes: list[str] = []
        for text in order.texts:
            message: Json = {
                "id": f"{'MM' if order.media else 'SM'}{self._store.hexadecimal()}",
                "carrier": "twilio",
                "accountId": account.account_id,
                "from": order.party.caller,
                "to": order.party.to,
                "text": text,
                "at": iso(self._clock.now()),
                "media": [{"sid": f"ME{self._store.hexadecimal()}", "url": url} for url in order.media],
            }
            with self._store.changing():
                self._store.remember(self._store.messages, message["id"], message)
            messages.append(message)
            if settings["sms_url"]:
                notes += self._deliver(account, settings, self._message_fields(order, message), courier)
            else:
                notes.append("The number has no SMS URL")
        return {"messages": messages, "notes": notes}

    def _deliver(self, account: Account, settings: Json, fields: dict[str, str], courier: Courier) -> list[str]:
        url, method = settings["sms_url"], settings["sms_method"]
        reply = courier.notify(webhook(self._store, account, Callback("message", url, method, fields)))
        if reply is None:
            return []
        if not reply.is_ok and settings["sms_fallback_url"]:
            fallback, method = settings["sms_fallback_url"], settings["sms_fallback_method"]
            again = {**fields, "ErrorCode": "11200", "ErrorUrl": url}
            courier.notify(webhook(self._store, account, Callback("message-fallback", fallback, method, again)))
        if not reply.is_ok:
            return [f"message: {reply.error or f'status {reply.status}'}"]
        try:
            verbs(reply.text if reply.content_type.endswith("xml") else "")
        except DocumentError as error:
            return [f"message: {error}"]
        return []

    def _message_fields(self, order: MessageOrder, message: Json) -> dict[str, str]:
        sid, text = message["id"], message["text"]
        # Twilio keeps the media itself: the URLs are those of its own API.
        own = f"{self._api_url}/{VERSION}/Accounts/{message['accountId']}/Messages/{sid}/Media"
        media = {f"MediaUrl{index}": f"{own}/{each['sid']}" for index, each in enumerate(message["media"])}
        types = {f"MediaContentType{index}": "image/jpeg" for index in range(len(order.media))}
        return {
            **party_fields(order.party),
            "Body": text,
            "MessageSid": sid,
            "NumMedia": str(len(order.media)),
            "NumSegments": str(max(1, -(-len(text) // _SEGMENT_CHARACTERS))),
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            **media,
            **types,
        }


def _settings(account: Account, number: Json, application: str, members: tuple[str, ...]) -> Json:
    """Tell where the webhooks go: the application, where there is one, overrides the number."""
    source = account.shelf("applications").get(number[application] or "", number)
    return {member: source[member] for member in members}
