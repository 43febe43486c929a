"""Calls and messages that come in, and the webhooks that they cause."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.sandbox.conftest import Carrier, Product, account
from tools.sandbox import Sandbox
from tools.sandbox.clock import FixedClock
from tools.sandbox.courier import Callback, Reply, Webhook
from tools.sandbox.orders import UnknownNumberError

VOICEMAIL = '<Response><Say>Hi</Say><Record action="/left" recordingStatusCallback="/recorded"/></Response>'
FORWARD = '<Response><Dial action="/after"><Number>+14155550000</Number></Dial></Response>'


@pytest.fixture
def twilio_number(twilio: Carrier) -> Carrier:
    """A Twilio number whose webhooks go to the product."""
    number = next(key for key, one in twilio.resources("numbers").items() if one["phone_number"] == twilio.numbers[0])
    data = {
        "VoiceUrl": "https://a.example/voice",
        "StatusCallback": "https://a.example/status",
        "SmsUrl": "https://a.example/sms",
    }
    assert twilio.send("POST", f"/IncomingPhoneNumbers/{number}.json", data=data).status_code == 200
    return twilio


@pytest.fixture
def plivo_number(plivo: Carrier) -> Carrier:
    """A Plivo number whose application is the product."""
    app = {
        "app_name": "ours",
        "answer_url": "https://a.example/voice",
        "hangup_url": "https://a.example/hangup",
        "message_url": "https://a.example/sms",
    }
    app_id = plivo.send("POST", "/Application/", json=app).json()["app_id"]
    assert plivo.send("POST", f"/Number/{plivo.numbers[0][1:]}/", json={"app_id": app_id}).status_code == 202
    return plivo


@pytest.fixture
def telnyx_number(telnyx: Carrier) -> Carrier:
    """A Telnyx number whose events and messages go to the product."""
    path = next(
        f"/phone_numbers/{key}"
        for key, one in telnyx.resources("numbers").items()
        if one["phone_number"] == telnyx.numbers[0]
    )
    outbound = {"outbound_voice_profile_id": next(iter(telnyx.resources("outbound_voice_profiles")))}
    app = {
        "application_name": "ours",
        "webhook_event_url": "https://a.example/events",
        "webhook_api_version": "2",
        "outbound": outbound,
    }
    app_id = telnyx.send("POST", "/call_control_applications", json=app).json()["data"]["id"]
    profile = {"name": "ours", "whitelisted_destinations": ["US"], "webhook_url": "https://a.example/sms"}
    profile_id = telnyx.send("POST", "/messaging_profiles", json=profile).json()["data"]["id"]
    assert telnyx.send("PATCH", path, json={"connection_id": app_id}).status_code == 200
    assert telnyx.send("PATCH", f"{path}/messaging", json={"messaging_profile_id": profile_id}).status_code == 200
    return telnyx


def reacting(telnyx: Carrier, reactions: dict[str, tuple[str, dict[str, Any]]]) -> Callable[[Webhook], Reply]:
    """A product that answers events of the caller's leg with a command each."""

    def react(webhook: Webhook) -> Reply:
        event = json.loads(webhook.body)["data"]
        payload = event["payload"]
        if event["event_type"] in reactions and payload.get("to", telnyx.numbers[0]) == telnyx.numbers[0]:
            command, parameters = reactions[event["event_type"]]
            path = f"/calls/{payload['call_control_id']}/actions/{command}"
            response = telnyx.send("POST", path, json=parameters)
            assert response.status_code == 200, response.text
        return Reply(200)

    return react


def test_twilio_asks_the_voice_url_and_tells_how_the_call_ended(twilio_number: Carrier, product: Product) -> None:
    product.answers["/voice"] = "<Response><Say>Hello</Say></Response>"

    told = twilio_number.call(**{"from": "+14155550199"})

    ringing, ended = (delivery["fields"] for delivery in told["deliveries"])
    assert (ringing["CallStatus"], ringing["Direction"]) == ("ringing", "inbound")
    assert (ringing["From"], ringing["To"], ringing["FromCity"]) == ("+14155550199", twilio_number.numbers[0], "")
    assert (ended["CallStatus"], ended["CallDuration"], ended["CallSid"]) == ("completed", "42", ringing["CallSid"])
    assert told["deliveries"][0]["answer"] == "<Response><Say>Hello</Say></Response>"


