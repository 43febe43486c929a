"""The sandbox's answers and events against what the carriers publish, so that nobody agrees with it on a mistake."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.sandbox.conftest import Carrier, Product
from tests.sandbox.published.members import Members, faults
from tests.sandbox.published.plivo import PLIVO
from tests.sandbox.published.telnyx import TELNYX
from tests.sandbox.published.twilio import TWILIO
from tests.sandbox.test_traffic import plivo_number, reacting, telnyx_number, twilio_number  # noqa: F401 - fixtures

# What the published examples lack, and documentation in words has.
BESIDES: dict[str, set[str]] = {
    # docs.plivo.com, "Account phone numbers": a number's API type; "Application": what is logged of messages.
    "plivo number": {"type"},
    "plivo application": {"log_incoming_messages"},
    # developers.telnyx.com, "Storing call recordings": the sample of the event has it, the specification has not.
    "telnyx call.recording.saved": {"recording_id"},
}


def held(what: str, value: dict[str, Any], published: Members) -> None:
    kept = {name: each for name, each in value.items() if name not in BESIDES.get(what, ())}
    assert faults(kept, published) == [], what


def first(response: Any, *names: str) -> Any:
    assert response.status_code < 300, response.text
    found = response.json()
    for name in names:
        found = found[name]
    return found[0] if isinstance(found, list) else found


TELNYX_PATHS = {
    "balance": "/balance",
    "phone number": "/phone_numbers",
    "call control application": "/call_control_applications",
    "messaging profile": "/messaging_profiles",
    "outbound voice profile": "/outbound_voice_profiles",
}


@pytest.mark.parametrize("what", TELNYX_PATHS)
def test_telnyx_resources_are_as_published(telnyx: Carrier, what: str) -> None:
    found = first(telnyx.send("GET", TELNYX_PATHS[what]), "data")
    held(f"telnyx {what}", found, TELNYX[what])
    if "id" in found:
        one = telnyx.send("GET", f"{TELNYX_PATHS[what]}/{found['id']}").json()["data"]
        held(f"telnyx {what}", one, TELNYX[what])


def test_telnyx_settings_of_a_number_are_as_published(telnyx: Carrier) -> None:
    number = first(telnyx.send("GET", "/phone_numbers"), "data")["id"]
    settings = telnyx.send("GET", f"/phone_numbers/{number}/messaging").json()["data"]
    held("telnyx messaging settings", settings, TELNYX["messaging settings"])
    held("telnyx messaging features", settings["features"]["sms"], TELNYX["messaging features"])
    voice = telnyx.send("GET", f"/phone_numbers/{number}/voice").json()["data"]
    held("telnyx voice settings", voice, TELNYX["voice settings"])
    connection = telnyx.send("GET", f"/connections/{telnyx.account_id}").json()["data"]
    held("telnyx connection", connection, TELNYX["connection"])


def test_telnyx_events_and_recordings_are_as_published(telnyx_number: Carrier, product: Product) -> None:  # noqa: F811
    reactions: dict[str, tuple[str, dict[str, Any]]] = {
        "call.initiated": ("answer", {"client_state": "aGk="}),
        "call.answered": ("speak", {"payload": "Hello", "voice": "female", "language": "en-US"}),
        "call.speak.ended": ("record_start", {"format": "mp3", "channels": "single", "max_length": 10}),
    }
    product.answers["/events"] = reacting(telnyx_number, reactions)
    telnyx_number.call(recording="full")
    product.answers["/events"] = reacting(telnyx_number, {"call.initiated": ("transfer", {"to": "+14155550000"})})
    telnyx_number.call()
    telnyx_number.message(media=["https://m.example/1"])
    seen = set()
    for event in product.telnyx_events():
        seen.add(event["event_type"])
        payload = {name: each for name, each in event["payload"].items() if (name, each) != ("client_state", None)}
        held(f"telnyx {event['event_type']}", payload, TELNYX[event["event_type"]])
    kinds = ("initiated", "answered", "hangup", "bridged", "recording.saved", "speak.started", "speak.ended")
    assert seen == {"message.received", *(f"call.{kind}" for kind in kinds)}
    recording = first(telnyx_number.send("GET", "/recordings"), "data")
    held("telnyx recording", recording, TELNYX["recording"])


def test_twilio_resources_are_as_published(twilio: Carrier) -> None:
    held("twilio account", first(twilio.send("GET", ".json")), TWILIO["account"])
    number = first(twilio.send("GET", "/IncomingPhoneNumbers.json"), "incoming_phone_numbers")
    held("twilio incoming phone number", number, TWILIO["incoming phone number"])
    changed = twilio.send("POST", f"/IncomingPhoneNumbers/{number['sid']}.json", data={"FriendlyName": "x"}).json()
    held("twilio incoming phone number", changed, TWILIO["incoming phone number"])
    application = next(iter(twilio.resources("applications")))
    held("twilio application", twilio.send("GET", f"/Applications/{application}.json").json(), TWILIO["application"])


def test_twilio_messaging_services_are_as_published(twilio: Carrier) -> None:
    number = next(iter(twilio.resources("numbers")))
    asked = {"carrier": "twilio", "accountId": twilio.account_id, "kind": "services", "id": "MG1"}
    service = {"sid": "MG1", "friendly_name": "Campaign", "numbers": [number], "use_inbound_webhook_on_number": False}
    twilio.sandbox.control.change({**asked, "set": service})
    credentials = (twilio.account_id, twilio.token)
    listed = requests.get(f"{twilio.sandbox.url}/v1/Services", auth=credentials, timeout=5).json()
    held("twilio page of messaging", listed["meta"], TWILIO["page of messaging"])
    held("twilio messaging service", listed["services"][0], TWILIO["messaging service"])
    path = f"/v1/Services/{listed['services'][0]['sid']}/PhoneNumbers"
    numbers = requests.get(twilio.sandbox.url + path, auth=credentials, timeout=5).json()
    held("twilio page of messaging", numbers["meta"], TWILIO["page of messaging"])
    (member,) = numbers["phone_numbers"]
    held("twilio number of a messaging service", member, TWILIO["number of a messaging service"])
    assert member["sid"] == number


def test_twilio_calls_and_recordings_are_as_published(twilio_number: Carrier, product: Product) -> None:  # noqa: F811
    product.answers["/voice"] = '<Response><Record action="/left"/></Response>'
    call = twilio_number.call(recording=True)["call"]["id"]
    held("twilio call", twilio_number.send("GET", f"/Calls/{call}.json").json(), TWILIO["call"])
    recording = first(twilio_number.send("GET", "/Recordings.json"), "recordings")
    held("twilio recording", recording, TWILIO["recording"])


def test_plivo_resources_are_as_published(plivo: Carrier) -> None:
    held("plivo account", first(plivo.send("GET", "/")), PLIVO["account"])
    for what, path in (("number", "/Number/"), ("application", "/Application/")):
        listed = plivo.send("GET", path).json()
        held("plivo list", listed, PLIVO["list"])
        held("plivo list meta", listed["meta"], PLIVO["list meta"])
        held(f"plivo {what}", listed["objects"][0], PLIVO[what])
    number = plivo.numbers[0][1:]
    held("plivo number", plivo.send("GET", f"/Number/{number}/").json(), PLIVO["number"])
    app = {"app_name": "ours", "answer_url": "https://a.example/voice"}
    made = plivo.send("POST", "/Application/", json=app).json()
    held("plivo application made", made, PLIVO["application made"])
    one = plivo.send("GET", f"/Application/{made['app_id']}/").json()
    held("plivo application", one, PLIVO["application"])
    changed = plivo.send("POST", f"/Number/{number}/", json={"app_id": made["app_id"]}).json()
    held("plivo change", changed, PLIVO["change"])


def test_plivo_recordings_are_as_published(plivo_number: Carrier, product: Product) -> None:  # noqa: F811
    product.answers["/voice"] = '<Response><Record action="/left"/></Response>'
    plivo_number.call(recording=True)
    recording = first(plivo_number.send("GET", "/Recording/"), "objects")
    held("plivo recording", recording, PLIVO["recording"])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda value: value | {"surprise": 1}, "surprise is not published"),
        (lambda value: value | {"currency": None}, "currency is None, not text"),
        (lambda value: value | {"currency": True}, "currency is True, not text"),
    ],
)
def test_what_is_not_as_published_is_found(
    telnyx: Carrier, change: Callable[[dict[str, Any]], dict[str, Any]], fault: str
) -> None:
    balance = json.loads(telnyx.send("GET", "/balance").text)["data"]
    assert faults(change(balance), TELNYX["balance"]) == [fault]
