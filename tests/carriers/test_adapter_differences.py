"""What holds for one carrier only, over real HTTP to the carrier sandbox."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import (
    CarrierGoneError,
    CarrierRefusedError,
    CarrierUnavailableError,
    CredentialsRefusedError,
)

from tests.carriers.interleaving import meanwhile
from tests.carriers.sandboxed import NUMBERS, Carriers
from tests.carriers.test_adapter_contract import HOOKS, adapter, number
from tools.sandbox.plivo.seeding import application_path, new_application
from tools.sandbox.telnyx.seeding import new_outbound_profile


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
    owned = subject.find_owned(E164("+14155552673"))
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


def test_a_deleted_previous_messaging_profile_is_not_missed_at_telnyx(carriers: Carriers) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    del carriers.account("telnyx").shelf("messaging_profiles")[previous["messaging_profile_id"]]
    subject.detach(owned, HOOKS, previous)
    assert not carriers.number("telnyx", owned.e164)["messaging_profile_id"]
    assert not carriers.account("telnyx").shelf("messaging_profiles")


def test_a_messaging_profile_that_telnyx_would_not_clear_goes_with_its_deletion(carriers: Carriers) -> None:
    """How to clear one is not documented. The number had none, and ours is deleted."""
    before = carriers.picture()
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(E164(NUMBERS["telnyx"][1]))
    previous = subject.read_configuration(owned)
    assert previous["messaging_profile_id"] == ""
    subject.attach(owned, HOOKS)
    carriers.fail("telnyx", 422, method="PATCH", path=".*/messaging", times=100)
    subject.detach(owned, HOOKS, previous)
    assert carriers.picture() == before


def test_what_was_made_at_telnyx_is_mended_when_it_leads_elsewhere(carriers: Carriers) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    subject.attach(owned, HOOKS)
    made = next(each for each in carriers.account("telnyx").shelf("applications").values() if HOOKS.name in str(each))
    right = made["webhook_event_url"]
    made["webhook_event_url"] = "https://elsewhere.test/"
    subject.attach(owned, HOOKS)
    made = next(each for each in carriers.account("telnyx").shelf("applications").values() if HOOKS.name in str(each))
    assert made["webhook_event_url"] == right


def test_a_wrong_telnyx_key_is_refused_by_its_first_answer(carriers: Carriers) -> None:
    carriers.fail("telnyx", 401, path="/balance")
    with pytest.raises(CredentialsRefusedError):
        adapter(Carrier.TELNYX).check_credentials()


def test_a_telnyx_app_id_may_be_that_of_another_kind_of_connection(carriers: Carriers) -> None:
    carriers.fail("telnyx", 404, path="/call_control_applications/")
    adapter(Carrier.TELNYX).check_credentials()


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
    account = carriers.account("telnyx")
    silent = next(key for key, features in account.shelf("messaging_features").items() if features["sms"] is None)
    owned = subject.find_owned(E164(account.shelf("numbers")[silent]["phone_number"]))
    before = list(account.shelf("messaging_profiles"))
    subject.attach(owned, HOOKS)
    assert owned.capabilities == {"voice"}
    assert list(account.shelf("messaging_profiles")) == before
    assert subject.is_attached(owned, HOOKS)


def test_a_telnyx_number_that_can_message_and_is_refused_is_not_attached(carriers: Carriers) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    carriers.fail("telnyx", 422, method="PATCH", path="/messaging$")
    with pytest.raises(CarrierRefusedError):
        subject.attach(owned, HOOKS)


def outbound_of(carriers: Carriers) -> dict[str, Any]:
    """The outbound voice profile of what was made for the number."""
    account = carriers.account("telnyx")
    (made,) = [each for each in account.shelf("applications").values() if each["application_name"] == HOOKS.name]
    found: dict[str, Any] = account.shelf("outbound_voice_profiles")[made["outbound"]["outbound_voice_profile_id"]]
    return found


def attached(e164: str) -> None:
    subject = adapter(Carrier.TELNYX)
    subject.attach(subject.find_owned(E164(e164)), HOOKS)


def test_a_telnyx_number_keeps_the_outbound_profile_of_the_connection_that_it_had(carriers: Carriers) -> None:
    account = carriers.account("telnyx")
    other = new_outbound_profile("77", {"name": "Another"}, "2026-10-01T08:00:00Z")
    account.shelf("outbound_voice_profiles")["77"] = other
    account.shelf("applications")[account.account_id]["outbound"]["outbound_voice_profile_id"] = "77"
    attached(number(Carrier.TELNYX))
    assert outbound_of(carriers)["name"] == "Another"


def test_a_telnyx_number_without_a_connection_takes_the_only_enabled_outbound_profile(carriers: Carriers) -> None:
    account = carriers.account("telnyx")
    ended = new_outbound_profile("77", {"name": "Ended", "enabled": False}, "2026-10-01T08:00:00Z")
    account.shelf("outbound_voice_profiles")["77"] = ended
    attached(NUMBERS["telnyx"][1])
    assert outbound_of(carriers)["name"] == "Customer calls"


@pytest.mark.parametrize("others", [0, 2])
def test_an_outbound_profile_for_the_numbers_own_country_is_made_once_where_there_is_none_to_take(
    carriers: Carriers, others: int
) -> None:
    profiles = carriers.account("telnyx").shelf("outbound_voice_profiles")
    profiles.clear()
    for index in range(others):
        profiles[str(index)] = new_outbound_profile(str(index), {"name": f"Theirs {index}"}, "2026-10-01T08:00:00Z")
    attached(NUMBERS["telnyx"][1])
    assert outbound_of(carriers)["name"] == "trunkline US"
    assert outbound_of(carriers)["whitelisted_destinations"] == ["US"]
    subject = adapter(Carrier.TELNYX)
    subject.attach(subject.find_owned(E164("+13125550175")), replace(HOOKS, name="trunkline-another"))
    assert [each["name"] for each in profiles.values()].count("trunkline US") == 1


def test_a_telnyx_account_that_may_have_no_outbound_profile_receives_calls_all_the_same(carriers: Carriers) -> None:
    carriers.account("telnyx").shelf("outbound_voice_profiles").clear()
    carriers.fail("telnyx", 403, method="POST", path="/outbound_voice_profiles$")
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(E164(NUMBERS["telnyx"][1]))
    subject.attach(owned, HOOKS)
    assert subject.is_attached(owned, HOOKS)


@pytest.mark.parametrize("kind", ["applications", "messaging_profiles"])
def test_what_was_made_at_telnyx_is_found_among_thousands(carriers: Carriers, kind: str) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    shelf = carriers.account("telnyx").shelf(kind)
    example = next(iter(shelf.values()))
    shelf |= {f"many-{index}": {**example, "id": f"many-{index}"} for index in range(5_500)}
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    subject.detach(owned, HOOKS, previous)
    assert HOOKS.base_url not in str(shelf)


def test_a_telnyx_list_that_does_not_end_is_an_error_and_nothing_is_left_as_if_it_were_done(
    carriers: Carriers,
) -> None:
    subject = adapter(Carrier.TELNYX)
    owned = subject.find_owned(number(Carrier.TELNYX))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    shelf = carriers.account("telnyx").shelf("applications")
    example = next(iter(shelf.values()))
    same_name = {"application_name": f"more than {HOOKS.name}"}
    shelf |= {f"many-{index}": {**example, **same_name, "id": f"many-{index}"} for index in range(5_500)}
    with pytest.raises(CarrierUnavailableError):
        subject.detach(owned, HOOKS, previous)


def test_what_was_made_at_plivo_is_found_behind_a_page_of_its_name(carriers: Carriers) -> None:
    subject = adapter(Carrier.PLIVO)
    owned = subject.find_owned(number(Carrier.PLIVO))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    account = carriers.account("plivo")
    shelf = account.shelf("applications")
    ours = next(key for key, each in shelf.items() if each["app_name"] == HOOKS.name)
    for index in range(25):
        new_application(account, str(900 + index), {"app_name": HOOKS.name, "answer_url": "https://a.test/x"})
    shelf[ours] = shelf.pop(ours)
    subject.detach(owned, HOOKS, previous)
    assert HOOKS.name not in str(shelf)


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
