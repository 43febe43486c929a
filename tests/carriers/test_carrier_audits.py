"""What every carrier is asked about all of an account's numbers, and about one, over real HTTP to the sandbox."""

from dataclasses import replace
from typing import Any

import pytest
from trunkline.carriers.registry import adapter_for, audit_for
from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierGoneError, CredentialsRefusedError
from trunkline.services.carrier_adapters import Budget, CarrierAccount, OwnedNumber, WebhookTargets
from trunkline.services.carrier_audits import CarrierAudit, ListedNumber

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers

HOOKS = WebhookTargets(name="trunkline-4a2cf0de", base_url="https://hooks.test/webhooks/x/tok")
EVERY_CARRIER = pytest.mark.parametrize("carrier", list(Carrier))


def account(carrier: Carrier, secret: str | None = None) -> CarrierAccount:
    account_id, right = ACCOUNTS[carrier]
    return CarrierAccount(
        organization_id=OrganizationId("org"), carrier=carrier, account_id=account_id, secret=secret or right
    )


def audit(carrier: Carrier, secret: str | None = None) -> CarrierAudit:
    return audit_for(account(carrier, secret), Budget(24))


def attached(carrier: Carrier) -> tuple[OwnedNumber, dict[str, str]]:
    adapter = adapter_for(account(carrier), Budget(24))
    owned = adapter.find_owned(E164(NUMBERS[carrier][0]))
    previous = dict(adapter.read_configuration(owned))
    adapter.attach(owned, HOOKS)
    return owned, previous


def every_number(subject: CarrierAudit) -> list[ListedNumber]:
    found: list[ListedNumber] = []
    position = None
    while True:
        page = subject.numbers(position)
        found += page.numbers
        position = page.next_position
        if position is None:
            return found


def every_tie(subject: CarrierAudit) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    position = None
    while page := subject.ties(position):
        for tie in page.ties:
            found.setdefault(tie.name, []).append(tie.text)
        position = page.next_position
        if position is None:
            break
    return found


def listed(subject: CarrierAudit, owned: OwnedNumber) -> ListedNumber:
    found = next(each for each in every_number(subject) if each.number.e164 == owned.e164)
    return replace(found, number=replace(found.number, capabilities=owned.capabilities))


@EVERY_CARRIER
def test_the_pages_of_an_account_hold_each_of_its_numbers_once(carriers: Carriers, carrier: Carrier) -> None:
    shelf = carriers.account(carrier).shelf("numbers").values()
    owned = [each.get("phone_number") or f"+{each['number']}" for each in shelf]
    assert sorted(each.number.e164 for each in every_number(audit(carrier))) == sorted(owned)


@EVERY_CARRIER
def test_a_number_that_was_just_set_is_as_set_on_its_page_and_alone(carriers: Carriers, carrier: Carrier) -> None:
    owned, previous = attached(carrier)
    subject = audit(carrier)
    compared = subject.compare(listed(subject, owned), HOOKS, previous)
    assert compared.is_as_set
    assert sorted(compared.ties) == sorted(every_tie(subject).get(HOOKS.name, []))
    inspection = subject.inspect(owned, HOOKS, previous)
    assert [each.name for each in inspection.settings if not each.is_as_set] == []
    assert {"calls", "messages"} <= {each.name for each in inspection.settings}
    assert inspection.capabilities == owned.capabilities


@EVERY_CARRIER
def test_nothing_is_written_by_looking(carriers: Carriers, carrier: Carrier) -> None:
    owned, previous = attached(carrier)
    carriers.forget_requests()
    subject = audit(carrier)
    listed(subject, owned)
    every_tie(subject)
    subject.inspect(owned, HOOKS, previous)
    assert {method for method, _, _ in carriers.requests()} == {"GET"}


def drift(carriers: Carriers, carrier: str, kind: str, chosen: str, **changes: Any) -> None:
    asked = {"carrier": carrier, "accountId": ACCOUNTS[carrier][0], "kind": kind, "id": chosen}
    carriers.sandbox.control.change({**asked, **({"set": changes} if changes else {"delete": True})})


def ours(carriers: Carriers, carrier: str, kind: str = "applications") -> str:
    names = {"app_name", "application_name", "name"}
    shelf = carriers.account(carrier).shelf(kind)
    return next(key for key, each in shelf.items() if HOOKS.name in {each.get(name) for name in names})


ELSEWHERE = "https://elsewhere.example/secret"


@EVERY_CARRIER
def test_another_url_shows_in_the_pages_and_alone(carriers: Carriers, carrier: Carrier) -> None:
    owned, previous = attached(carrier)
    match carrier:
        case Carrier.TWILIO:
            drift(carriers, carrier, "numbers", owned.carrier_id, voice_url=ELSEWHERE)
        case Carrier.PLIVO:
            drift(carriers, carrier, "applications", ours(carriers, carrier), answer_url=ELSEWHERE)
        case Carrier.TELNYX:
            drift(carriers, carrier, "applications", ours(carriers, carrier), webhook_event_url=ELSEWHERE)
    subject = audit(carrier)
    compared = subject.compare(listed(subject, owned), HOOKS, previous)
    assert not compared.is_as_set or sorted(compared.ties) != sorted(every_tie(subject)[HOOKS.name])
    changed = [each for each in subject.inspect(owned, HOOKS, previous).settings if not each.is_as_set]
    assert [(each.name, each.expected, each.actual) for each in changed] == [("calls", HOOKS.url("voice"), ELSEWHERE)]


@EVERY_CARRIER
def test_a_number_that_is_gone_is_gone(carriers: Carriers, carrier: Carrier) -> None:
    owned, previous = attached(carrier)
    drift(carriers, carrier, "numbers", owned.carrier_id)
    with pytest.raises(CarrierGoneError):
        audit(carrier).inspect(owned, HOOKS, previous)


@EVERY_CARRIER
def test_credentials_that_were_revoked_are_refused(carriers: Carriers, carrier: Carrier) -> None:
    asked = {"carrier": str(carrier), "accountId": ACCOUNTS[carrier][0], "secret": "another"}
    carriers.sandbox.control.change(asked)
    with pytest.raises(CredentialsRefusedError):
        audit(carrier).numbers(None)


@pytest.mark.parametrize("uses_numbers_own", [False, True])
def test_a_number_of_a_messaging_service_is_named_unless_the_service_uses_the_numbers_webhooks(
    carriers: Carriers, uses_numbers_own: bool
) -> None:
    owned, previous = attached(Carrier.TWILIO)
    service = {"sid": "MG1", "friendly_name": "Sales", "numbers": [owned.carrier_id]}
    drift(carriers, "twilio", "services", "MG1", **service, use_inbound_webhook_on_number=uses_numbers_own)
    subject = audit(Carrier.TWILIO)
    assert subject.compare(listed(subject, owned), HOOKS, previous).is_as_set is uses_numbers_own
    changed = [each.name for each in subject.inspect(owned, HOOKS, previous).settings if not each.is_as_set]
    assert changed == ([] if uses_numbers_own else ["messagingService"])


def test_messaging_services_are_listed_once_for_all_pages(carriers: Carriers) -> None:
    subject = audit(Carrier.TWILIO)
    every_number(subject)
    every_number(subject)
    assert [path for _, path, _ in carriers.requests() if path.startswith("/v1/Services")] == ["/v1/Services"]


def test_a_fallback_that_was_removed_is_told_and_put_back(carriers: Carriers) -> None:
    sid = next(
        key
        for key, each in carriers.account("twilio").shelf("numbers").items()
        if each["phone_number"] == NUMBERS["twilio"][0]
    )
    drift(carriers, "twilio", "numbers", sid, voice_fallback_url="https://customer.example/fallback")
    owned, previous = attached(Carrier.TWILIO)
    subject = audit(Carrier.TWILIO)
    drift(carriers, "twilio", "numbers", sid, voice_fallback_url="")
    changed = [each for each in subject.inspect(owned, HOOKS, previous).settings if not each.is_as_set]
    assert [(each.name, each.actual) for each in changed] == [("callFallback", "")]
    subject.restore(owned, previous)
    assert all(each.is_as_set for each in subject.inspect(owned, HOOKS, previous).settings)


@pytest.mark.parametrize(("carrier", "size"), [("twilio", 1000), ("plivo", 20), ("telnyx", 250)])
def test_the_largest_page_of_the_carrier_is_asked_for(carriers: Carriers, carrier: str, size: int) -> None:
    audit(Carrier(carrier)).numbers(None)
    asked = [each["query"] for each in carriers.sandbox.requests() if "umber" in each["path"]]
    assert any(query.endswith(f"={size}") or f"={size}&" in query for query in asked)
