"""Twilio accounts that are called with an API key: nobody has to hand over the token of the whole account."""

import json
import logging
from typing import Any

import pytest
from trunkline.domain.provider_phones import Carrier, WebhookStatus
from trunkline.services.carrier_accounts import AccountRecord
from trunkline.services.carrier_adapters import Budget
from trunkline.services.webhook_attempts import account_of
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, OTHER_USER, Carriers, phone_uuid, webhooks_of
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Gateway
from tests.support.tables import everything
from tests.support.workspaces import WorkspaceApi

ACCOUNT, ROOT_TOKEN = ACCOUNTS["twilio"]


@pytest.fixture
def key(carriers: Carriers) -> dict[str, Any]:
    """The members of a registration that say which key it is with."""
    ((sid, secret),) = carriers.account("twilio").api_keys.items()
    return {"apiKeySid": sid, "authToken": secret}


def record() -> AccountRecord:
    found = carrier_accounts().store.find(ORG, Carrier.TWILIO, ACCOUNT)
    assert found
    return found


def signing_secrets() -> tuple[str, ...]:
    return carrier_accounts().unsealed(record()).signing_secrets


def forged(gateway: Gateway) -> int:
    url = webhooks_of("twilio").base_url.removeprefix("https://hooks.example.test")
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "forged"}
    body = b"CallSid=CA" + b"1" * 32 + b"&CallStatus=completed"
    return gateway.send("POST", f"{url}/status", headers=headers, body=body).status


def test_a_number_lives_its_whole_life_with_a_key_alone(
    weya: WeyaApi, api: WorkspaceApi, ringing: Carriers, key: dict[str, Any]
) -> None:
    before = ringing.picture()
    assert weya.add("twilio", **key).status == 201
    number = api.create(providerPhoneUuid=phone_uuid("twilio")).json()
    ringing.sandbox.control.place_call({"carrier": "twilio", "number": NUMBERS["twilio"][0], "outcome": "completed"})
    assert api.send("GET", f"/{number['uuid']}/calls").json()
    assert api.archive(number["uuid"]).json()["archiveStatus"] == "archived"
    assert ringing.picture() == before
    assert webhooks_of("twilio").status is WebhookStatus.DETACHED


