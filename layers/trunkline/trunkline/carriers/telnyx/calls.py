"""Call plans at Telnyx, where every step is a command and its end an event.

``client_state`` carries where the plan stands, so that nothing about a call in progress has to be stored. Sources:
Telnyx's OpenAPI file spec3.yml (commit 12de4dd, 2026-07-16), call commands and their events: a transfer that fails
leaves the caller's leg up, and ``call.recording.saved`` does not name the call's control id. Read 2026-11-29.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trunkline.carriers.forms import carriers_id
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
    instead_of_recording,
    plan_call,
)
from trunkline.domain.phone_numbers import NumberSettings
from trunkline.domain.provider_phones import Carrier

# Call control id, action, parameters.
Command = tuple[str, str, dict[str, Any]]

# The stages of a call in client_state: "answer" (taken up, nothing said), a step of a plan, and on the leg to the
# forward number "forwarded".
_PLANS = {"plan": plan_call, "after": after_forward, "last": instead_of_recording}


def next_commands(data: Mapping[str, Any], settings: NumberSettings | None) -> tuple[Command, ...]:
    """Return the command that an event asks for, followed by what to do instead where Telnyx refuses it.

    A pure function of event and settings; empty when there is nothing to do. Each ``command_id`` comes from the
    event's id, so that Telnyx does once what an event that comes twice asks for.
    """
    payload = data.get("payload")
    if not isinstance(payload, dict):
        return ()
    event_id = str(data.get("id"))
    return tuple(
        (control_id, action, {**parameters, "command_id": f"{event_id}-{index}" if index else event_id})
        for index, (control_id, action, parameters) in enumerate(
            _commands(str(data.get("event_type")), payload, settings)
        )
    )


def forwarded_from(payload: Mapping[str, Any]) -> str | None:
    """Return the id of the call whose caller this leg connects; None for a caller's own leg."""
    state = client_state(payload)
    return carriers_id(Carrier.TELNYX, state.get("call")) if state.get("stage") == "forwarded" else None


def client_state(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what we gave a command to carry; empty where it is not ours."""
    try:
        state = json.loads(base64.b64decode(str(payload.get("client_state") or "")))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _commands(kind: str, payload: Mapping[str, Any], settings: NumberSettings | None) -> Iterator[Command]:
    state = client_state(payload)
    stage, step = state.get("stage"), state.get("step", 0)
    control_id = payload.get("call_control_id") or state.get("caller")
    if not isinstance(control_id, str):
        return
    call = _Call(control_id, str(payload.get("call_leg_id") or ""), settings)
    match kind, stage:
        case "call.initiated", _ if payload.get("direction") == "incoming":
            yield call.taken_up()
        case "call.answered", "answer":
            yield from call.step("plan", 0)
        case "call.speak.ended", str() if stage in _PLANS and isinstance(step, int):
            yield from call.step(stage, step + 1)
        case "call.recording.saved", str() if stage in _PLANS:
            yield control_id, "hangup", {}
        case "call.hangup", "forwarded" if payload.get("hangup_cause") != "normal_clearing" and state.get("caller"):
            yield from _Call(str(state["caller"]), str(state.get("call") or ""), settings).step("after", 0)


class _Call:
    """A caller's leg and the steps that are taken with it."""

    def __init__(self, control_id: str, call_id: str, settings: NumberSettings | None) -> None:
        self._control_id, self._call_id, self._settings = control_id, call_id, settings

    def taken_up(self) -> Command:
        """Answer it, or reject it; nothing instead, for nobody waits in silence before."""
        if isinstance(plan_call(self._settings)[0], Reject):
            return self._control_id, "reject", {"cause": "CALL_REJECTED"}
        return self._control_id, "answer", {"client_state": _packed("answer", 0)}

    def step(self, stage: str, index: int) -> Iterator[Command]:
        """Plan a step, and what follows where it is refused: the next thing that the caller can be given."""
        steps: Sequence[Step] = _PLANS[stage](self._settings)
        step = steps[index] if 0 <= index < len(steps) else Hangup()
        match step:
            case Say(text):
                yield self._speak(text, stage, index)
                yield from self.step(stage, index + 1)
            case Forward(to_number):
                yield self._transfer(to_number, stage, index)
                yield from self.step("after", 0)
            case Record():
                yield self._record(stage, index)
                yield from self.step("last", 0)
            case _:
                yield self._control_id, "hangup", {}

    def _speak(self, text: str, stage: str, index: int) -> Command:
        return (
            self._control_id,
            "speak",
            {"payload": text, "voice": "female", "language": "en-US", "client_state": _packed(stage, index)},
        )

    def _transfer(self, to_number: str, stage: str, index: int) -> Command:
        leg_state = _packed("forwarded", index, caller=self._control_id, call=self._call_id)
        return (
            self._control_id,
            "transfer",
            {
                "to": to_number,
                "timeout_secs": FORWARD_SECONDS,
                "client_state": _packed(stage, index),
                "target_leg_client_state": leg_state,
            },
        )

    def _record(self, stage: str, index: int) -> Command:
        return (
            self._control_id,
            "record_start",
            {
                "format": "mp3",
                "channels": "single",
                "play_beep": True,
                "max_length": VOICEMAIL_SECONDS,
                # The event of its end does not name the call that is to be ended then.
                "client_state": _packed(stage, index, caller=self._control_id),
            },
        )


def _packed(stage: str, step: int, **more: str) -> str:
    return base64.b64encode(json.dumps({"stage": stage, "step": step, **more}).encode()).decode()
