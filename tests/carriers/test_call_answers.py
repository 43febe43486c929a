"""What a caller hears."""

from typing import Any

import pytest

from tests.carriers.lines import Line, spoken

PLANS: list[tuple[dict[str, Any], list[tuple[str, str | None]]]] = [
    ({}, [("Say", "We cannot take your call right now. Please try again later."), ("Hangup", None)]),
    (
        {"voiceGreetingMessage": "Hi <you> & me", "voiceForwardNumber": "+442079460001"},
        [("Say", "Hi <you> & me"), ("Dial", "+442079460001")],
    ),
    ({"voiceWorkMode": "always_forward", "voiceForwardNumber": "+442079460001"}, [("Dial", "+442079460001")]),
    (
        {"voiceWorkMode": "always_message", "voiceUnavailableMessage": "Later", "voiceForwardNumber": "+442079460001"},
        [("Say", "Later"), ("Hangup", None)],
    ),
    ({"voiceWorkMode": "voicemail", "voicemailGreeting": "Speak"}, [("Say", "Speak"), ("Record", None)]),
    (
        {"voiceWorkMode": "voicemail_off_hours", "voiceOffHoursMessage": "Closed"},
        [("Say", "Closed"), ("Say", "Please leave a message after the tone."), ("Record", None)],
    ),
    ({"enableVoice": False, "voiceUnavailableMessage": "No calls"}, [("Say", "No calls"), ("Hangup", None)]),
    ({"enableVoice": False}, [("Reject", None)]),
]


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
@pytest.mark.parametrize(("settings", "expected"), PLANS)
def test_a_call_is_answered_by_the_settings_of_the_linked_number(
    line_of: Any, carrier: str, settings: dict[str, Any], expected: list[tuple[str, str | None]]
) -> None:
    line: Line = line_of(carrier, **settings)
    if carrier == "plivo":
        words = {"Say": "Speak", "Reject": "Hangup"}
        expected = [
            (words.get(tag, tag), text and (text.lstrip("+") if tag == "Dial" else text)) for tag, text in expected
        ]
    assert spoken(line.deliver(*line.call()[0])) == expected


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_a_number_that_no_workspace_has_says_so(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier)
    line.api.link(line.number["uuid"], None)
    assert spoken(line.deliver(*line.call()[0]))[0][1] == "The number you have called is not in service."


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_each_call_is_answered_by_what_the_number_is_linked_to_and_says_by_then(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier, voiceWorkMode="always_message", voiceUnavailableMessage="one")
    first, phone = line.number["uuid"], line.number["providerPhoneUuid"]
    heard = [_heard(line)]
    line.api.update(first, voiceUnavailableMessage="two")
    heard.append(_heard(line))
    line.api.link(first, None)
    heard.append(_heard(line))
    other = line.api.created(voiceWorkMode="always_message", voiceUnavailableMessage="three")
    assert line.api.link(other["uuid"], phone).status == 200
    heard += [_heard(line), _heard(line)]

    assert heard == ["one", "two", "The number you have called is not in service.", "three", "three"]


def _heard(line: Line) -> str | None:
    return spoken(line.deliver(*line.call()[0]))[0][1]


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_a_forwarded_call_that_nobody_takes_goes_to_voicemail(line_of: Any, carrier: str) -> None:
    line: Line = line_of(carrier, voiceForwardNumber="+442079460001", voicemailGreeting="Speak")
    first = line.deliver(*line.call()[0]).text
    assert f'action="{line.base}/dial"' in first
    name = {"twilio": "DialCallStatus", "plivo": "DialStatus"}[carrier]
    taken = spoken(line.deliver("dial", {"CallSid": "c", name: "completed"}))
    assert taken == [("Hangup", None)]
    missed = line.deliver("dial", {"CallSid": "c", name: "no-answer"})
    assert [tag for tag, _ in spoken(missed)][-1] == "Record"
    assert f"{line.base}/recording" in missed.text
    assert spoken(line.deliver("done", {"CallSid": "c"})) == [("Hangup", None)]


def test_a_text_that_xml_cannot_hold_does_not_break_the_answer(line_of: Any) -> None:
    line: Line = line_of("twilio", voiceUnavailableMessage="a\u0000b\u0008c\ufffe]]>")
    assert spoken(line.deliver(*line.call()[0]))[0][1] == "a b c ]]>"
