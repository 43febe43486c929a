"""Call Control commands: checked, answered, and kept for the call to act on."""

import base64
import binascii

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.telnyx.bodies import sent, shown
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.telnyx.outbound import require_dialable
from tools.sandbox.wire import Answer, Json, Request


def _base64(value: object) -> str:
    try:
        base64.b64decode(p.text(value), validate=True)
    except binascii.Error:
        raise ValueError("must be base64") from None
    return str(value)


_HEADERS = p.list_of(p.record({"name": p.filled, "value": p.text}, ["name", "value"]))
_LOOP = p.integer(1, 100)
_ANY: dict[str, p.Check] = {"client_state": _base64, "command_id": p.filled}
_RECORD: dict[str, p.Check] = {
    "record": p.one_of("record-from-answer"),
    "record_channels": p.one_of("single", "dual"),
    "record_custom_file_name": p.filled,
    "record_format": p.one_of("wav", "mp3"),
    "record_max_length": p.integer(0, 43_200),
    "record_timeout_secs": p.integer(0, 3600),
    "record_track": p.one_of("both", "inbound", "outbound"),
    "record_trim": p.one_of("trim-silence"),
}
_WEBHOOK: dict[str, p.Check] = {"webhook_url": p.url, "webhook_url_method": p.one_of("POST", "GET")}

# Telnyx's OpenAPI file spec3.yml (commit 12de4dd, 2026-07-16), *CallRequest and StartRecordingRequest: what a service
# that answers calls has a use for.
_COMMANDS: dict[str, tuple[dict[str, p.Check], tuple[str, ...]]] = {
    "answer": (
        {
            **_ANY,
            **_RECORD,
            **_WEBHOOK,
            "billing_group_id": p.filled,
            "custom_headers": _HEADERS,
            "sip_headers": _HEADERS,
        },
        (),
    ),
    "hangup": ({**_ANY, "custom_headers": _HEADERS, "reason": p.text}, ()),
    "playback_start": (
        {
            **_ANY,
            "audio_type": p.one_of("mp3", "wav"),
            "audio_url": p.url,
            "cache_audio": p.flag,
            "loop": _LOOP,
            "media_name": p.filled,
            "overlay": p.flag,
            "playback_content": _base64,
            "stop": p.one_of("current", "all"),
            "target_legs": p.one_of("self", "opposite", "both"),
        },
        (),
    ),
    "playback_stop": ({**_ANY, "overlay": p.flag, "stop": p.one_of("current", "all")}, ()),
    "record_start": (
        {
            **_ANY,
            "channels": p.one_of("single", "dual"),
            "custom_file_name": p.filled,
            "format": p.one_of("wav", "mp3"),
            "max_length": p.integer(0, 14_400),
            "play_beep": p.flag,
            "recording_track": p.one_of("both", "inbound", "outbound"),
            "timeout_secs": p.integer(0, 3600),
            "transcription": p.flag,
            "trim": p.one_of("trim-silence"),
        },
        ("channels", "format"),
    ),
    "record_stop": ({**_ANY, "recording_id": p.filled}, ()),
    "reject": (
        {**_ANY, "cause": p.one_of("CALL_REJECTED", "NOT_FOUND", "TEMPORARILY_UNAVAILABLE", "USER_BUSY")},
        ("cause",),
    ),
    "speak": (
        {
            **_ANY,
            "language": p.matching(r"[a-z]{2,3}(-[A-Z]{2}(-[A-Z]{3})?)?", "a language as in en-US"),
            "loop": _LOOP,
            "payload": p.filled,
            "payload_type": p.one_of("text", "ssml"),
            "service_level": p.one_of("basic", "premium"),
            "stop": p.one_of("current", "all"),
            "target_legs": p.one_of("self", "opposite", "both"),
            "voice": p.filled,
        },
        ("payload", "voice"),
    ),
    "transfer": (
        {
            **_ANY,
            **_RECORD,
            **_WEBHOOK,
            "answering_machine_detection": p.one_of(
                "premium", "detect", "detect_beep", "detect_words", "greeting_end", "disabled"
            ),
            "audio_url": p.url,
            "custom_headers": _HEADERS,
            "early_media": p.flag,
            "from": p.filled,
            "from_display_name": p.matching(r".{1,128}", "at most 128 characters"),
            "media_encryption": p.one_of("disabled", "SRTP", "DTLS"),
            "mute_dtmf": p.one_of("none", "both", "self", "opposite"),
            "park_after_unbridge": p.one_of("self"),
            "sip_headers": _HEADERS,
            "target_leg_client_state": _base64,
            "time_limit_secs": p.integer(30, 14_400),
            "timeout_secs": p.integer(5, 600),
            "to": p.matching(r"\+[1-9]\d{6,14}|sips?:.+", "a number in +E.164 format or a SIP URI"),
        },
        ("to",),
    ),
}
# A call that nobody answered takes only these.
_BEFORE_ANSWER = frozenset({"answer", "hangup", "reject", "transfer"})


class Commands:
    """Takes the commands for calls that are under way."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, account: Account, request: Request, call_control_id: str, command: str) -> Answer:
        """Keep a command; one whose ``command_id`` came before is not carried out again."""
        if command not in _COMMANDS:
            raise TelnyxError(404)
        call = self._store.calls.get(call_control_id)
        if call is None or call["carrier"] != "telnyx" or call["accountId"] != account.account_id:
            detail = "The call_control_id provided was not valid."
            raise TelnyxError(422, detail, code="90015", title="Invalid Call Control ID")
        members = sent(request, *_COMMANDS[command])
        _admit(call, command)
        if command == "transfer":
            require_dialable(account, call["connectionId"], members["to"])
        known = {kept["parameters"].get("command_id") for kept in call["commands"]} - {None}
        if members.get("command_id") not in known:
            call["commands"].append({"command": command, "parameters": members})
        return shown({"result": "ok"})


def _admit(call: Json, command: str) -> None:
    if call["status"] == "ended":
        raise TelnyxError(
            422,
            "This call is no longer active and can't receive commands.",
            code="90018",
            title="Call has already ended",
        )
    # Commands are carried out in order: what was accepted before counts.
    is_answered = call["status"] == "in-progress" or any(kept["command"] == "answer" for kept in call["commands"])
    if not is_answered and command not in _BEFORE_ANSWER:
        raise TelnyxError(
            422,
            "This call can't receive this command because it has not been answered yet.",
            code="90034",
            title="Call not answered yet",
        )
