"""What is read of the carriers' deliveries. Whatever else one holds is covered by its signature and ignored.

A field that the readers of ``trunkline.carriers`` ask for and that is missing here, or the other way round, is found by
tests/openapi/test_webhooks.py.
"""

from typing import Any

from trunkline.domain.provider_phones import Carrier

Schema = dict[str, Any]
Examples = dict[str, dict[str, Any]]

_TWILIO = {
    "CallSid": "The call; without it a delivery of kind `voice`, `status` or `recording` tells nothing.",
    "CallStatus": "Its state, such as `ringing` or `completed`.",
    "CallDuration": "In seconds.",
    "SipResponseCode": "Why it failed.",
    "Direction": "`inbound`, or a form of `outbound`.",
    "From": "Who calls or writes.",
    "To": "The number.",
    "DialCallStatus": "Kind `dial`: how the forwarded call ended.",
    "DialCallSid": "Kind `dial`: the forwarded call.",
    "DialCallDuration": "Kind `dial`: its seconds.",
    "RecordingSid": "The recording; without it a delivery of kind `recording` tells nothing.",
    "RecordingStatus": "Its state.",
    "RecordingUrl": "Where it is; asks for the account's credentials.",
    "RecordingDuration": "In seconds.",
    "RecordingChannels": "How many.",
    "MessageSid": "The message; without it a delivery of kind `message` tells nothing.",
    "Body": "Its text.",
    "NumMedia": "How many media it has; ten are read at most.",
}
_PLIVO = {
    "CallUUID": "The call; without it a delivery of kind `voice`, `hangup` or `recording` tells nothing.",
    "call_uuid": "As a recording that was begun by the API names it.",
    "CallStatus": "Its state, such as `ringing` or `completed`.",
    "Duration": "In seconds.",
    "AnswerTime": "When it was answered, if it was.",
    "HangupCauseName": "Why it ended.",
    "HangupCause": "The same, from older applications.",
    "Direction": "`inbound` or `outbound`.",
    "From": "Who calls or writes; the `+` is put before it.",
    "To": "The number; the `+` is put before it.",
    "DialStatus": "Kind `dial`: how the forwarded call ended.",
    "DialBLegUUID": "Kind `dial`: the forwarded call.",
    "DialBLegTo": "Kind `dial`: whom it went to.",
    "DialBLegDuration": "Kind `dial`: its seconds.",
    "RecordingID": "The recording; without it a delivery of kind `recording` tells nothing.",
    "recording_id": "As a recording that was begun by the API names it.",
    "RecordUrl": "Where it is.",
    "record_url": "As a recording that was begun by the API names it.",
    "RecordingDuration": "In seconds.",
    "recording_duration": "As a recording that was begun by the API names it.",
    "MessageUUID": "The message; without it a delivery of kind `message` tells nothing.",
    "Text": "Its text.",
    "Body": "The same, where there is no `Text`.",
}
_PARTY = {
    "type": "object",
    "properties": {"phone_number": {"type": "string", "description": "The number of that side."}},
    "required": ["phone_number"],
}
_MOMENT = {"type": "string", "format": "date-time"}
_PAYLOAD: Schema = {
    "call_control_id": {"type": "string", "description": "What a call is driven by."},
    "call_leg_id": {"type": "string", "description": "The call; without it an event of a call tells nothing."},
    "client_state": {"type": ["string", "null"], "description": "Ours, in base64: where a call plan stands."},
    "direction": {"type": "string", "description": "Calls: `incoming` or `outgoing`."},
    "from": {
        "description": "Who calls, or who writes.",
        "anyOf": [{"type": "string"}, _PARTY],
    },
    "to": {
        "description": "The number: of a message in the first entry.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": _PARTY}],
    },
    "start_time": {**_MOMENT, "description": "When the call began."},
    "hangup_cause": {"type": "string", "description": "Why a call ended."},
    "recording_started_at": {**_MOMENT, "description": "When the recording began."},
    "recording_ended_at": {**_MOMENT, "description": "When the recording ended."},
    "recording_id": {"type": "string", "description": "The recording; its link is asked for with it."},
    "channels": {"type": "string", "description": "`single` or `dual`."},
    "id": {"type": "string", "description": "The message; without it an event of a message tells nothing."},
    "text": {"type": ["string", "null"], "description": "The message's text."},
    "media": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"url": {"type": ["string", "null"], "description": "Where a medium is."}},
        },
        "description": "Ten are read at most.",
    },
}