@pytest.mark.parametrize("outcome", ["busy", "no-answer", "canceled", "failed"])
def test_a_twilio_call_that_nobody_takes_ends_as_asked(twilio_number: Carrier, product: Product, outcome: str) -> None:
    product.answers["/voice"] = VOICEMAIL

    told = twilio_number.call(outcome=outcome, recording=True)

    assert [one["event"] for one in told["deliveries"]] == ["voice", "status"]
    assert told["deliveries"][1]["fields"]["CallStatus"] == outcome


def test_a_twilio_forward_that_is_not_taken_leads_to_voicemail(twilio_number: Carrier, product: Product) -> None:
    product.answers |= {"/voice": FORWARD, "/after": VOICEMAIL}

    told = twilio_number.call(outcome="no-answer", recording=True)

    by_event = {one["event"]: one["fields"] for one in told["deliveries"]}
    assert list(by_event) == ["voice", "dial-action", "record-action", "recording-completed", "status"]
    assert by_event["dial-action"]["DialCallStatus"] == "no-answer"
    assert by_event["recording-completed"]["RecordingStatus"] == "completed"
    assert by_event["status"]["CallStatus"] == "completed"
    path = by_event["recording-completed"]["RecordingUrl"].partition(f"/{twilio_number.account_id}")[2]
    assert twilio_number.send("GET", path).headers["Content-Type"] == "audio/x-wav"
    assert twilio_number.send("GET", path, auth=("", "")).status_code == 401


def test_a_caller_who_says_nothing_leaves_no_recording(twilio_number: Carrier, product: Product) -> None:
    product.answers["/voice"] = VOICEMAIL

    assert [one["event"] for one in twilio_number.call(recording=False)["deliveries"]] == ["voice", "status"]
    assert twilio_number.resources("recordings") == {}


def test_twilio_falls_back_when_the_voice_url_fails(twilio_number: Carrier, product: Product) -> None:
    number = next(
        key
        for key, one in twilio_number.resources("numbers").items()
        if one["phone_number"] == twilio_number.numbers[0]
    )
    path = f"/IncomingPhoneNumbers/{number}.json"
    twilio_number.send("POST", path, data={"VoiceFallbackUrl": "https://a.example/fallback"})
    product.answers |= {"/voice": lambda _: Reply(500), "/fallback": "<Response><Hangup/></Response>"}

    told = twilio_number.call()

    fallback = told["deliveries"][1]
    assert (fallback["event"], fallback["fields"]["ErrorCode"]) == ("voice-fallback", "11200")
    assert told["notes"] == ["voice: status 500"]
    assert told["call"]["status"] == "completed"


def test_an_application_overrides_the_urls_of_a_twilio_number(twilio: Carrier, product: Product) -> None:
    number = next(one for one in twilio.resources("numbers").values() if one["voice_application_sid"])

    twilio.call(number=number["phone_number"])
    twilio.message(number=number["phone_number"])

    urls = [webhook.url for webhook in product.received]
    assert urls == [f"https://customer.example/{name}" for name in ("voice", "status", "sms")]


def test_a_trunk_takes_the_calls_of_a_twilio_number(twilio: Carrier, product: Product) -> None:
    number = next(one for one in twilio.resources("numbers").values() if one["trunk_sid"])

    told = twilio.call(number=number["phone_number"])

    assert (told["deliveries"], product.received) == ([], [])
    assert "trunk" in told["notes"][0]


def test_documents_that_lead_in_circles_end(twilio_number: Carrier, product: Product) -> None:
    product.answers["/voice"] = "<Response><Redirect>/voice</Redirect></Response>"

    told = twilio_number.call()

    assert len(told["deliveries"]) == 12
    assert told["notes"] == ["redirect: too many documents"]


