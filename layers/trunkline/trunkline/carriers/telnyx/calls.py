"""Call plans at Telnyx, where every step is a command and its end an event.

``client_state`` carries where the plan stands, so that nothing about a call in progress has to be stored. Source:
developers.telnyx.com, "Call commands" (answer, speak, transfer, record_start, hangup, reject), read 2026-11;
that a transfer which fails leaves the caller's leg up is from community code.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.domain.call_plans import (
    FORWARD_SECONDS,
    VOICEMAIL_SECONDS,
    Forward,
    Hangup,
    Record,
    Reject,
    Say,
    Step,
    after_forward,
    plan_call,
)
from trunkline.domain.number_settings import NumberSettings

# Call control id, action, parameters.
Command = tuple[str, str, dict[str, Any]]

# The stages of a call in client_state: "answer" (taken up, nothing said), "plan" and "after" (a step of plan_call or
# after_forward), and on the leg to the forward number "forwarded".


def next_command(data: Mapping[str, Any], settings: NumberSettings | None) -> Command | None:
    """The command that an event asks for; None when there is nothing to do.

    A pure function of event and settings. Its ``command_id`` comes from the event's id, so that Telnyx does once what
    an event that comes twice asks for.
    """
    payload = data.get("payload")
    if not isinstance(payload, dict) or not isinstance(payload.get("call_control_id"), str):
        return None
    command = _command(str(data.get("event_type")), payload, settings)
    if command is None:
        return None
    control_id, action, parameters = command
    return control_id, action, {**parameters, "command_id": str(data.get("id"))}


def _command(kind: str, payload: Mapping[str, Any], settings: NumberSettings | None) -> Command | None:
    control_id, state = str(payload["call_control_id"]), _state(payload)
    stage, step = state.get("stage"), state.get("step", 0)
    match kind, stage:
        case "call.initiated", _ if payload.get("direction") == "incoming":
            return _take_up(control_id, settings)
        case "call.answered", "answer":
            return _perform(control_id, "plan", 0, settings)
        case "call.speak.ended", "plan" | "after" if isinstance(step, int):
            return _perform(control_id, str(stage), step + 1, settings)
        case "call.recording.saved", "plan" | "after":
            return control_id, "hangup", {}
        case "call.hangup", "forwarded" if payload.get("hangup_cause") != "normal_clearing" and state.get("caller"):
            return _perform(str(state["caller"]), "after", 0, settings)
    return None


def _take_up(control_id: str, settings: NumberSettings | None) -> Command:
    if isinstance(plan_call(settings)[0], Reject):
        return control_id, "reject", {"cause": "CALL_REJECTED"}
    return control_id, "answer", {"client_state": _client_state("answer", 0)}


def _perform(control_id: str, stage: str, index: int, settings: NumberSettings | None) -> Command:
    steps: Sequence[Step] = plan_call(settings) if stage == "plan" else after_forward(settings)
    step = steps[index] if 0 <= index < len(steps) else Hangup()
    state = _client_state(stage, index)
    match step:
        case Say(text):
            return (
                control_id,
                "speak",
                {"payload": text, "voice": "female", "language": "en-US", "client_state": state},
            )
        case Forward(to_number):
            return (
                control_id,
                "transfer",
                {
                    "to": to_number,
                    "timeout_secs": FORWARD_SECONDS,
                    "client_state": state,
                    "target_leg_client_state": _client_state("forwarded", index, caller=control_id),
                },
            )
        case Record():
            return (
                control_id,
                "record_start",
                {
                    "format": "mp3",
                    "channels": "single",
                    "play_beep": True,
                    "max_length": VOICEMAIL_SECONDS,
                    "client_state": state,
                },
            )
    return control_id, "hangup", {}


def _client_state(stage: str, step: int, **more: str) -> str:
    return base64.b64encode(json.dumps({"stage": stage, "step": step, **more}).encode()).decode()


def _state(payload: Mapping[str, Any]) -> dict[str, Any]:
    try:
        state = json.loads(base64.b64decode(str(payload.get("client_state") or "")))
    except (binascii.Error, ValueError):
        return {}
    return state if isinstance(state, dict) else {}
