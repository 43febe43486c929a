"""Call plans as Twilio and Plivo read them: XML, written by a library so that no text can become markup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from trunkline.domain.call_plans import FORWARD_SECONDS, VOICEMAIL_SECONDS, Forward, Hangup, Record, Reject, Say, Step

NOTHING = '<?xml version="1.0" encoding="UTF-8"?>\n<Response />'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The differences of the two languages."""

    say: str
    # What names the URL, and its method, to which a recording is reported.
    recorded: tuple[str, str]
    reject: str
    reject_attributes: dict[str, str]
    number: Callable[[str], str]


_TWILIO = _Words(
    say="Say",
    recorded=("recordingStatusCallback", "recordingStatusCallbackMethod"),
    reject="Reject",
    reject_attributes={},
    number=lambda e164: e164,
)
_PLIVO = _Words(
    say="Speak",
    recorded=("callbackUrl", "callbackMethod"),
    reject="Hangup",
    reject_attributes={"reason": "rejected"},
    number=lambda e164: e164.removeprefix("+"),
)


def twiml(steps: Sequence[Step], url: Callable[[str], str]) -> str:
    """Write the steps as TwiML; ``url`` tells where Twilio reports."""
    return _written(steps, url, _TWILIO)


def plivo_xml(steps: Sequence[Step], url: Callable[[str], str]) -> str:
    """Write the steps as Plivo XML; ``url`` tells where Plivo reports."""
    return _written(steps, url, _PLIVO)


def _written(steps: Sequence[Step], url: Callable[[str], str], words: _Words) -> str:
    response = Element("Response")
    for step in steps:
        match step:
            case Say(text):
                SubElement(response, words.say).text = _for_xml(text)
            case Forward(to_number):
                dial = SubElement(response, "Dial", action=url("dial"), method="POST", timeout=str(FORWARD_SECONDS))
                SubElement(dial, "Number").text = words.number(to_number)
            case Record():
                SubElement(response, "Record", _recording(url, words))
            case Hangup():
                SubElement(response, "Hangup")
            case Reject():
                SubElement(response, words.reject, words.reject_attributes)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(response, encoding="unicode")


def _recording(url: Callable[[str], str], words: _Words) -> dict[str, str]:
    callback, callback_method = words.recorded
    return {
        # Without an action Twilio would ask for this document again, for ever.
        "action": url("done"),
        "method": "POST",
        # Plivo's default is a minute.
        "maxLength": str(VOICEMAIL_SECONDS),
        "playBeep": "true",
        callback: url("recording"),
        callback_method: "POST",
    }


def _for_xml(text: str) -> str:
    return "".join(character if _is_xml(character) else " " for character in text)


def _is_xml(character: str) -> bool:
    """Tell whether XML can hold the character, escaped or not. No pattern: compiling it would take 6 ms.

    Source: W3C, "Extensible Markup Language (XML) 1.0 (Fifth Edition)", 2.2 "Characters"; read 2026-11-28.
    """
    return (
        character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )
