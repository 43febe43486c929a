"""What Call Control commands do to a call."""

from collections.abc import Callable
from typing import Any

from tools.sandbox.documents import CALL_SECONDS
from tools.sandbox.orders import BUSY, CANCELED, COMPLETED, FAILED, FULL, NO_ANSWER
from tools.sandbox.telnyx.calls import ENDED, IncomingCall, Leg

# By outcome: hangup cause, source, and SIP status.
CAUSES = {
    COMPLETED: ("normal_clearing", "caller", "200"),
    BUSY: ("user_busy", "callee", "486"),
    NO_ANSWER: ("no_answer", "callee", "480"),
    CANCELED: ("originator_cancel", "caller", "487"),
    FAILED: ("call_rejected", "callee", "603"),
}
_REJECTIONS = {
    "CALL_REJECTED": ("call_rejected", "callee", "603"),
    "NOT_FOUND": ("not_found", "callee", "404"),
    "TEMPORARILY_UNAVAILABLE": ("call_rejected", "callee", "480"),
    "USER_BUSY": ("user_busy", "callee", "486"),
}

_Parameters = dict[str, Any]


def carry_out(call: IncomingCall, command: dict[str, Any]) -> None:
    """Do what a command says, and send the events that it causes."""
    parameters: _Parameters = command["parameters"]
    if "client_state" in parameters:
        call.leg.client_state = parameters["client_state"]
    if "webhook_url" in parameters:
        call.send_to(parameters["webhook_url"])
    _ACTIONS[command["command"]](call, parameters)


def hang_up(call: IncomingCall, leg: Leg, cause: tuple[str, str, str]) -> None:
    """End a leg, and with the caller's leg what is recorded of it."""
    call.set_status(leg, ENDED)
    members = {"hangup_cause": cause[0], "hangup_source": cause[1], "sip_hangup_cause": cause[2]}
    call.tell("call.hangup", leg, state="hangup", **members)
    if leg is call.leg:
        call.save_recording()


def answer(call: IncomingCall, parameters: _Parameters) -> None:
    """Answer the caller's leg, once; recording starts where the command or the number asks for it."""
    if call.is_answered:
        return
    call.pass_time(2)
    call.set_status(call.leg, "in-progress")
    call.tell("call.answered", call.leg, state="answered")
    number = call.number_recording()
    if parameters.get("record"):
        call.start_recording(parameters.get("record_format", "mp3"), parameters.get("record_channels", "dual"))
    elif number:
        call.start_recording(number["inbound_call_recording_format"], number["inbound_call_recording_channels"])


def _speak(call: IncomingCall, _parameters: _Parameters) -> None:
    call.tell("call.speak.started", call.leg)
    call.pass_time(3)
    call.tell("call.speak.ended", call.leg, status="completed")


def _play(call: IncomingCall, parameters: _Parameters) -> None:
    media = {name: parameters.get(name) for name in ("audio_url", "media_name")}
    shown = {"media_url": media["audio_url"], "media_name": media["media_name"], "overlay": False}
    call.tell("call.playback.started", call.leg, **shown)
    call.pass_time(3)
    call.tell("call.playback.ended", call.leg, **shown, status="completed")


def _stop_playing(_call: IncomingCall, _parameters: _Parameters) -> None:
    """Do nothing: what is played has ended already."""


def _start_recording(call: IncomingCall, parameters: _Parameters) -> None:
    call.start_recording(parameters["format"], parameters["channels"])
    if call.order.recording == FULL and parameters.get("max_length"):
        # The caller goes on speaking: the recording ends by itself, the call does not.
        call.pass_time(parameters["max_length"])
        call.save_recording()


def _stop_recording(call: IncomingCall, _parameters: _Parameters) -> None:
    call.pass_time(12)
    call.save_recording()


def _hang_up(call: IncomingCall, _parameters: _Parameters) -> None:
    call.pass_time(1)
    hang_up(call, call.leg, ("normal_clearing", "callee", "200"))


def _reject(call: IncomingCall, parameters: _Parameters) -> None:
    hang_up(call, call.leg, _REJECTIONS[parameters["cause"]])


def _transfer(call: IncomingCall, parameters: _Parameters) -> None:
    # Documented: without "from" the other side sees the number that was called, not who calls.
    leg = call.new_leg(str(parameters.get("from", call.leg.call["to"])), parameters["to"])
    leg.client_state = parameters.get("target_leg_client_state")
    call.tell("call.initiated", leg, direction="outgoing", state="bridging")
    call.pass_time(5)
    if call.order.outcome != COMPLETED:
        hang_up(call, leg, CAUSES[call.order.outcome])
        return
    call.set_status(leg, "in-progress")
    call.tell("call.answered", leg, state="answered")
    answer(call, parameters)
    call.tell("call.bridged", call.leg)
    call.tell("call.bridged", leg)
    call.pass_time(CALL_SECONDS)
    hang_up(call, leg, CAUSES[COMPLETED])
    hang_up(call, call.leg, CAUSES[COMPLETED])


_ACTIONS: dict[str, Callable[[IncomingCall, _Parameters], None]] = {
    "answer": answer,
    "hangup": _hang_up,
    "playback_start": _play,
    "playback_stop": _stop_playing,
    "record_start": _start_recording,
    "record_stop": _stop_recording,
    "reject": _reject,
    "speak": _speak,
    "transfer": _transfer,
}