def test_a_plivo_call_is_answered_recorded_and_hung_up(plivo_number: Carrier, product: Product) -> None:
    product.answers["/voice"] = (
        '<Response><Record recordSession="true" callbackUrl="/recorded"/>'
        '<Dial action="/after" callbackUrl="/leg"><Number>14155550000</Number></Dial></Response>'
    )

    told = plivo_number.call(outcome="completed")

    by_event = {one["event"]: one["fields"] for one in told["deliveries"]}
    assert list(by_event) == ["answer", "dial-answer", "dial-hangup", "dial-action", "recording", "hangup"]
    assert by_event["answer"]["To"] == plivo_number.numbers[0].removeprefix("+")
    assert by_event["dial-action"]["DialStatus"] == "completed"
    assert by_event["hangup"]["HangupCauseCode"] == "4000"
    recording = by_event["recording"]
    assert recording["RecordingID"] in plivo_number.resources("recordings")
    path = recording["RecordUrl"].removeprefix(plivo_number.sandbox.url)
    assert path.startswith("/media/plivo/")


@pytest.mark.parametrize(
    ("outcome", "cause"),
    [
        ("canceled", "ORIGINATOR_CANCEL"),
        ("busy", "USER_BUSY"),
        ("no-answer", "NO_ANSWER"),
        ("failed", "NORMAL_TEMPORARY_FAILURE"),
    ],
)
def test_a_plivo_call_that_nobody_takes_is_completed_and_only_its_cause_says_what_happened(
    plivo_number: Carrier, product: Product, outcome: str, cause: str
) -> None:
    product.answers["/voice"] = "<Response><Speak>Hi</Speak></Response>"

    told = plivo_number.call(outcome=outcome)

    ending = told["deliveries"][-1]["fields"]
    assert (ending["CallStatus"], ending["HangupCause"], ending["Duration"]) == ("completed", cause, "0")
    assert "AnswerTime" not in ending


def test_a_plivo_call_that_is_rejected_is_completed_too(plivo_number: Carrier, product: Product) -> None:
    product.answers["/voice"] = '<Response><Hangup reason="rejected"/></Response>'

    ending = plivo_number.call()["deliveries"][-1]["fields"]

    assert (ending["CallStatus"], ending["HangupCause"], ending["Duration"]) == ("completed", "CALL_REJECTED", "0")


def test_a_plivo_number_without_an_application_rings_nowhere(plivo: Carrier, product: Product) -> None:
    told = plivo.call(number=plivo.numbers[7])

    assert (told["deliveries"], told["notes"]) == ([], ["The number has no application"])


def test_telnyx_events_and_commands_take_turns(telnyx_number: Carrier, product: Product) -> None:
    reactions: dict[str, tuple[str, dict[str, Any]]] = {
        "call.initiated": ("answer", {}),
        "call.answered": ("speak", {"payload": "After the tone", "voice": "female", "language": "en-US"}),
        "call.speak.ended": ("record_start", {"format": "mp3", "channels": "single", "play_beep": True}),
    }
    product.answers["/events"] = reacting(telnyx_number, reactions)

    told = telnyx_number.call(recording=True)

    kinds = ["initiated", "answered", "speak.started", "speak.ended", "hangup", "recording.saved"]
    assert [one["event"] for one in told["deliveries"]] == [f"call.{kind}" for kind in kinds]
    events = product.telnyx_events()
    assert [event["occurred_at"] for event in events] == sorted(event["occurred_at"] for event in events)
    assert events[0]["payload"]["direction"] == "incoming"
    assert events[4]["payload"]["hangup_cause"] == "normal_clearing"
    assert events[5]["payload"]["channels"] == "single"


@pytest.mark.parametrize(
    ("outcome", "cause"), [("busy", "user_busy"), ("no-answer", "no_answer"), ("failed", "call_rejected")]
)
def test_a_telnyx_transfer_ends_as_asked(telnyx_number: Carrier, product: Product, outcome: str, cause: str) -> None:
    product.answers["/events"] = reacting(telnyx_number, {"call.initiated": ("transfer", {"to": "+14155550000"})})

    told = telnyx_number.call(outcome=outcome)

    assert [one["event"] for one in told["deliveries"]] == [
        "call.initiated",
        "call.initiated",
        "call.hangup",
        "call.hangup",
    ]
    outgoing, ended = product.telnyx_events()[1:3]
    assert (outgoing["payload"]["direction"], outgoing["payload"]["to"]) == ("outgoing", "+14155550000")
    assert (ended["payload"]["call_leg_id"], ended["payload"]["hangup_cause"]) == (
        outgoing["payload"]["call_leg_id"],
        cause,
    )


