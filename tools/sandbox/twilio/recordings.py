"""Recordings of calls."""

from email.utils import parsedate_to_datetime

from tools.sandbox import media
from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, rfc2822
from tools.sandbox.twilio.errors import TwilioError
from tools.sandbox.twilio.logs import dates, is_within
from tools.sandbox.twilio.paging import PAGING, page
from tools.sandbox.twilio.seeding import VERSION
from tools.sandbox.wire import FORM, Answer, Json, Request, json_answer

_EVENTS = ("in-progress", "completed", "absent")


def _events(value: object) -> str:
    if not set(str(value).split(" ")) <= set(_EVENTS):
        raise ValueError(f"must be some of {', '.join(_EVENTS)}, separated by spaces")
    return str(value)


# twilio-python 9.13.0, calls(sid).recordings.create
_CREATE: dict[str, p.Check] = {
    "RecordingStatusCallback": p.url,
    "RecordingStatusCallbackEvent": _events,
    "RecordingStatusCallbackMethod": p.one_of("GET", "POST"),
    "Trim": p.one_of("trim-silence", "do-not-trim"),
    "RecordingChannels": p.one_of("mono", "dual"),
    "RecordingTrack": p.one_of("inbound", "outbound", "both"),
    "RecordingConfigurationId": p.filled,
}


# twilio-python 9.13.0, recordings.list
_FILTERS: dict[str, p.Check] = {
    "CallSid": p.filled,
    "ConferenceSid": p.filled,
    "IncludeSoftDeleted": p.form_flag,
    **dates("DateCreated"),
    **PAGING,
}


class Recordings:
    """What was recorded, by whatever means."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def create(self, account: Account, request: Request, call_sid: str) -> Answer:
        """Start recording a call that is in progress; its callback follows when the call ends."""
        call = self._call(account, call_sid)
        if request.body and request.content_type != FORM:
            raise TwilioError(400, message="The body must be application/x-www-form-urlencoded")
        asked = p.checked(p.once(request.form_pairs()), _CREATE)
        if call["status"] != "in-progress":
            raise TwilioError(400, 21220, "Invalid call state: the call is not in progress")
        recording = self.started(account, call_sid, "StartCallRecordingAPI")
        recording["channels"] = 2 if asked.get("RecordingChannels") == "dual" else 1
        call["restRecordings"].append({"sid": recording["sid"], **asked})
        return json_answer(201, recording)

    def started(self, account: Account, call_sid: str, source: str) -> Json:
        """Make a new recording of a call."""
        sid = f"RE{self._store.hexadecimal()}"
        recording = account.shelf("recordings")[sid] = {
            "account_sid": account.account_id,
            "api_version": VERSION,
            "call_sid": call_sid,
            "channels": 1,
            "conference_sid": None,
            "date_created": rfc2822(self._clock.now()),
            "date_updated": rfc2822(self._clock.now()),
            "duration": None,
            "error_code": None,
            "price": None,
            "price_unit": "USD",
            "sid": sid,
            "source": source,
            "start_time": rfc2822(self._clock.now()),
            "status": "processing",
            "uri": f"/{VERSION}/Accounts/{account.account_id}/Recordings/{sid}.json",
        }
        return recording

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with the account's recordings, a page of them."""
        filters = p.checked(p.once(request.query_pairs()), _FILTERS)
        found = [
            recording
            for recording in account.shelf("recordings").values()
            if filters.get("CallSid") in {None, recording["call_sid"]}
            and filters.get("ConferenceSid") in {None, recording["conference_sid"]}
            and is_within(filters, "DateCreated", parsedate_to_datetime(recording["date_created"]), upto_end=True)
        ]
        return page("recordings", found, request, filters)

    def fetch(self, account: Account, request: Request, sid: str) -> Answer:
        """Answer with what is known of one."""
        p.checked(p.once(request.query_pairs()), {})
        return json_answer(200, _owned(account, sid))

    def delete(self, account: Account, request: Request, sid: str) -> Answer:
        """Erase one."""
        p.checked(p.once(request.query_pairs()), {})
        _owned(account, sid)
        del account.shelf("recordings")[sid]
        return Answer(204)

    def media(self, account: Account, request: Request, sid: str) -> Answer:
        """Answer with the sound: WAV, as without an ending and with .wav; MP3 is asked for with .mp3."""
        p.checked(p.once(request.query_pairs()), {})
        name, _, ending = sid.partition(".")
        if ending not in {"", "wav", "mp3"} or _owned(account, name)["status"] != "completed":
            raise TwilioError(404)
        return media.sound("mp3" if ending == "mp3" else "wav")

    def _call(self, account: Account, call_sid: str) -> Json:
        call = self._store.calls.get(call_sid)
        if call is None or call["accountId"] != account.account_id:
            raise TwilioError(404)
        return call


def _owned(account: Account, sid: str) -> Json:
    recording = account.shelf("recordings").get(sid)
    if recording is None:
        raise TwilioError(404)
    return recording
