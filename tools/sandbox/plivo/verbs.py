"""What the verbs of Plivo XML do to a call."""

from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from tools.sandbox.documents import CALL_SECONDS, Document, Verb, attribute_url, method_of
from tools.sandbox.orders import BUSY, COMPLETED, FULL
from tools.sandbox.plivo.calls import CAUSES, REJECTED, STATUSES, IncomingCall, recording_fields


def _speak(call: IncomingCall, _verb: ET.Element, _url: str) -> None:
    call.pick_up()


def _pre_answer(_call: IncomingCall, _verb: ET.Element, _url: str) -> None:
    """Do nothing: what it says is heard before the call is answered."""


def _record(call: IncomingCall, verb: ET.Element, url: str) -> Document | None:
    callback, method = attribute_url(verb, "callbackUrl", url), method_of(verb, "callbackMethod")
    file_format = "wav" if verb.get("fileFormat") == "wav" else "mp3"
    if verb.get("startOnDialAnswer") == "true":
        call.waiting_recordings.append((file_format, callback, method))
        return None
    call.pick_up()
    action, action_method = attribute_url(verb, "action", url), method_of(verb, "method")
    if verb.get("recordSession") == "true":
        recording = call.record_in_background(file_format, callback, method)
        if action:
            call.ask("record-action", action, action_method, {**recording_fields(recording), "Event": "Record"})
        return None
    if not call.order.recording:
        return None
    recording = call.record(file_format)
    is_full = call.order.recording == FULL
    reason = "maxlength" if is_full else "hangup"
    fields = {**recording_fields(recording), "Digits": "", "Event": "Record", "RecordingEndReason": reason}
    if not is_full:
        # The caller says something and hangs up; the action is still asked, its document no longer carried out.
        call.end()
    document = call.ask("record-action", action, action_method, fields) if action else None
    if callback:
        call.tell("recording", callback, method, {**fields, "Event": "RecordStop"})
    return document if is_full else None


def _dial(call: IncomingCall, verb: ET.Element, url: str) -> Document | None:
    call.pick_up()
    is_taken = call.order.outcome == COMPLETED
    called = next(("".join(noun.itertext()).strip() for noun in verb.findall("Number")), "")
    status, leg = STATUSES[call.order.outcome], call.new_leg(f"+{called.removeprefix('+')}")
    legs = {"DialALegUUID": call.call["id"], "DialBLegUUID": leg}
    if is_taken:
        for file_format, callback, method in call.waiting_recordings:
            call.record_in_background(file_format, callback, method)
        call.waiting_recordings.clear()
    _tell_of_leg(call, verb, url, {**legs, "DialBLegTo": called.removeprefix("+")})
    action = attribute_url(verb, "action", url)
    if action:
        fields = {
            **legs,
            "DialHangupCause": "NORMAL_CLEARING" if is_taken else status.upper().replace("-", "_"),
            "DialRingStatus": "true",
            "DialStatus": status,
        }
        document = call.ask("dial-action", action, method_of(verb, "method"), fields)
        if verb.get("redirect", "true") == "true":
            return document
    if is_taken:
        call.end()
    return None


def _tell_of_leg(call: IncomingCall, verb: ET.Element, url: str, legs: dict[str, str]) -> None:
    callback, method = attribute_url(verb, "callbackUrl", url), method_of(verb, "callbackMethod")
    if not callback:
        return
    is_taken = call.order.outcome == COMPLETED
    if is_taken:
        answer = {**legs, "DialAction": "answer", "DialBLegStatus": "answer", "Event": "DialAnswer"}
        call.tell("dial-answer", callback, method, answer)
    ending = {
        **legs,
        "DialAction": "hangup",
        "DialBLegDuration": str(CALL_SECONDS if is_taken else 0),
        "DialBLegStatus": "hangup",
        "Event": "DialHangup",
    }
    call.tell("dial-hangup", callback, method, ending)


def _hang_up(call: IncomingCall, verb: ET.Element, _url: str) -> None:
    if verb.get("reason") in {"busy", "rejected"} and call.call["status"] == "ringing":
        call.end(CAUSES[BUSY] if verb.get("reason") == "busy" else REJECTED)
        return
    call.pick_up()
    call.end()


def _redirect(call: IncomingCall, verb: ET.Element, url: str) -> Document | None:
    call.pick_up()
    target = urljoin(url, (verb.text or "").strip())
    document = call.ask("redirect", target, method_of(verb, "method"), {"Event": "Redirect"})
    if document is None:
        call.end()
    return document


VERBS: dict[str, Verb[IncomingCall]] = {
    "Dial": _dial,
    "GetDigits": _speak,
    "GetInput": _speak,
    "Hangup": _hang_up,
    "Play": _speak,
    "PreAnswer": _pre_answer,
    "Record": _record,
    "Redirect": _redirect,
    "Speak": _speak,
    "Wait": _speak,
}
