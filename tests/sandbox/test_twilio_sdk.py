"""The carrier's own client and validator find what they expect."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio import request_validator as validator
from twilio import rest
from twilio.base import exceptions

from tests.sandbox.conftest import Carrier, Product
from tools.sandbox.courier import Reply, Webhook


@pytest.fixture
def client(twilio: Carrier) -> Any:
    client = rest.Client(twilio.account_id, twilio.token)
    client.api.base_url = twilio.sandbox.url
    yield client
    client.http_client.session.close()


def test_the_client_registers_and_releases_a_number(client: Any, twilio: Carrier) -> None:
    assert client.api.v2010.accounts(twilio.account_id).fetch().status == "active"
    assert len(client.incoming_phone_numbers.list(page_size=3)) == 11
    number = client.incoming_phone_numbers.list(phone_number=twilio.numbers[0], limit=20)[0]

    changed = number.update(voice_url="https://a.example/voice", status_callback="https://a.example/status")
    assert changed.voice_url == "https://a.example/voice"
    assert number.update(voice_url="").voice_url == ""
    assert number.delete() is True
    with pytest.raises(exceptions.TwilioRestException) as gone:
        number.fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_validator_accepts_every_webhook_and_no_changed_one(
    client: Any, twilio: Carrier, product: Product, method: str
) -> None:
    product.answers["/voice"] = """<Response>
        <Dial action="/after?x=%20y&amp;z=" record="record-from-answer" recordingStatusCallback="/rec">
            <Number statusCallback="/leg" statusCallbackEvent="initiated completed">+14155550000</Number>
        </Dial>
    </Response>"""
    client.incoming_phone_numbers.list(phone_number=twilio.numbers[0])[0].update(
        voice_url="https://a.example/voice", voice_method=method, status_callback="https://a.example/status"
    )

    deliveries = twilio.call(outcome="completed", recording=True)["deliveries"]

    assert len(deliveries) == 6
    check = validator.RequestValidator(twilio.token).validate
    for one in deliveries:
        fields, signature = one.get("fields", {}), one["headers"]["X-Twilio-Signature"]
        assert check(one["url"], fields, signature)
        assert not check(one["url"], {**fields, "CallSid": "CA0"}, signature)


def test_the_client_starts_a_recording_while_the_call_is_answered(
    client: Any, twilio: Carrier, product: Product
) -> None:
    client.incoming_phone_numbers.list(phone_number=twilio.numbers[0])[0].update(voice_url="https://a.example/voice")
    started: list[str] = []

    def record(webhook: Webhook) -> Reply:
        call_sid = dict(parse_qsl(webhook.body.decode()))["CallSid"]
        recordings = client.calls(call_sid).recordings
        started.append(recordings.create(recording_status_callback="https://a.example/recorded").sid)
        return Reply(200)

    product.answers["/voice"] = "<Response><Say>Hello</Say><Redirect>/next</Redirect></Response>"
    product.answers["/next"] = record
    deliveries = twilio.call()["deliveries"]

    recorded = next(one for one in deliveries if one["event"] == "recording-completed")
    assert recorded["fields"]["RecordingSid"] == started[0]
    assert client.recordings(started[0]).fetch().status == "completed"
