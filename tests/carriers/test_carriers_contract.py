"""What the use cases rely on of carriers: kept by the real ones over the sandbox, and by the archive tests' fake."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from trunkline.domain.identifiers import NumberUuid, ProviderPhoneUuid
from trunkline.domain.provider_phones import LEASE, ProviderPhone
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError
from trunkline.services.number_webhooks import NumberWebhooks
from trunkline.table.client import Table
from trunkline.wiring.carriers import number_webhooks

from tests.carriers import sandboxed
from tests.carriers.sandboxed import NUMBERS, ORG, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.fakes.carriers import THEIRS, FakeCarriers
from tests.support.archives import connect, let_time_pass

# What a number's owner sets: the member that decides who gets its calls, and another value for it.
_OWNERS_OWN = {
    "twilio": ("voice_url", "https://new.test/voice"),
    "plivo": ("application", "/v1/Account/x/Application/200/"),
    "telnyx": ("connection_id", "new"),
}


@dataclass
class Subject:
    """Carriers with one number that rings here, and how to look at it and break it."""

    carriers: NumberWebhooks
    store: Table
    uuid: ProviderPhoneUuid
    # What the owner sees, and what it was before it was ours.
    seen: Callable[[], Any]
    before: Any
    set_by_owner: Callable[[], None]
    lose: Callable[[], None]
    fail: Callable[[int], None]

    @property
    def phone(self) -> ProviderPhone:
        """As it is now, and no lease of anybody."""
        let_time_pass(self.store, LEASE)
        found = self.carriers.store.find(ORG, self.uuid)
        assert found
        return found

    @property
    def linked(self) -> ProviderPhone:
        return replace(self.phone, assigned_number_uuid=NumberUuid("somebody's"))


def _fake(store: Table) -> Subject:
    fake = FakeCarriers()
    phone = connect(store, fake, ORG, phone_uuid("twilio"))
    errors = {503: CarrierUnavailableError("503"), 403: CarrierRefusedError("403")}
    return Subject(
        carriers=fake.number_webhooks(),
        store=store,
        uuid=phone.uuid,
        seen=lambda: fake.webhooks[phone.phone_number],
        before=THEIRS,
        set_by_owner=lambda: fake.webhooks.update({phone.phone_number: "new"}),
        lose=lambda: fake.lose(phone.phone_number),
        fail=lambda status: fake.faults_before.append(errors[status]),
    )


def _real(carrier: str, carriers: sandboxed.Carriers, weya: WeyaApi, store: Table) -> Subject:
    e164 = NUMBERS[carrier][0]
    member, value = _OWNERS_OWN[carrier]

    def seen() -> Any:
        return carriers.picture()

    before = seen()
    assert weya.add(carrier).status == 201
    return Subject(
        carriers=number_webhooks(),
        store=store,
        uuid=phone_uuid(carrier),
        seen=seen,
        before=before,
        set_by_owner=lambda: carriers.number(carrier, e164).update({member: value}),
        lose=lambda: carriers.account(carrier).shelf("numbers").clear(),
        fail=lambda status: carriers.fail(carrier, status),
    )


@pytest.fixture(params=["fake", "twilio", "plivo", "telnyx"])
def subject(request: pytest.FixtureRequest) -> Subject:
    if request.param == "fake":
        request.getfixturevalue("tenants")
        return _fake(request.getfixturevalue("store"))
    given = [request.getfixturevalue(name) for name in ("carriers", "weya", "store")]
    return _real(request.param, *given)


def test_detaching_gives_the_number_back_as_it_was(subject: Subject) -> None:
    assert subject.seen() != subject.before
    for _ in range(2):
        subject.carriers.detach(subject.phone)
        assert subject.seen() == subject.before


def test_attaching_again_keeps_what_was_there_before_the_first_time(subject: Subject) -> None:
    attached = subject.seen()
    subject.carriers.attach(subject.phone)
    assert subject.seen() == attached
    subject.carriers.detach(subject.phone)
    assert subject.seen() == subject.before


def test_a_detached_number_is_attached_and_detached_again(subject: Subject) -> None:
    subject.carriers.detach(subject.phone)
    subject.carriers.attach(subject.phone)
    assert subject.seen() != subject.before
    subject.carriers.detach(subject.phone)
    assert subject.seen() == subject.before


def test_what_the_owner_has_set_meanwhile_is_left(subject: Subject, request: pytest.FixtureRequest) -> None:
    subject.set_by_owner()
    subject.carriers.detach(subject.phone)
    name = request.node.callspec.params["subject"]
    assert ("new" if name == "fake" else _OWNERS_OWN[name][1]) in str(subject.seen())


def test_a_number_that_is_gone_counts_as_detached_and_as_given_up(subject: Subject) -> None:
    subject.lose()
    subject.carriers.detach(subject.phone)
    subject.carriers.release_to_carrier(subject.phone)


def test_a_number_that_is_gone_and_is_to_ring_is_missed(subject: Subject) -> None:
    subject.carriers.detach(subject.phone)
    subject.lose()
    with pytest.raises((CarrierGoneError, CarrierRefusedError)):
        subject.carriers.attach(subject.linked)


def test_giving_up_is_for_good_and_may_be_repeated(subject: Subject) -> None:
    subject.carriers.release_to_carrier(subject.phone)
    subject.carriers.release_to_carrier(subject.phone)
    with pytest.raises((CarrierGoneError, CarrierRefusedError)):
        subject.carriers.attach(subject.linked)


@pytest.mark.parametrize(("status", "error"), [(503, CarrierUnavailableError), (403, CarrierRefusedError)])
def test_a_failure_says_whether_to_ask_again_and_changes_nothing(
    subject: Subject, status: int, error: type[Exception]
) -> None:
    attached = subject.seen()
    subject.fail(status)
    with pytest.raises(error):
        subject.carriers.release_to_carrier(subject.phone)
    assert subject.seen() == attached
