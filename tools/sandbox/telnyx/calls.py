"""A call that comes in to a Telnyx number: events out, commands in, until it ends."""

import time
from datetime import datetime, timedelta
from typing import Any

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.courier import Courier
from tools.sandbox.documents import CALL_SECONDS
from tools.sandbox.orders import CallOrder
from tools.sandbox.telnyx.logs import logged_event
from tools.sandbox.telnyx.recordings import Recordings
from tools.sandbox.telnyx.webhooks import event_body, webhook
from tools.sandbox.wire import Json

ENDED = "ended"

# What events say of the leg but for these: spec3.yml (commit 12de4dd, 2026-07-16), Call*Event.
_HIDDEN = {
    "call.bridged": ("start_time",),
    "call.playback.ended": ("from", "to", "start_time"),
    "call.playback.started": ("from", "to", "start_time"),
    "call.speak.ended": ("from", "to", "start_time"),
    "call.speak.started": ("from", "to", "start_time"),
}


class Leg:
    """One leg: what its events say of it, and what it is recorded as in the state."""

    def __init__(self, store: Store, account: Account, app: Json, *, caller: str, to: str, session_id: str) -> None:
        self.client_state: str | None = None
        self.call: Json = {
            "id": f"v3:{store.hexadecimal(44)}",
            "carrier": "telnyx",
            "accountId": account.account_id,
            "connectionId": app["id"],
            "legId": store.new_uuid(),
            "sessionId": session_id,
            "from": caller,
            "to": to,
            "status": "ringing",
            "commands": [],
        }
        with store.changing():
            store.remember(store.calls, self.call["id"], self.call)

    def payload(self) -> Json:
        """Return what every event of the leg says."""
        return {
            "call_control_id": self.call["id"],
            "call_leg_id": self.call["legId"],
            "call_session_id": self.call["sessionId"],
            "client_state": self.client_state,
            "connection_id": self.call["connectionId"],
            "from": self.call["from"],
            "to": self.call["to"],
        }


class IncomingCall:
    """One call: the caller's leg, and what happens to it."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        courier: Courier,
        order: CallOrder,
        recordings: Recordings,
        app: Json,
    ) -> None:
        self.order = order
        self.notes: list[str] = []
        self.is_late = courier.is_late
        self._store, self._clock, self._courier, self._recordings, self._app = store, clock, courier, recordings, app
        self._account: Account = order.party.account
        self._url, self._failover_url = app["webhook_event_url"], app["webhook_event_failover_url"]
        self._taken = 0
        # The call took place just now: its last event is not in the future.
        self._moment = clock.begin(CALL_SECONDS + 10)
        self._started_at = self._moment
        self._recording: tuple[str, str, datetime] | None = None
        self.session_id = store.new_uuid()
        self.leg = self.new_leg(order.party.caller, order.party.to, "inbound")

    @property
    def is_over(self) -> bool:
        """Whether the caller's leg has ended."""
        return bool(self.leg.call["status"] == ENDED)

    @property
    def is_answered(self) -> bool:
        """Whether the caller's leg was answered and goes on."""
        return bool(self.leg.call["status"] == "in-progress")

    def new_leg(self, caller: str, to: str, direction: str = "outbound") -> Leg:
        """Make another leg of the same session."""
        leg = Leg(self._store, self._account, self._app, caller=caller, to=to, session_id=self.session_id)
        with self._store.changing():
            leg.call |= {"startedAt": iso(self._moment), "direction": direction}
        return leg

    def pass_time(self, seconds: int) -> None:
        """Let the next events happen later."""
        self._moment += timedelta(seconds=seconds)
        self._clock.pass_by(seconds)

    def send_to(self, url: str) -> None:
        """Send the events from now on elsewhere, as a command may ask."""
        self._url = url

    def set_status(self, leg: Leg, status: str) -> None:
        """Keep the leg's status."""
        with self._store.changing():
            leg.call["status"] = status
            if status == ENDED:
                leg.call["endedAt"] = iso(self._moment)
            else:
                leg.call.setdefault("answeredAt", iso(self._moment))

    def tell(self, kind: str, leg: Leg, **members: Any) -> None:
        """Send an event of a leg, to the failover URL when the first does not take it."""
        payload = {**leg.payload(), "start_time": iso(self._started_at), **members}
        hidden = _HIDDEN.get(kind, ())
        self._send(kind, {name: each for name, each in payload.items() if name not in hidden})

    def _send(self, kind: str, payload: Json) -> None:
        body = event_body(self._store, kind, self._moment, payload, self._app["webhook_api_version"])
        self._store.events.append(logged_event(self._account, kind, self._moment, payload, body))
        reply = self._courier.notify(webhook(self._clock, self._account, self._url, body))
        if reply is None or reply.is_ok:
            return
        self.notes.append(f"{kind}: {reply.error or f'status {reply.status}'}")
        if self._failover_url:
            self._courier.notify(webhook(self._clock, self._account, self._failover_url, body, 2))

    def next_command(self, patience_seconds: float) -> Json | None:
        """Return the next command for the caller's leg; None when none comes in time."""
        give_up = time.monotonic() + patience_seconds
        with self._store.settled:
            while len(self.leg.call["commands"]) <= self._taken:
                left = give_up - time.monotonic()
                if left <= 0:
                    return None
                self._store.settled.wait(left)
            command: Json = self.leg.call["commands"][self._taken]
            self._taken += 1
            return command

    def start_recording(self, file_format: str, channels: str) -> None:
        """Record from now on, unless it is recorded already."""
        self._recording = self._recording or (file_format, channels, self._moment)

    def save_recording(self) -> None:
        """End the recording and send its event; nothing was recorded of a caller who said nothing."""
        if self._recording is None:
            return
        file_format, channels, started_at = self._recording
        self._recording = None
        if not self.order.recording:
            self.notes.append("The caller said nothing: no recording was saved")
            return
        with self._store.changing():
            recording = self._recordings.saved(
                self._account,
                self.leg.call,
                file_format=file_format,
                channels=channels,
                started_at=started_at,
                ended_at=self._moment,
            )
        self._send("call.recording.saved", saved_payload(recording, self.leg, self._recordings.links(recording)))

    def number_recording(self) -> Json | None:
        """Return the recording settings of the number, where calls to it are to be recorded."""
        settings = self._account.shelf("voice_settings").get(self.order.party.number["id"], {})
        recording: Json = settings.get("call_recording", {})
        return recording if recording.get("inbound_call_recording_enabled") else None


def saved_payload(recording: Json, leg: Leg, links: dict[str, str]) -> Json:
    """Return what `call.recording.saved` says: the call's control id and its parties are not in it."""
    members = ("call_leg_id", "call_session_id", "channels", "connection_id")
    return {name: recording[name] for name in members} | {
        "client_state": leg.client_state,
        "public_recording_urls": {},
        "recording_ended_at": recording["recording_ended_at"],
        "recording_id": recording["id"],
        "recording_started_at": recording["recording_started_at"],
        "recording_urls": links,
    }