def test_without_the_token_that_signs_the_url_alone_guards_and_that_is_counted(
    weya: WeyaApi, gateway: Gateway, key: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert weya.add("twilio", **key).status == 201
    assert record().is_unsigned
    assert (record().api_key_sid, signing_secrets()) == (key["apiKeySid"], ())
    capsys.readouterr()
    assert forged(gateway) < 300
    assert '"UnsignedWebhooks":[1.0]' in capsys.readouterr().out.replace(" ", "")


def test_with_the_token_that_signs_what_is_not_signed_is_refused(
    weya: WeyaApi, gateway: Gateway, key: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert weya.add("twilio", **key, signingToken=ROOT_TOKEN).status == 201
    assert not record().is_unsigned
    assert signing_secrets() == (ROOT_TOKEN,)
    assert forged(gateway) == 403
    assert "UnsignedWebhooks" not in capsys.readouterr().out


def test_what_the_carrier_signs_is_taken_with_the_token_that_signs(
    weya: WeyaApi, api: WorkspaceApi, ringing: Carriers, key: dict[str, Any]
) -> None:
    assert weya.add("twilio", **key, signingToken=ROOT_TOKEN).status == 201
    number = api.create(providerPhoneUuid=phone_uuid("twilio")).json()
    ringing.sandbox.control.place_call({"carrier": "twilio", "number": NUMBERS["twilio"][0], "outcome": "completed"})
    assert api.send("GET", f"/{number['uuid']}/calls").json()


@pytest.mark.parametrize(
    "members",
    [
        {"authToken": "wrong"},
        {"apiKeySid": "SK" + "0" * 32},
        {"signingToken": "wrong"},
        {"apiKeySid": "SK1"},
        {"apiKeySid": None, "signingToken": ROOT_TOKEN},
        {"integration": "plivo"},
    ],
    ids="-".join,
)
def test_what_twilio_refuses_or_does_not_belong_together_leaves_nothing(
    weya: WeyaApi, carriers: Carriers, key: dict[str, Any], members: dict[str, Any]
) -> None:
    before, stored = carriers.picture(), everything()
    assert weya.add("twilio", **{**key, **members}).status == 400
    assert (carriers.picture(), everything()) == (before, stored)


def test_a_token_that_verified_goes_on_to_when_a_key_takes_its_place(
    weya: WeyaApi, gateway: Gateway, key: dict[str, Any]
) -> None:
    assert weya.add("twilio").status == 201
    assert weya.add("twilio", userId=OTHER_USER, **key).status == 201
    account = carrier_accounts().unsealed(record())
    assert (account.api_key_sid, account.secret) == (key["apiKeySid"], key["authToken"])
    assert signing_secrets() == (ROOT_TOKEN,)
    assert forged(gateway) == 403
    # And on, when the key is another one.
    assert weya.add("twilio", phoneNumber=NUMBERS["twilio"][1], **key).status == 201
    assert signing_secrets() == (ROOT_TOKEN,)


def test_another_token_that_signs_rotates_the_one_before(
    weya: WeyaApi, carriers: Carriers, key: dict[str, Any]
) -> None:
    assert weya.add("twilio", **key, signingToken=ROOT_TOKEN).status == 201
    carriers.account("twilio").secret = "token-2"
    assert weya.add("twilio", userId=OTHER_USER, **key, signingToken="token-2").status == 201
    assert signing_secrets() == ("token-2", ROOT_TOKEN)


def test_the_token_of_the_account_takes_the_place_of_a_key(weya: WeyaApi, key: dict[str, Any]) -> None:
    assert weya.add("twilio", **key).status == 201
    assert weya.add("twilio", userId=OTHER_USER).status == 201
    assert (record().api_key_sid, record().sealed_signing_token, record().is_unsigned) == (None, None, False)
    assert signing_secrets() == (ROOT_TOKEN,)


def test_a_registration_with_a_key_that_died_is_undone_with_the_key(
    weya: WeyaApi, carriers: Carriers, key: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = carriers.picture()

    def died(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("trunkline.table.registrations.RegistrationTable.complete", died)
        with pytest.raises(KeyboardInterrupt):
            weya.add("twilio", **key)
    assert carriers.picture() != before
    service = number_webhooks()
    phone = service.store.find(ORG, phone_uuid("twilio"))
    assert phone
    assert phone.webhooks
    carriers.account("twilio").secret = "nobody-has-it"
    service.undo(phone, service.adapters(account_of(service.accounts, phone, phone.webhooks), Budget(5.0)))
    assert carriers.picture() == before


def test_no_secret_of_a_key_is_in_any_log_answer_or_item(  # noqa: PLR0917 - fixtures
    weya: WeyaApi,
    carriers: Carriers,
    gateway: Gateway,
    key: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [weya.add("twilio", **key, signingToken=ROOT_TOKEN)]
    for what in (401, 403, 500, "reset", "malformed"):
        carriers.fail("twilio", what, skip=2)
        answers.append(weya.add("twilio", userId=OTHER_USER, **key, signingToken=ROOT_TOKEN))
        carriers.sandbox.faults.clear()
    forged(gateway)
    printed = capsys.readouterr()
    logged = [each.getMessage() + str(each.__dict__) for each in caplog.records if each.name == "trunkline"]
    for text in (*[each.text for each in answers], printed.out, printed.err, json.dumps(everything()), *logged):
        for secret in (ROOT_TOKEN, key["authToken"]):
            assert secret not in text
    account = carrier_accounts().unsealed(record())
    assert key["authToken"] not in repr((account, record()))
    assert ROOT_TOKEN not in repr((account, record()))