@pytest.mark.parametrize(
    ("profile", "detail"),
    [(None, "D38"), ({"enabled": False}, "D17"), ({"whitelisted_destinations": ["GB"]}, "D13")],
)
def test_telnyx_refuses_a_transfer_that_no_outbound_profile_allows(
    telnyx_number: Carrier, product: Product, profile: dict[str, Any] | None, detail: str
) -> None:
    account = telnyx_number.sandbox.store.account("telnyx", telnyx_number.account_id)
    assert account
    for each in account.shelf("outbound_voice_profiles").values():
        each.update(profile or {})
    if profile is None:
        account.shelf("outbound_voice_profiles").clear()
    refusals: list[Any] = []

    def transfer(webhook: Webhook) -> Reply:
        payload = json.loads(webhook.body)["data"]["payload"]
        path = f"/calls/{payload['call_control_id']}/actions/transfer"
        refusals.append(telnyx_number.send("POST", path, json={"to": "+14155550000"}))
        return Reply(200)

    product.answers["/events"] = transfer
    telnyx_number.call(outcome="canceled")

    described = refusals[0].json()["errors"][0]
    assert (refusals[0].status_code, described["code"]) == (403, "10010")
    assert described["detail"].endswith(detail)


def test_the_other_side_of_a_telnyx_transfer_sees_the_number_that_was_called(
    telnyx_number: Carrier, product: Product
) -> None:
    product.answers["/events"] = reacting(telnyx_number, {"call.initiated": ("transfer", {"to": "+14155550000"})})

    telnyx_number.call()

    assert product.telnyx_events()[1]["payload"]["from"] == telnyx_number.numbers[0]


@pytest.mark.parametrize("number", ["twilio_number", "plivo_number"])
def test_a_recording_that_is_full_leaves_the_call_up(
    number: str, product: Product, request: pytest.FixtureRequest
) -> None:
    carrier: Carrier = request.getfixturevalue(number)
    product.answers |= {"/voice": VOICEMAIL, "/done": "<Response><Hangup/></Response>"}

    told = carrier.call(recording="full")

    asked = next(each for each in told["deliveries"] if each["event"] == "record-action")
    assert asked["fields"]["CallStatus"] == "in-progress"
    assert told["call"]["status"] == "completed"


def test_a_full_telnyx_recording_is_told_without_the_calls_control_id(telnyx_number: Carrier, product: Product) -> None:
    record = {"format": "mp3", "channels": "single", "max_length": 180}
    reactions = {"call.initiated": ("answer", {}), "call.answered": ("record_start", record)}
    product.answers["/events"] = reacting(telnyx_number, reactions)

    told = telnyx_number.call(recording="full")

    kinds = ["initiated", "answered", "recording.saved", "hangup"]
    assert [each["event"] for each in told["deliveries"]] == [f"call.{kind}" for kind in kinds]
    assert "call_control_id" not in product.telnyx_events()[2]["payload"]


def test_a_command_sent_twice_with_one_id_is_carried_out_once(telnyx_number: Carrier, product: Product) -> None:
    react = reacting(telnyx_number, {"call.initiated": ("answer", {"command_id": "1"})})

    def twice(webhook: Webhook) -> Reply:
        react(webhook)
        return react(webhook)

    product.answers["/events"] = twice
    assert [one["event"] for one in telnyx_number.call()["deliveries"]].count("call.answered") == 1


@pytest.mark.parametrize(("before", "refusal"), [("call.initiated", "90034"), ("call.hangup", "90018")])
def test_telnyx_refuses_commands_that_come_too_early_or_too_late(
    telnyx_number: Carrier, product: Product, before: str, refusal: str
) -> None:
    codes = []

    def speak(webhook: Webhook) -> Reply:
        event = json.loads(webhook.body)["data"]
        if event["event_type"] == before:
            path = f"/calls/{event['payload']['call_control_id']}/actions/speak"
            response = telnyx_number.send("POST", path, json={"payload": "Hi", "voice": "female"})
            codes.append((response.status_code, response.json()["errors"][0]["code"]))
        return Reply(200)

    product.answers["/events"] = speak
    telnyx_number.call()
    assert codes == [(422, refusal)]


