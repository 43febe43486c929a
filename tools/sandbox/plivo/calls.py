"""A call that comes in to a Plivo number, from ringing to its last callback."""

from datetime import timedelta

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso, spaced
from tools.sandbox.courier import Callback, Courier, Reply
from tools.sandbox.documents import CALL_SECONDS, RECORDING_SECONDS, Document, Reader
from tools.sandbox.orders import BUSY, CANCELED, COMPLETED, FAILED, NO_ANSWER, CallOrder
from tools.sandbox.plivo.recordings import Recordings
from tools.sandbox.plivo.webhooks import voice_webhook
from tools.sandbox.wire import Json

# Plivo's word for how the leg to somebody else ended.
STATUSES = {COMPLETED: "completed", BUSY: "busy", NO_ANSWER: "no-answer", CANCELED: "cancel", FAILED: "failed"}
# Documented: "If the call is hung up, the CallStatus will be set to completed for inbound calls", whatever happened
# (www.plivo.com/docs/xml/request, read 2026-11-29). What did is told by the cause, its code and name, and the source
# (docs.plivo.com/docs/voice/troubleshooting/hangup-causes, read 2026-11-29; which cause goes with which code is not
# documented).
HUNG_UP = "completed"
CAUSES = {
    COMPLETED: ("NORMAL_CLEARING", "Normal Hangup", "4000", "Caller"),
    BUSY: ("USER_BUSY", "Busy Line", "3010", "Callee"),
    NO_ANSWER: ("NO_ANSWER", "No Answer", "3000", "Callee"),
    CANCELED: ("ORIGINATOR_CANCEL", "Canceled", "1000", "Caller"),
    FAILED: ("NORMAL_TEMPORARY_FAILURE", "Network Error", "5020", "Carrier"),
}
REJECTED = ("CALL_REJECTED", "Rejected", "3020", "Answer XML")


