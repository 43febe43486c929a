"""What holds for one carrier only, over real HTTP to the carrier sandbox."""

from contextlib import suppress
from typing import Any

import pytest
from trunkline.domain.e164 import E164
from trunkline.domain.phone_numbers import Carrier
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError

from tests.carriers.interleaving import meanwhile
from tests.carriers.sandboxed import Carriers
from tests.carriers.test_adapter_contract import HOOKS, adapter, number
from tools.sandbox.plivo.seeding import application_path, new_application


def test_what_the_customer_changed_meanwhile_at_twilio_stays(carriers: Carriers) -> None:
    subject = adapter(Carrier.TWILIO)
    owned = subject.find_owned(number(Carrier.TWILIO))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    carriers.number("twilio", owned.e164)["voice_url"] = "https://new.test/voice"
    subject.detach(owned, HOOKS, previous)
    now = carriers.number("twilio", owned.e164)
    assert now["voice_url"] == "https://new.test/voice"
    assert now["sms_url"] == previous["sms_url"] != ""


def test_what_the_customer_changed_meanwhile_at_plivo_stays(carriers: Carriers) -> None:
    subject = adapter(Carrier.PLIVO)
    owned = subject.find_owned(number(Carrier.PLIVO))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    account = carriers.account("plivo")
    new_application(account, "200", {"app_name": "new", "answer_url": "https://new.test/answer"})
    carriers.number("plivo", owned.e164)["application"] = application_path(account, "200")
    subject.detach(owned, HOOKS, previous)
    assert carriers.number("plivo", owned.e164)["application"] == application_path(account, "200")
    assert HOOKS.name not in str(account.shelf("applications"))


def test_what_the_customer_changed_meanwhile_at_telnyx_stays(carriers: Carriers) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    carriers.number("telnyx", owned.e164)["connection_id"] = "new"
    subject.detach(owned, HOOKS, previous)
    now = carriers.number("telnyx", owned.e164)
    assert now["connection_id"] == "new"
    assert now["messaging_profile_id"] == previous["messaging_profile_id"] != ""


def test_a_trunk_is_put_back(carriers: Carriers) -> None:
    before = carriers.picture()
    subject = adapter(Carrier.TWILIO)
    owned = subject.find_owned(E164("+12125551243"))
    previous = subject.read_configuration(owned)
    assert previous["trunk_sid"] != ""
    subject.attach(owned, HOOKS)
    assert subject.read_configuration(owned)["trunk_sid"] == ""
    subject.detach(owned, HOOKS, previous)
    assert carriers.picture() == before


@pytest.mark.parametrize(("setting", "value"), [("voice_application_sid", "AP" + "1" * 32), ("voice_method", "GET")])
def test_what_makes_twilio_call_somebody_else_is_noticed_though_it_was_not_to_be_written(
    carriers: Carriers, monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    """Its owner sets it just after it was read."""
    subject = adapter(Carrier.TWILIO)
    owned = subject.find_owned(number(Carrier.TWILIO))
    stands = carriers.number("twilio", owned.e164)
    assert (stands["voice_application_sid"] or "", stands["voice_method"]) == ("", "POST")
    meanwhile(monkeypatch, "twilio", "read_configuration", after=lambda: stands.update({setting: value}))
    with pytest.raises(CarrierUnavailableError):
        subject.attach(owned, HOOKS)


def test_a_deleted_previous_application_is_not_missed_at_plivo(carriers: Carriers) -> None:
    subject = adapter(Carrier.PLIVO)
    owned = subject.find_owned(number(Carrier.PLIVO))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    del carriers.account("plivo").shelf("applications")[previous["app_id"]]
    subject.detach(owned, HOOKS, previous)
    assert carriers.number("plivo", owned.e164)["application"] is None


def test_a_deleted_previous_connection_is_not_missed_at_telnyx(carriers: Carriers) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    del carriers.account("telnyx").shelf("applications")[previous["connection_id"]]
    subject.detach(owned, HOOKS, previous)
    assert not carriers.number("telnyx", owned.e164)["connection_id"]


def test_a_telnyx_key_without_billing_permission_is_a_key(carriers: Carriers) -> None:
    carriers.fail("telnyx", 403, path="/balance")
    adapter(Carrier.TELNYX).check_credentials()


def test_a_telnyx_app_id_of_another_account_is_refused(carriers: Carriers) -> None:
    carriers.account("telnyx").shelf("applications").clear()
    with pytest.raises(CarrierRefusedError):
        adapter(Carrier.TELNYX).check_credentials()


def test_a_telnyx_number_that_is_being_ported_is_refused(carriers: Carriers) -> None:
    carriers.number("telnyx", number(Carrier.TELNYX))["status"] = "port-out-pending"
    with pytest.raises(CarrierRefusedError):
        adapter(Carrier.TELNYX).find_owned(number(Carrier.TELNYX))


def test_what_is_made_at_telnyx_asks_for_version_2_and_keeps_the_allowed_destinations(carriers: Carriers) -> None:
    for profile in carriers.account("telnyx").shelf("messaging_profiles").values():
        profile["whitelisted_destinations"] = ["US"]
    subject = adapter(Carrier.TELNYX)
    subject.attach(subject.find_owned(number(Carrier.TELNYX)), HOOKS)
    made: list[Any] = [
        sent for method, _, sent in carriers.requests() if method == "POST" and "webhook_api_version" in sent
    ]
    assert [each["webhook_api_version"] for each in made] == ["2", "2"]
    assert made[1]["whitelisted_destinations"] == ["US"]


def test_a_telnyx_number_that_cannot_message_can_still_call(carriers: Carriers) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    before = list(carriers.account("telnyx").shelf("messaging_profiles"))
    carriers.fail("telnyx", 422, path="/messaging$")
    subject.attach(owned, HOOKS)
    assert list(carriers.account("telnyx").shelf("messaging_profiles")) == before
    assert subject.is_attached(owned, HOOKS)


def test_a_fax_number_is_refused(carriers: Carriers) -> None:
    carriers.number("twilio", number(Carrier.TWILIO))["voice_receive_mode"] = "fax"
    with pytest.raises(CarrierRefusedError):
        adapter(Carrier.TWILIO).find_owned(number(Carrier.TWILIO))


def test_twilio_edge_and_region_of_our_own_environment_are_not_used(
    carriers: Carriers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    adapter(Carrier.TWILIO).check_credentials()


@pytest.mark.parametrize("carrier", [Carrier.PLIVO, Carrier.TELNYX])
def test_what_was_made_for_a_number_goes_though_the_number_is_gone(carriers: Carriers, carrier: Carrier) -> None:
    """Its owner has given it back, past us: nothing of ours is to stay in his account."""
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    numbers = carriers.account(carrier).shelf("numbers")
    del numbers[next(name for name, each in numbers.items() if number(carrier)[1:] in str(each))]
    with suppress(CarrierGoneError):
        subject.detach(owned, HOOKS, previous)
    assert HOOKS.base_url not in str(carriers.picture())