def test_a_telnyx_recordings_link_expires_after_ten_minutes(
    telnyx_number: Carrier, product: Product, clock: FixedClock
) -> None:
    product.answers["/events"] = reacting(
        telnyx_number, {"call.initiated": ("answer", {"record": "record-from-answer", "record_format": "wav"})}
    )
    telnyx_number.call(recording=True)
    url = product.telnyx_events()[-1]["payload"]["recording_urls"]["wav"]

    assert requests.get(url, timeout=5).content.startswith(b"RIFF")
    clock.advance(601)
    assert requests.get(url, timeout=5).status_code == 403
    recording = telnyx_number.send("GET", "/recordings").json()["data"][0]
    assert requests.get(recording["download_urls"]["wav"], timeout=5).status_code == 200


def test_telnyx_signs_with_the_accounts_key_at_the_time_of_sending(
    telnyx_number: Carrier, product: Product, clock: FixedClock
) -> None:
    telnyx_number.message()
    webhook = product.received[0]
    public = telnyx_number.sandbox.described()["acme"]["telnyx"]["publicKey"]
    timestamp = webhook.headers["telnyx-timestamp"]

    assert int(timestamp) == int(clock.now().timestamp())
    Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(
        base64.b64decode(webhook.headers["telnyx-signature-ed25519"]), f"{timestamp}|".encode() + webhook.body
    )


def test_messages_arrive_in_each_carriers_shape(
    twilio_number: Carrier, plivo_number: Carrier, telnyx_number: Carrier, product: Product
) -> None:
    twilio = twilio_number.message(text="Hé & +")["deliveries"][0]["fields"]
    plivo = plivo_number.message()["deliveries"][0]["fields"]
    telnyx_number.message()
    telnyx = json.loads(product.received[-1].body)["data"]

    assert (twilio["Body"], twilio["SmsStatus"], twilio["NumMedia"]) == ("Hé & +", "received", "0")
    assert (plivo["Text"], plivo["Type"], plivo["From"]) == ("Hello", "sms", "15005550006")
    assert (telnyx["event_type"], telnyx["payload"]["text"]) == ("message.received", "Hello")
    assert telnyx["payload"]["to"][0]["phone_number"] == telnyx_number.numbers[0]


@pytest.mark.parametrize("carrier", ["twilio_number", "plivo_number", "telnyx_number"])
def test_a_doubled_delivery_is_the_same_byte_for_byte(
    carrier: str, product: Product, request: pytest.FixtureRequest
) -> None:
    number: Carrier = request.getfixturevalue(carrier)
    product.answers["/voice"] = VOICEMAIL
    number.call(delivery="doubled")
    number.message(delivery="doubled")

    assert len(product.received) >= 4
    assert product.received[::2] == product.received[1::2]


@pytest.mark.parametrize("carrier", ["twilio_number", "plivo_number", "telnyx_number"])
def test_a_shuffled_delivery_brings_the_same_in_another_order(
    carrier: str, product: Product, request: pytest.FixtureRequest
) -> None:
    number: Carrier = request.getfixturevalue(carrier)
    texts = [f"text {index}" for index in range(6)]

    told = number.message(text=texts, delivery="shuffled")

    ids = [message["id"] for message in told["messages"]]
    arrived = [
        next(index for index, one in enumerate(ids) if one.encode() in webhook.body) for webhook in product.received
    ]
    assert sorted(arrived) == [0, 1, 2, 3, 4, 5]
    assert arrived != sorted(arrived)


def test_a_shuffled_telnyx_call_is_told_when_it_is_over(telnyx_number: Carrier, product: Product) -> None:
    told = telnyx_number.call(delivery="shuffled", recording=True)

    assert sorted(product.events()) == ["call.answered", "call.hangup", "call.initiated", "call.recording.saved"]
    assert told["call"]["status"] == "ended"


def test_calls_to_unknown_and_to_suspended_numbers_are_refused(sandbox: Sandbox, twilio: Carrier) -> None:
    for number in ("+15005550009", account(sandbox, "twilio", "suspended").numbers[0]):
        with pytest.raises(UnknownNumberError):
            twilio.call(number=number)


def test_a_get_callback_has_its_fields_in_the_query_before_the_fragment() -> None:
    callback = Callback("voice", "https://a.example/voice?x=1#rc=2", "GET", {"To": "+1", "City": ""})

    assert callback.signed({}).url == "https://a.example/voice?x=1&To=%2B1&City=#rc=2"
