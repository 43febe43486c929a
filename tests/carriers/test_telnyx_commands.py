"""Telnyx calls, which are driven by commands."""

from typing import Any

from tests.carriers.lines import Line, telnyx_event
from tests.carriers.sandboxed import Carriers


def commands(carriers: Carriers) -> list[tuple[str, str, dict[str, Any]]]:
    return carriers.commands()


def test_a_telnyx_call_is_driven_by_commands(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of(
        "telnyx", voiceGreetingMessage="Hi", voiceForwardNumber="+442079460001", voicemailGreeting="Speak"
    )
    script = [
        ("call.initiated", {"direction": "incoming"}, "answer"),
        ("call.answered", {}, "speak"),
        ("call.speak.ended", {}, "transfer"),
    ]
    for number, (kind, payload, action) in enumerate(script):
        before = commands(carriers)[-1][2].get("client_state") if commands(carriers) else None
        assert line.deliver(*telnyx_event(kind, number, client_state=before, **payload)).status == 204
        control_id, done, parameters = commands(carriers)[-1]
        assert (done, parameters["command_id"]) == (action, f"ev-{number}")
        assert control_id in ("v3:abc", "v3%3Aabc")
    transfer = commands(carriers)[-1][2]
    assert transfer["to"] == "+442079460001"
    # Nobody takes it: the caller's own leg hears the voicemail greeting.
    state = transfer["target_leg_client_state"]
    missed = telnyx_event(
        "call.hangup", 9, call_control_id="v3:leg-b", call_leg_id="b", client_state=state, hangup_cause="timeout"
    )
    line.deliver(*missed)
    control_id, done, parameters = commands(carriers)[-1]
    assert (control_id.replace("%3A", ":"), done, parameters["payload"]) == ("v3:abc", "speak", "Speak")
    line.deliver(*telnyx_event("call.speak.ended", 10, client_state=parameters["client_state"]))
    assert commands(carriers)[-1][1] == "record_start"
    line.deliver(*telnyx_event("call.recording.saved", 11, client_state=commands(carriers)[-1][2]["client_state"]))
    assert commands(carriers)[-1][1] == "hangup"


def test_a_telnyx_call_is_rejected_where_voice_is_off(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx", enableVoice=False)
    line.deliver(*telnyx_event("call.initiated", 1, direction="incoming"))
    assert commands(carriers)[-1][1] == "reject"


def test_a_command_that_telnyx_did_not_take_is_asked_for_again(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx")
    event = telnyx_event("call.initiated", 1, direction="incoming")
    carriers.fail("telnyx", 503, path="/actions/")
    assert line.deliver(*event).status == 503
    assert line.deliver(*event).status == 204
    carriers.fail("telnyx", 404, path="/actions/")
    assert line.deliver(*event).status == 204
    assert [call["status"] for call in line.calls().json()] == ["ringing"]
