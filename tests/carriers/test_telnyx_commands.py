"""Telnyx calls, which are driven by commands."""

import base64
import json
from typing import Any

import pytest
from trunkline.domain.call_plans import UNAVAILABLE

from tests.carriers.lines import Line, telnyx_event
from tests.carriers.sandboxed import ACCOUNTS, Carriers
from tests.support.template import resources


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


FORWARDS = {"voiceForwardNumber": "+442079460001", "voiceUnavailableMessage": "Later"}
VOICEMAIL = {"voiceWorkMode": "voicemail", "voicemailGreeting": "Speak"}


@pytest.mark.parametrize("status", [403, 422, 429, 500])
@pytest.mark.parametrize(
    ("settings", "refused", "taken"),
    [
        (FORWARDS, ["transfer"], ["transfer", "speak Later"]),
        (FORWARDS, ["transfer", "speak"], ["transfer", "speak Later", "hangup"]),
        (FORWARDS | VOICEMAIL | {"voiceWorkMode": "always_forward"}, ["transfer"], ["transfer", "speak Speak"]),
        (VOICEMAIL, ["speak"], ["speak Speak", "record_start"]),
        (VOICEMAIL, ["speak", "record_start"], ["speak Speak", "record_start", f"speak {UNAVAILABLE}", "hangup"]),
        (FORWARDS | {"voiceGreetingMessage": "Hi"}, ["speak"], ["speak Hi", "transfer"]),
    ],
)
def test_a_caller_is_given_the_next_thing_when_telnyx_refuses_one(  # noqa: PLR0917 - fixtures and cases
    line_of: Any, carriers: Carriers, status: int, settings: dict[str, Any], refused: list[str], taken: list[str]
) -> None:
    line: Line = line_of("telnyx", **settings)
    carriers.add_call("v3:abc")
    for action in refused:
        carriers.fail("telnyx", status, path=f"/actions/{action}$", times=9)
    answered = telnyx_event("call.answered", 1, client_state=packed({"stage": "answer", "step": 0}))
    assert line.deliver(*answered).status == 204
    assert sent(carriers) == taken
    assert [call["status"] for call in line.calls().json()] == ["in_progress"]


def test_a_recording_that_is_refused_leaves_a_message_and_then_the_call(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx", **VOICEMAIL)
    carriers.add_call("v3:abc")
    carriers.fail("telnyx", 422, path="/actions/record_start$")
    spoken = telnyx_event("call.speak.ended", 1, client_state=packed({"stage": "plan", "step": 0}))
    line.deliver(*spoken)
    state = carriers.commands()[-1][2]["client_state"]
    line.deliver(*telnyx_event("call.speak.ended", 2, client_state=state))
    assert sent(carriers) == ["record_start", f"speak {UNAVAILABLE}", "hangup"]


def test_what_was_refused_is_counted(line_of: Any, carriers: Carriers, capsys: pytest.CaptureFixture[str]) -> None:
    line: Line = line_of("telnyx", **FORWARDS)
    carriers.add_call("v3:abc")
    carriers.account("telnyx").shelf("applications")[ACCOUNTS["telnyx"][0]]["outbound"] = {}
    line.deliver(*telnyx_event("call.answered", 1, client_state=packed({"stage": "answer", "step": 0})))
    counted = [json.loads(each) for each in capsys.readouterr().out.splitlines() if "CallCommandsRefused" in each]
    assert [each["CallCommandsRefused"] for each in counted] == [[1.0]]
    (alarm,) = [
        each["Properties"]
        for each in resources("AWS::CloudWatch::Alarm").values()
        if each["Properties"].get("MetricName") == "CallCommandsRefused"
    ]
    assert alarm["Threshold"] > 0


def test_a_call_that_has_ended_is_given_nothing_more(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx", **FORWARDS)
    carriers.add_call("v3:abc")
    carriers.sandbox.store.calls["v3:abc"]["status"] = "ended"
    assert line.deliver(*telnyx_event("call.answered", 1, client_state=packed({"stage": "answer"}))).status == 204
    assert sent(carriers) == ["transfer"]


def test_events_are_sent_again_while_telnyx_takes_no_command_at_all(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx", **FORWARDS)
    carriers.add_call("v3:abc")
    carriers.fail("telnyx", 503, path="/actions/", times=3)
    event = telnyx_event("call.answered", 1, client_state=packed({"stage": "answer", "step": 0}))
    assert line.deliver(*event).status == 503
    assert line.deliver(*event).status == 204
    assert sent(carriers)[-1] == "transfer"


def test_a_full_voicemail_ends_the_call_though_its_event_does_not_name_it(line_of: Any, carriers: Carriers) -> None:
    line: Line = line_of("telnyx", **VOICEMAIL)
    carriers.add_call("v3:abc")
    line.deliver(*telnyx_event("call.speak.ended", 1, client_state=packed({"stage": "plan", "step": 0})))
    state = carriers.commands()[-1][2]["client_state"]
    kind, event = telnyx_event("call.recording.saved", 2, client_state=state)
    del event["data"]["payload"]["call_control_id"]
    assert line.deliver(kind, event).status == 204
    assert carriers.commands()[-1][:2] == ("v3:abc", "hangup")


@pytest.mark.parametrize("state", ["[" * 200_000, '{"stage": ["plan"]}', '{"stage": "plan", "step": "x"}', "\ud800"])
def test_a_client_state_that_is_not_ours_asks_for_nothing(line_of: Any, carriers: Carriers, state: str) -> None:
    line: Line = line_of("telnyx")
    packed_state = base64.b64encode(state.encode("utf-16", "surrogatepass")).decode()
    if len(packed_state) < 200_000:
        assert line.deliver(*telnyx_event("call.speak.ended", 1, client_state=packed_state)).status == 204
    packed_state = base64.b64encode(state.encode(errors="replace")).decode()[:240_000]
    assert line.deliver(*telnyx_event("call.speak.ended", 2, client_state=packed_state)).status == 204
    assert carriers.commands() == []


def packed(state: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(state).encode()).decode()


def sent(carriers: Carriers) -> list[str]:
    """The commands that Telnyx was sent, taken or not; of what is spoken the text too."""
    return [f"{action} {more['payload']}" if action == "speak" else action for _, action, more in carriers.commands()]
