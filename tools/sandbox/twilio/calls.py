"""A call that comes in to a Twilio number, from ringing to its last callback."""

from datetime import timedelta

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso, rfc2822
from tools.sandbox.courier import Callback, Courier, Reply
from tools.sandbox.documents import CALL_SECONDS, RECORDING_SECONDS, Document, Reader
from tools.sandbox.orders import COMPLETED, CallOrder
from tools.sandbox.twilio.recordings import Recordings
from tools.sandbox.twilio.webhooks import party_fields, webhook
from tools.sandbox.wire import Json

# Error codes that Twilio hands to a fallback URL.
_NOT_RETRIEVED, _NOT_PARSED = "11200", "12100"


class IncomingCall:
    """One call."""

    def __init__(self, store: Store, clock: Clock, courier: Courier, order: CallOrder, api_url: str) -> None:
        self.order = order
        self.notes: list[str] = []
        self._store, self._clock, self._courier, self._api_url = store, clock, courier, api_url
        self._account: Account = order.party.account
        self._recordings = Recordings(store, clock)
        self._reader = Reader(self.notes)
        self.is_over = False
        self._started_at = clock.begin(CALL_SECONDS)
        self.call: Json = {
            "id": f"CA{store.hexadecimal()}",
            "carrier": "twilio",
            "accountId": self._account.account_id,
            "from": order.party.caller,
            "to": order.party.to,
            "status": "ringing",
            "startedAt": iso(self._started_at),
            "restRecordings": [],
        }
        with store.changing():
            store.remember(store.calls, self.call["id"], self.call)

    def ring(self, settings: Json) -> Document | None:
        """Return the document that the voice URL, or its fallback, answers with."""
        if not settings["voice_url"]:
            self.notes.append("The number has no voice URL")
            return None
        url, method = settings["voice_url"], settings["voice_method"]
        reply = self._asked("voice", url, method, {})
        document = self._reader.read("voice", reply, url)
        if document is None and settings["voice_fallback_url"]:
            code = _NOT_PARSED if reply.is_ok else _NOT_RETRIEVED
            fallback, method = settings["voice_fallback_url"], settings["voice_fallback_method"]
            reply = self._asked("voice-fallback", fallback, method, {"ErrorCode": code, "ErrorUrl": url})
            document = self._reader.read("voice-fallback", reply, fallback)
        return document

    def ask(self, event: str, url: str, method: str, fields: dict[str, str]) -> Document | None:
        """Return the document that a URL answers with; None when it has none."""
        return self._reader.read(event, self._asked(event, url, method, fields), url)

    def tell(self, event: str, url: str, method: str, fields: dict[str, str]) -> None:
        """Notify a URL."""
        self._courier.notify(webhook(self._store, self._account, Callback(event, url, method, self._fields(fields))))

    def pick_up(self) -> None:
        """Have somebody, or something, answer the call."""
        if not self.is_over:
            self._set(status="in-progress")

    def end(self, status: str) -> None:
        """End the call, unless it has ended."""
        if self.is_over:
            return
        self.is_over = True
        if status == COMPLETED:
            self._clock.pass_by(CALL_SECONDS)
            self._set(status=status, duration=str(CALL_SECONDS), endedAt=self._after(CALL_SECONDS))
        else:
            self._set(status=status, endedAt=self._after(0))

    def new_leg(self, to: str) -> str:
        """Make a leg to somebody else, who takes the call or not as was ordered, and return its sid."""
        sid, is_taken = f"CA{self._store.hexadecimal()}", self.order.outcome == COMPLETED
        leg: Json = {
            "id": sid,
            "carrier": "twilio",
            "accountId": self._account.account_id,
            "from": self.order.party.caller,
            "to": to,
            "status": self.order.outcome,
            "parent": self.call["id"],
            "startedAt": iso(self._started_at),
            "endedAt": self._after(CALL_SECONDS if is_taken else 0),
            **({"duration": str(CALL_SECONDS)} if is_taken else {}),
        }
        with self._store.changing():
            self._store.remember(self._store.calls, sid, leg)
        return sid

    def record(self, source: str, channels: int = 1) -> Json:
        """Make a recording of the call, finished."""
        with self._store.changing():
            recording = self._recordings.started(self._account, self.call["id"], source)
            recording["channels"] = channels
            return self._finished(recording)

    def tell_of_recording(self, recording: Json, url: str | None, method: str, events: str) -> None:
        """Notify a recording status callback of the events that it asked for."""
        for event in ("in-progress", "completed"):
            if url and event in events.split():
                fields = {**self.recording_fields(recording), "RecordingStatus": event}
                if event == "in-progress":
                    del fields["RecordingDuration"]
                self._courier.notify(
                    webhook(self._store, self._account, Callback(f"recording-{event}", url, method, fields))
                )

    def tell_of_silence(self, url: str | None, method: str, events: str) -> None:
        """Notify a recording status callback that there was nothing to record, if it wants to know."""
        if url and "absent" in events.split():
            fields = {
                "AccountSid": self._account.account_id,
                "CallSid": self.call["id"],
                "ErrorCode": "16102",
                "RecordingSid": f"RE{self._store.hexadecimal()}",
                "RecordingStatus": "absent",
            }
            self._courier.notify(webhook(self._store, self._account, Callback("recording-absent", url, method, fields)))

    def recording_fields(self, recording: Json) -> dict[str, str]:
        """Describe a recording as Twilio does."""
        media_path = recording["uri"].removesuffix(".json")
        return {
            "AccountSid": self._account.account_id,
            "CallSid": self.call["id"],
            "RecordingChannels": str(recording["channels"]),
            "RecordingDuration": str(recording["duration"]),
            "RecordingSid": recording["sid"],
            "RecordingSource": recording["source"],
            "RecordingStartTime": recording["start_time"],
            "RecordingTrack": "both",
            "RecordingUrl": f"{self._api_url}{media_path}",
            "ErrorCode": "0",
        }

    def finish(self, settings: Json) -> None:
        """Tell of recordings that were started through the REST API, and how the call ended."""
        for asked in self.call["restRecordings"]:
            with self._store.changing():
                recording = self._account.shelf("recordings").get(asked["sid"])
                if recording is None:
                    continue
                self._finished(recording)
            url, method = asked.get("RecordingStatusCallback"), asked.get("RecordingStatusCallbackMethod", "POST")
            self.tell_of_recording(recording, url, method, asked.get("RecordingStatusCallbackEvent", "completed"))
        if settings["status_callback"]:
            fields = {
                "CallbackSource": "call-progress-events",
                "CallDuration": self.call.get("duration", "0"),
                "Duration": "1" if "duration" in self.call else "0",
                "SequenceNumber": "0",
                "Timestamp": rfc2822(self._clock.now()),
            }
            self.tell("status", settings["status_callback"], settings["status_callback_method"], fields)

    def _asked(self, event: str, url: str, method: str, fields: dict[str, str]) -> Reply:
        return self._courier.ask(
            webhook(self._store, self._account, Callback(event, url, method, self._fields(fields)))
        )

    def _fields(self, fields: dict[str, str]) -> dict[str, str]:
        return {
            **party_fields(self.order.party),
            "CallSid": self.call["id"],
            "CallStatus": self.call["status"],
            "Called": self.order.party.to,
            "Caller": self.order.party.caller,
            "Direction": "inbound",
            **fields,
        }

    def _finished(self, recording: Json) -> Json:
        recording["status"] = "completed"
        recording["duration"] = str(RECORDING_SECONDS)
        return recording

    def _after(self, seconds: int) -> str:
        return iso(self._started_at + timedelta(seconds=seconds))

    def _set(self, **members: str) -> None:
        with self._store.changing():
            self.call.update(members)
