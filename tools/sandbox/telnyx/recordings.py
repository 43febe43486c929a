"""recordings: list, retrieve, delete, and the files behind links that expire."""

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from tools.sandbox import media
from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso, moment_of
from tools.sandbox.telnyx.bodies import PAGING, asked, listed, moment, shown
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.wire import Answer, Json, Request, text_answer

# Documented links: https://s3.amazonaws.com/telephony-recorder-prod/{account}/{day}/{file}?X-Amz-..., good for 600 s
# (developers.telnyx.com, "Storing call recordings", read 2026-11-29).
BUCKET = "telephony-recorder-prod"
_LINK_SECONDS = 600
_STAMP = "%Y%m%dT%H%M%SZ"

# The filter's name and the member that it looks at.
_TIMES = {"created_at": "created_at", "start_time": "recording_started_at", "end_time": "recording_ended_at"}
_FILTERS: dict[str, p.Check] = {
    **{
        f"filter[{name}]": p.filled
        for name in ("call_control_id", "call_leg_id", "call_session_id", "connection_id", "from", "to")
    },
    **{f"filter[{name}][{bound}]": moment for name in _TIMES for bound in ("gte", "lte")},
    **PAGING,
}


class Recordings:
    """What was recorded, by whatever means."""

    def __init__(self, store: Store, clock: Clock, storage_url: str) -> None:
        self._store = store
        self._clock = clock
        self._storage_url = storage_url

    def saved(
        self,
        account: Account,
        call: Json,
        *,
        file_format: str,
        channels: str,
        started_at: datetime,
        ended_at: datetime,
    ) -> Json:
        """Make a new recording of a call that has ended."""
        recording_id, now = self._store.new_uuid(), self._clock.now()
        recording = account.shelf("recordings")[recording_id] = {
            "id": recording_id,
            "record_type": "recording",
            "call_control_id": call["id"],
            "call_leg_id": call["legId"],
            "call_session_id": call["sessionId"],
            "channels": channels,
            "connection_id": call["connectionId"],
            "created_at": iso(now),
            "duration_millis": int((ended_at - started_at).total_seconds() * 1000),
            "format": file_format,
            "from": call["from"],
            "initiated_by": "ApplicationName",
            "recording_ended_at": iso(ended_at),
            "recording_started_at": iso(started_at),
            "source": "call",
            "status": "completed",
            "to": call["to"],
            "updated_at": iso(now),
        }
        return recording

    def links(self, recording: Json) -> dict[str, str]:
        """Return links to the file, valid for ten minutes."""
        now = self._clock.now()
        query = urlencode(
            {
                "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                "X-Amz-Date": now.strftime(_STAMP),
                "X-Amz-Expires": _LINK_SECONDS,
                "X-Amz-SignedHeaders": "host",
                "X-Amz-Signature": _signature(recording["id"], now),
            }
        )
        name = f"{recording['id']}.{recording['format']}"
        return {recording["format"]: f"{self._storage_url}/{BUCKET}/{now:%Y-%m-%d}/{name}?{query}"}

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, a page of them."""
        filters = asked(request, _FILTERS)
        found = [
            self._shown(recording)
            for recording in account.shelf("recordings").values()
            if all(_fits(recording, name, value) for name, value in filters.items() if name.startswith("filter["))
        ]
        return listed(found, filters)

    def retrieve(self, account: Account, request: Request, recording_id: str) -> Answer:
        """Answer with one of them, with new links."""
        asked(request, {})
        return shown(self._shown(_owned(account, recording_id)))

    def delete(self, account: Account, request: Request, recording_id: str) -> Answer:
        """Erase one."""
        asked(request, {})
        recording = _owned(account, recording_id)
        del account.shelf("recordings")[recording_id]
        return shown(self._shown(recording))

    def media(self, name: str, request: Request) -> Answer:
        """Answer with the sound, for whoever has a link that has not expired."""
        recording_id, _, file_format = name.rpartition("/")[2].partition(".")
        query = dict(request.query_pairs())
        try:
            signed_at = datetime.strptime(query.get("X-Amz-Date", ""), _STAMP).replace(tzinfo=UTC)
        except ValueError:
            signed_at = datetime.min.replace(tzinfo=UTC)
        is_signed = query.get("X-Amz-Signature") == _signature(recording_id, signed_at)
        if not is_signed or self._clock.now() > signed_at + timedelta(seconds=_LINK_SECONDS):
            return text_answer(403, "<Error><Code>AccessDenied</Code></Error>", "application/xml")
        for account in self._store.accounts:
            recording = account.shelf("recordings").get(recording_id) if account.carrier == "telnyx" else None
            if recording and recording["format"] == file_format:
                return media.sound(file_format)
        return text_answer(404, "<Error><Code>NoSuchKey</Code></Error>", "application/xml")

    def _shown(self, recording: Json) -> Json:
        shown_members = {name: value for name, value in recording.items() if name != "format"}
        return {**shown_members, "download_urls": self.links(recording)}


def _fits(recording: Json, name: str, value: str) -> bool:
    member, _, bound = name.removeprefix("filter[").removesuffix("]").partition("][")
    if not bound:
        return bool(recording[member] == value)
    seen, wanted = moment_of(recording[_TIMES[member]]), moment_of(value)
    return seen >= wanted if bound == "gte" else seen <= wanted


def _signature(recording_id: str, signed_at: datetime) -> str:
    return hashlib.sha256(f"{recording_id} {signed_at.strftime(_STAMP)}".encode()).hexdigest()


def _owned(account: Account, recording_id: str) -> Json:
    recording = account.shelf("recordings").get(recording_id)
    if recording is None:
        raise TelnyxError(404)
    return recording
