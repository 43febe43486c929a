"""Call plans as Twilio and Plivo read them: XML, written by a library so that no text can become markup."""

import re
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from trunkline.domain.call_plans import FORWARD_SECONDS, VOICEMAIL_SECONDS, Forward, Hangup, Record, Reject, Say, Step

# What XML 1.0 cannot hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NOTHING = '<?xml version="1.0" encoding="UTF-8"?>\n<Response />'


def twiml(steps: Sequence[Step], url: Callable[[str], str]) -> str:
    """The steps as TwiML; ``url`` tells where Twilio reports."""
    response = Element("Response")
    for step in steps:
        match step:
            case Say(text):
                SubElement(response, "Say").text = _clean(text)
            case Forward(to_number):
                dial = SubElement(response, "Dial", action=url("dial"), method="POST", timeout=str(FORWARD_SECONDS))
                SubElement(dial, "Number").text = to_number
            case Record():
                SubElement(
                    response,
                    "Record",
                    # Without an action Twilio would ask for this document again, for ever.
                    action=url("done"),
                    method="POST",
                    maxLength=str(VOICEMAIL_SECONDS),
                    playBeep="true",
                    recordingStatusCallback=url("recording"),
                    recordingStatusCallbackMethod="POST",
                )
            case Hangup():
                SubElement(response, "Hangup")
            case Reject():
                SubElement(response, "Reject")
    return _document(response)


def plivo_xml(steps: Sequence[Step], url: Callable[[str], str]) -> str:
    """The steps as Plivo XML."""
    response = Element("Response")
    for step in steps:
        match step:
            case Say(text):
                SubElement(response, "Speak").text = _clean(text)
            case Forward(to_number):
                dial = SubElement(response, "Dial", action=url("dial"), method="POST", timeout=str(FORWARD_SECONDS))
                SubElement(dial, "Number").text = to_number.removeprefix("+")
            case Record():
                SubElement(
                    response,
                    "Record",
                    action=url("done"),
                    method="POST",
                    # Plivo's default is a minute.
                    maxLength=str(VOICEMAIL_SECONDS),
                    playBeep="true",
                    callbackUrl=url("recording"),
                    callbackMethod="POST",
                )
            case Hangup():
                SubElement(response, "Hangup")
            case Reject():
                SubElement(response, "Hangup", reason="rejected")
    return _document(response)


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text)


def _document(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(response, encoding="unicode")
