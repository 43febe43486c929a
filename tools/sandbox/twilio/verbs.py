"""What TwiML verbs do to a call."""

from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from tools.sandbox.documents import CALL_SECONDS, Document, Verb, attribute_url, method_of
from tools.sandbox.orders import COMPLETED, FULL
from tools.sandbox.twilio.calls import IncomingCall
from tools.sandbox.wire import Json


def _speak(call: IncomingCall, _verb: ET.Element, _url: str) -> None:
    call.pick_up()


def _start(call: IncomingCall, verb: ET.Element, url: str) -> None:
    call.pick_up()
    for noun in verb.findall("Recording"):
        channels = 2 if noun.get("channels") == "dual" else 1
        _recorded(call, noun, url, call.record("StartCallRecordingTwiML", channels))


def _record(call: IncomingCall, verb: ET.Element, url: str) -> Document | None:
    call.pick_up()
    callback = attribute_url(verb, "recordingStatusCallback", url)
    events = verb.get("recordingStatusCallbackEvent", "completed")
    if not call.order.recording:
        # Silence: the action is not asked, and what follows the verb is done.
        call.tell_of_silence(callback, method_of(verb, "recordingStatusCallbackMethod"), events)
        return None
    recording = call.record("RecordVerb")
    is_full = call.order.recording == FULL
    if not is_full:
        # The caller says something and hangs up; the action is still asked, its document no longer carried out.
        call.end(COMPLETED)
    fields = {key: value for key, value in call.recording_fields(recording).items() if key.startswith("Recording")}
    action = attribute_url(verb, "action", url) or url
    digits = {"Digits": "" if is_full else "hangup"}
    document = call.ask("record-action", action, method_of(verb, "method"), {**fields, **digits})
    _recorded(call, verb, url, recording)
    return document if is_full else None


def _dial(call: IncomingCall, verb: ET.Element, url: str) -> Document | None:
    is_taken = call.order.outcome == COMPLETED
    if is_taken or verb.get("answerOnBridge") != "true":
        call.pick_up()
    called = next(((noun.text or "").strip() for noun in verb.findall("Number")), "")
    leg = call.new_leg(called)
    for noun in verb.findall("Number"):
        _tell_of_leg(call, noun, url, leg)
    fields = {"DialCallSid": leg, "DialCallStatus": call.order.outcome}
    recording = call.record("DialVerb") if is_taken and verb.get("record", "do-not-record") not in _UNRECORDED else None
    if is_taken:
        fields |= {"DialBridged": "true", "DialCallDuration": str(CALL_SECONDS)}
    if recording:
        fields["RecordingUrl"] = call.recording_fields(recording)["RecordingUrl"]
        _recorded(call, verb, url, recording)
    action = attribute_url(verb, "action", url)
    if action:
        return call.ask("dial-action", action, method_of(verb, "method"), fields)
    if is_taken:
        call.end(COMPLETED)
    return None


def _tell_of_leg(call: IncomingCall, noun: ET.Element, url: str, leg: str) -> None:
    callback = attribute_url(noun, "statusCallback", url)
    wanted = noun.get("statusCallbackEvent", "completed").split()
    is_taken = call.order.outcome == COMPLETED
    story = ["initiated", "ringing", *(["answered"] if is_taken else []), "completed"]
    for sequence, event in enumerate(story):
        if not callback or event not in wanted:
            continue
        status = {"answered": "in-progress", "completed": call.order.outcome}.get(event, event)
        fields = {
            "CallSid": leg,
            "ParentCallSid": call.call["id"],
            "CallStatus": status,
            "CallbackSource": "call-progress-events",
            "Direction": "outbound-dial",
            "SequenceNumber": str(sequence),
            "From": call.order.party.caller,
            "To": (noun.text or "").strip(),
        }
        if event == "completed":
            fields |= {"CallDuration": str(CALL_SECONDS if is_taken else 0)}
        call.tell(f"dial-{event}", callback, method_of(noun, "statusCallbackMethod"), fields)


def _reject(call: IncomingCall, verb: ET.Element, _url: str) -> None:
    call.end("busy" if verb.get("reason") == "busy" else "no-answer")


def _hang_up(call: IncomingCall, _verb: ET.Element, _url: str) -> None:
    call.pick_up()
    call.end(COMPLETED)


def _redirect(call: IncomingCall, verb: ET.Element, url: str) -> Document | None:
    call.pick_up()
    target = urljoin(url, (verb.text or "").strip())
    document = call.ask("redirect", target, method_of(verb, "method"), {})
    if document is None:
        call.end(COMPLETED)
    return document


def _recorded(call: IncomingCall, verb: ET.Element, url: str, recording: Json) -> None:
    callback = attribute_url(verb, "recordingStatusCallback", url)
    events = verb.get("recordingStatusCallbackEvent", "completed")
    call.tell_of_recording(recording, callback, method_of(verb, "recordingStatusCallbackMethod"), events)


_UNRECORDED = frozenset({"do-not-record", "false"})

VERBS: dict[str, Verb[IncomingCall]] = {
    "Dial": _dial,
    "Gather": _speak,
    "Hangup": _hang_up,
    "Pause": _speak,
    "Play": _speak,
    "Record": _record,
    "Redirect": _redirect,
    "Reject": _reject,
    "Say": _speak,
    "Start": _start,
}
