"""Recording of calls in progress, and the recordings."""

from datetime import datetime

from tools.sandbox import media
from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, local
from tools.sandbox.plivo.bodies import PAGING, answered, listed, same, sent
from tools.sandbox.plivo.errors import PlivoError
from tools.sandbox.plivo.logs import digits, is_within, times
from tools.sandbox.wire import Answer, Json, Request

# plivo-python 4.63.0, Calls.start_recording
_START: dict[str, p.Check] = {
    "callback_method": p.one_of("GET", "POST"),
    "callback_url": p.url,
    "file_format": p.one_of("mp3", "wav"),
    "record_channel_type": p.one_of("mono", "stereo"),
    "time_limit": p.integer(1, 86_400),
    "transcription_method": p.one_of("GET", "POST"),
    "transcription_type": p.one_of("auto", "hybrid"),
    "transcription_url": p.url,
}


# plivo-python, commit a0cd323, Recordings.list; the times' form is that of the other lists.
_FILTERS: dict[str, p.Check] = {
    "call_uuid": p.filled,
    "from_number": p.filled,
    "to_number": p.filled,
    **times("add_time"),
    **PAGING,
}


class Recordings:
    """What was recorded, by whatever means."""

    def __init__(self, store: Store, clock: Clock, media_url: str) -> None:
        self._store = store
        self._clock = clock
        self._media_url = media_url

    def start(self, account: Account, request: Request, call_uuid: str) -> Answer:
        """Record a call that is in progress; its callback follows when the call ends."""
        call = self._live(account, call_uuid)
        asked = sent(request, {**_START, "call_uuid": same(call_uuid)})
        recording = self.started(account, call_uuid, asked.get("file_format", "mp3"))
        call["restRecordings"].append({"recording_id": recording["recording_id"], **asked})
        return answered(
            self._store,
            202,
            {
                "message": "call recording started",
                "recording_id": recording["recording_id"],
                "url": recording["recording_url"],
            },
        )

    def stop(self, account: Account, request: Request, call_uuid: str) -> Answer:
        """Stop it."""
        self._live(account, call_uuid)
        sent(request, {"call_uuid": same(call_uuid)})
        return Answer(204)

    def started(self, account: Account, call_uuid: str, file_format: str) -> Json:
        """Make a new recording of a call."""
        recording_id = self._store.new_uuid()
        recording = account.shelf("recordings")[recording_id] = {
            "add_time": local(self._clock.now()),
            "call_uuid": call_uuid,
            "conference_name": "",
            "recording_duration_ms": "0.00000",
            "recording_end_ms": None,
            "recording_format": file_format,
            "recording_id": recording_id,
            "recording_start_ms": f"{self._clock.now().timestamp() * 1000:.5f}",
            "recording_type": "call",
            "recording_url": f"{self._media_url}/plivo/{recording_id}.{file_format}",
            "resource_uri": f"/v1/Account/{account.account_id}/Recording/{recording_id}/",
        }
        return recording

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with the account's recordings, a page of them."""
        asked = p.checked(p.once(request.query_pairs()), _FILTERS)
        found = [
            recording
            for recording in account.shelf("recordings").values()
            if asked.get("call_uuid") in {None, recording["call_uuid"]}
            and is_within(asked, "add_time", datetime.fromisoformat(recording["add_time"]))
            and self._is_between(recording, asked)
        ]
        return listed(self._store, account, request, kind="Recording", found=found, asked=asked)

    def _is_between(self, recording: Json, asked: Json) -> bool:
        """Tell whether the recorded call is one of the parties that are asked for."""
        call = self._store.calls.get(recording["call_uuid"], {})
        return all(
            digits(call.get(member, "")).startswith(digits(asked[name]))
            for name, member in (("from_number", "from"), ("to_number", "to"))
            if name in asked
        )

    def get(self, account: Account, request: Request, recording_id: str) -> Answer:
        """Answer with one of them."""
        p.checked(p.once(request.query_pairs()), {})
        return answered(self._store, 200, _owned(account, recording_id))

    def delete(self, account: Account, request: Request, recording_id: str) -> Answer:
        """Erase one."""
        sent(request, {})
        _owned(account, recording_id)
        del account.shelf("recordings")[recording_id]
        return Answer(204)

    def media(self, name: str, _request: Request) -> Answer:
        """Answer with the sound, for whoever has the link."""
        recording_id, _, file_format = name.partition(".")
        for account in self._store.accounts:
            recording = account.shelf("recordings").get(recording_id) if account.carrier == "plivo" else None
            if recording and recording["recording_format"] == file_format and recording["recording_end_ms"]:
                return media.sound(file_format)
        return Answer(404)

    def _live(self, account: Account, call_uuid: str) -> Json:
        call = self._store.calls.get(call_uuid)
        if call is None or call["accountId"] != account.account_id or call["status"] != "in-progress":
            raise PlivoError(404)
        return call


def _owned(account: Account, recording_id: str) -> Json:
    recording = account.shelf("recordings").get(recording_id)
    if recording is None:
        raise PlivoError(404)
    return recording