class IncomingCall:
    """One call."""

    def __init__(self, store: Store, clock: Clock, courier: Courier, order: CallOrder, recordings: Recordings) -> None:
        self.order = order
        self.notes: list[str] = []
        self.is_over = False
        self._store, self._clock, self._courier, self._recordings = store, clock, courier, recordings
        self._account: Account = order.party.account
        self._reader = Reader(self.notes)
        self._started_at = clock.begin(CALL_SECONDS)
        self._is_answered = False
        self._cause = CAUSES[COMPLETED]
        # What is recorded in the background, and whom to tell when the call ends.
        self._background: list[tuple[Json, str | None, str]] = []
        # Recordings that begin when somebody else picks up.
        self.waiting_recordings: list[tuple[str, str | None, str]] = []
        self.call: Json = {
            "id": store.new_uuid(),
            "carrier": "plivo",
            "accountId": self._account.account_id,
            "from": order.party.caller,
            "to": order.party.to,
            "status": "ringing",
            "startedAt": iso(self._started_at),
            "restRecordings": [],
        }
        with store.changing():
            store.remember(store.calls, self.call["id"], self.call)

    def ring(self, application: Json) -> Document | None:
        """Return the document that the answer URL, or its fallback, answers with."""
        url, method = application["answer_url"], application["answer_method"]
        fields = {"Event": "StartApp"}
        document = self._reader.read("answer", self._asked("answer", url, method, fields), url)
        if document is None and application["fallback_answer_url"]:
            fallback, method = application["fallback_answer_url"], application["fallback_method"]
            reply = self._asked("answer-fallback", fallback, method, fields)
            document = self._reader.read("answer-fallback", reply, fallback)
        return document

    def ask(self, event: str, url: str, method: str, fields: dict[str, str]) -> Document | None:
        """Return the document that a URL answers with; None when it has none."""
        return self._reader.read(event, self._asked(event, url, method, fields), url)

    def tell(self, event: str, url: str, method: str, fields: dict[str, str]) -> None:
        """Notify a URL."""
        self._courier.notify(
            voice_webhook(self._store, self._account, Callback(event, url, method, self._fields(fields)))
        )

    def pick_up(self) -> None:
        """Have somebody, or something, answer the call."""
        if not self.is_over:
            self._is_answered = True
            self._set("in-progress")

    def end(self, cause: tuple[str, str, str, str] = CAUSES[COMPLETED]) -> None:
        """End the call for a cause, unless it has ended."""
        if not self.is_over:
            self.is_over, self._cause = True, cause
            seconds = CALL_SECONDS if self._is_answered else 0
            self._clock.pass_by(seconds)
            with self._store.changing():
                self.call |= self._record_of_end(cause, seconds)
            self._set(HUNG_UP)

    def new_leg(self, to: str) -> str:
        """Make a leg to somebody else, who takes the call or not as was ordered, and return its id."""
        leg_id, outcome = self._store.new_uuid(), self.order.outcome
        leg: Json = {
            "id": leg_id,
            "carrier": "plivo",
            "accountId": self._account.account_id,
            "from": self.order.party.caller,
            "to": to,
            "status": HUNG_UP,
            "parent": self.call["id"],
            "startedAt": iso(self._started_at),
            **self._record_of_end(CAUSES[outcome], CALL_SECONDS if outcome == COMPLETED else 0),
        }
        with self._store.changing():
            self._store.remember(self._store.calls, leg_id, leg)
        return leg_id

    def _record_of_end(self, cause: tuple[str, str, str, str], seconds: int) -> Json:
        """Return what the log keeps of how a leg ended."""
        return {
            "answeredAt": iso(self._started_at) if seconds else None,
            "endedAt": iso(self._started_at + timedelta(seconds=seconds)),
            "seconds": seconds,
            "cause": list(cause[1:]),
        }

    def record(self, file_format: str) -> Json:
        """Make a recording of the call, finished."""
        with self._store.changing():
            recording = self._recordings.started(self._account, self.call["id"], file_format)
            return self._finished(recording)

    def record_in_background(self, file_format: str, url: str | None, method: str) -> Json:
        """Start a recording that goes on until the call ends."""
        with self._store.changing():
            recording = self._recordings.started(self._account, self.call["id"], file_format)
        self._background.append((recording, url, method))
        return recording

    def finish(self, application: Json) -> None:
        """Tell of recordings that ended with the call, and how the call ended."""
        for recording, url, method in self._background:
            with self._store.changing():
                self._finished(recording)
            if url:
                self.tell("recording", url, method, {**recording_fields(recording), "Event": "RecordStop"})
        for asked in self.call["restRecordings"]:
            self._tell_of_rest_recording(asked)
        if application["hangup_url"]:
            self.tell("hangup", application["hangup_url"], application["hangup_method"], self._ending())

    def _tell_of_rest_recording(self, asked: Json) -> None:
        with self._store.changing():
            recording = self._account.shelf("recordings").get(asked["recording_id"])
            if recording is None:
                return
            self._finished(recording)
        if "callback_url" not in asked:
            return
        # Documented: snake_case for recordings that the API started, without the fields of the call.
        fields = {
            "api_id": self._store.new_uuid(),
            "call_uuid": self.call["id"],
            "record_url": recording["recording_url"],
            "recording_duration": str(RECORDING_SECONDS),
            "recording_duration_ms": str(RECORDING_SECONDS * 1000),
            "recording_end_ms": recording["recording_end_ms"],
            "recording_id": recording["recording_id"],
            "recording_start_ms": recording["recording_start_ms"],
        }
        method = asked.get("callback_method", "POST")
        self._courier.notify(
            voice_webhook(self._store, self._account, Callback("recording-api", asked["callback_url"], method, fields))
        )

    def _ending(self) -> dict[str, str]:
        seconds = CALL_SECONDS if self._is_answered else 0
        cause, name, code, source = self._cause
        answered = {"AnswerTime": spaced(self._started_at)} if seconds else {}
        return {
            "BillDuration": str(60 if seconds else 0),
            "Duration": str(seconds),
            "EndTime": spaced(self._started_at + timedelta(seconds=seconds)),
            "Event": "Hangup",
            "HangupCause": cause,
            "HangupCauseCode": code,
            "HangupCauseName": name,
            "HangupSource": source,
            "StartTime": spaced(self._started_at),
            "TotalCost": "0.00850" if seconds else "0.00000",
            **answered,
        }

    def _asked(self, event: str, url: str, method: str, fields: dict[str, str]) -> Reply:
        return self._courier.ask(
            voice_webhook(self._store, self._account, Callback(event, url, method, self._fields(fields)))
        )

    def _fields(self, fields: dict[str, str]) -> dict[str, str]:
        return {
            "ALegUUID": self.call["id"],
            "BillRate": "0.00850",
            "CallStatus": self.call["status"],
            "CallUUID": self.call["id"],
            "CallerName": "",
            "Direction": "inbound",
            "From": self.order.party.caller.removeprefix("+"),
            "To": self.order.party.to.removeprefix("+"),
            **fields,
        }

    def _finished(self, recording: Json) -> Json:
        start = float(recording["recording_start_ms"])
        recording["recording_duration_ms"] = f"{RECORDING_SECONDS * 1000:.5f}"
        recording["recording_end_ms"] = f"{start + RECORDING_SECONDS * 1000:.5f}"
        return recording

    def _set(self, status: str) -> None:
        with self._store.changing():
            self.call["status"] = status


def recording_fields(recording: Json) -> dict[str, str]:
    """Describe a recording that the answer document asked for, as Plivo does."""
    is_over = recording["recording_end_ms"] is not None
    return {
        "RecordUrl": recording["recording_url"],
        "RecordingDuration": str(RECORDING_SECONDS) if is_over else "-1",
        "RecordingDurationMs": str(RECORDING_SECONDS * 1000) if is_over else "-1",
        "RecordingEndMs": recording["recording_end_ms"] or "-1",
        "RecordingID": recording["recording_id"],
        "RecordingStartMs": recording["recording_start_ms"],
    }