def _form(fields: dict[str, str], carrier: str, media: str) -> Schema:
    return {
        "type": "object",
        "description": f"The fields that are read of {carrier}'s form, of which each kind has some.",
        "properties": {name: {"type": "string", "description": said} for name, said in fields.items()},
        "patternProperties": {f"^{media}[0-9]$": {"type": "string", "description": "Where a message's medium is."}},
    }


SCHEMAS: dict[str, Schema] = {
    "TwilioWebhook": _form(_TWILIO, "Twilio", "MediaUrl"),
    "PlivoWebhook": _form(_PLIVO, "Plivo", "Media"),
    "TelnyxWebhook": {
        "type": "object",
        "description": "What is read of Telnyx's event. One of another form is taken, and tells nothing.",
        "properties": {
            "data": {
                "type": "object",
                "description": "The event.",
                "properties": {
                    "id": {"type": "string", "description": "The event; what it asks for is done once."},
                    "occurred_at": {**_MOMENT, "description": "When it happened: the end, of a call that has ended."},
                    "event_type": {
                        "type": "string",
                        "description": "What happened.",
                        "examples": ["call.initiated", "message.received"],
                    },
                    "payload": {
                        "type": "object",
                        "description": "The call or message that it happened to.",
                        "properties": _PAYLOAD,
                    },
                },
                "required": ["id", "event_type", "payload"],
            }
        },
        "required": ["data"],
    },
}
_CALLER, _NUMBER = "+12125551234", "+14155552671"
_LEG = "428c31b6-7af4-4bcb-b7f5-5013ef9657c1"


def body_of(carrier: Carrier) -> dict[str, Any]:
    """Return the content of a request of the carrier, by its media type."""
    media_type = "application/json" if carrier is Carrier.TELNYX else "application/x-www-form-urlencoded"
    schema = {"$ref": f"#/components/schemas/{carrier.capitalize()}Webhook"}
    return {media_type: {"schema": schema, "examples": _EXAMPLES[carrier]}}


def _examples(**values: Any) -> Examples:
    return {name: {"summary": f"A {name}", "value": value} for name, value in values.items()}


def _event(kind: str, **payload: Any) -> Schema:
    return {"data": {"id": "0ccc7b54-4df3-4bca-a65a-3da1ecc777f0", "event_type": kind, "payload": payload}}


_EXAMPLES: dict[Carrier, Examples] = {
    Carrier.TWILIO: _examples(
        call={
            "CallSid": "CA0123456789abcdef0123456789abcdef",
            "CallStatus": "ringing",
            "Direction": "inbound",
            "From": _CALLER,
            "To": _NUMBER,
        },
        recording={
            "CallSid": "CA0123456789abcdef0123456789abcdef",
            "RecordingSid": "RE0123456789abcdef0123456789abcdef",
            "RecordingStatus": "completed",
            "RecordingUrl": "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1",
            "RecordingDuration": "41",
        },
        message={
            "MessageSid": "SM0123456789abcdef0123456789abcdef",
            "From": _CALLER,
            "To": _NUMBER,
            "Body": "Are you open on Saturday?",
            "NumMedia": "0",
        },
    ),
    Carrier.PLIVO: _examples(
        call={
            "CallUUID": _LEG,
            "CallStatus": "ringing",
            "Direction": "inbound",
            "From": _CALLER.removeprefix("+"),
            "To": _NUMBER.removeprefix("+"),
        },
        message={
            "MessageUUID": "5b40a428-bfc7-4daf-9d06-726c558bf3b8",
            "From": _CALLER.removeprefix("+"),
            "To": _NUMBER.removeprefix("+"),
            "Text": "Are you open on Saturday?",
        },
    ),
    Carrier.TELNYX: _examples(
        call=_event(
            "call.initiated",
            call_control_id="v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg",
            call_leg_id=_LEG,
            direction="incoming",
            to=_NUMBER,
            **{"from": _CALLER},
        ),
        message=_event(
            "message.received",
            id="84cca175-9755-4859-b67f-4730d7f58aa3",
            text="Are you open on Saturday?",
            to=[{"phone_number": _NUMBER}],
            media=[],
            **{"from": {"phone_number": _CALLER}},
        ),
    ),
}
