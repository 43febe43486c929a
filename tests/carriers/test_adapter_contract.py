"""What holds for every carrier, over real HTTP to the carrier sandbox and, for Twilio, through the real SDK.

The traps of the three APIs and their SDKs, and the tests that would fall into them:

- SDKs that take seconds to import: test_webhook_starts.test_no_function_imports_what_it_does_not_need_to_start
- SDK errors that hide the status: test_every_answer_means_one_error_and_nothing_is_sent_twice;
  keys with white space or characters that no header takes: test_white_space_around_a_secret_does_not_matter,
  test_a_secret_that_no_header_can_carry_is_refused_unsent
- a POST that an SDK repeats by itself, and so two applications: test_a_post_is_never_repeated
- no timeout (Twilio), a minute (Telnyx): "timeout" in the first test above, test_calls_keep_to_the_budget
- webhooks that take over the handling of calls: test_detaching_puts_everything_back and, of test_adapter_differences,
  test_a_trunk_is_put_back, test_what_the_customer_changed_meanwhile_at_...; and a DELETE that gives the number up:
  test_attaching_and_detaching_never_give_the_number_up_and_leave_its_other_settings
- Twilio records nothing by a number's settings: recordings come of the answer document,
  test_call_answers.test_a_forwarded_call_that_nobody_takes_goes_to_voicemail
- Plivo signs messages and calls differently: test_signatures.test_the_known_answer_of_plivo_version_2_is_accepted,
  test_an_independent_plivo_signer_is_accepted_and_any_changed_byte_refused
- Telnyx's /voice has no connection and switches recording on: the test of giving up above; its old webhook version is
  the default, and of test_adapter_differences:
  test_what_is_made_at_telnyx_asks_for_version_2_and_keeps_the_allowed_destinations
- filters that match parts of numbers: test_part_of_an_owned_number_is_not_an_owned_number
- the URL that is signed is the one that the carrier was given: test_add_phone.test_the_carrier_calls_us_afterwards,
  test_webhook_forgeries.test_a_forged_event_is_refused_and_nothing_is_written_or_queued
"""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from trunkline.carriers import connections
from trunkline.carriers.http_client import retry_after_seconds
from trunkline.carriers.registry import adapter_for
from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import utc_now
from trunkline.errors import (
    CarrierError,
    CarrierGoneError,
    CarrierRefusedError,
    CarrierUnavailableError,
    CredentialsRefusedError,
)
from trunkline.services.carrier_adapters import Budget, CarrierAccount, CarrierAdapter, WebhookTargets

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers

HOOKS = WebhookTargets(name="trunkline-4a2cf0de", base_url="https://hooks.test/webhooks/x/tok")
EVERY_CARRIER = pytest.mark.parametrize("carrier", list(Carrier))


def adapter(carrier: Carrier, *, secret: str | None = None, budget: Budget | None = None) -> CarrierAdapter:
    account_id, right = ACCOUNTS[carrier]
    account = CarrierAccount(
        organization_id=OrganizationId("org"),
        carrier=carrier,
        account_id=account_id,
        secret=right if secret is None else secret,
    )
    return adapter_for(account, budget or Budget(24))


def number(carrier: Carrier, index: int = 0) -> E164:
    return E164(NUMBERS[carrier][index])


@EVERY_CARRIER
def test_the_right_credentials_are_accepted(carriers: Carriers, carrier: Carrier) -> None:
    adapter(carrier).check_credentials()


@EVERY_CARRIER
def test_white_space_around_a_secret_does_not_matter(carriers: Carriers, carrier: Carrier) -> None:
    adapter(carrier, secret=f" {ACCOUNTS[carrier][1]}\n").check_credentials()


@EVERY_CARRIER
@pytest.mark.parametrize("secret", ["", "  ", "k\u00e9y", "to ken", "to\nken", "\U0001f511"])
def test_a_secret_that_no_header_can_carry_is_refused_unsent(carriers: Carriers, carrier: Carrier, secret: str) -> None:
    with pytest.raises(CarrierRefusedError):
        adapter(carrier, secret=secret)
    assert carriers.requests() == []


@EVERY_CARRIER
def test_a_wrong_secret_is_refused(carriers: Carriers, carrier: Carrier) -> None:
    with pytest.raises(CarrierRefusedError):
        adapter(carrier, secret="wrong").check_credentials()


@EVERY_CARRIER
def test_an_owned_number_is_found_with_its_capabilities(carriers: Carriers, carrier: Carrier) -> None:
    found = adapter(carrier).find_owned(number(carrier))
    assert found.e164 == number(carrier)
    assert {"voice", "sms"} <= found.capabilities


@EVERY_CARRIER
def test_a_number_of_somebody_else_is_refused(carriers: Carriers, carrier: Carrier) -> None:
    with pytest.raises(CarrierRefusedError):
        adapter(carrier).find_owned(E164("+442079460999"))


@EVERY_CARRIER
def test_part_of_an_owned_number_is_not_an_owned_number(carriers: Carriers, carrier: Carrier) -> None:
    with pytest.raises(CarrierRefusedError):
        adapter(carrier).find_owned(E164(number(carrier)[:-1]))


@EVERY_CARRIER
@pytest.mark.parametrize("index", [0, 1])
def test_detaching_puts_everything_back(carriers: Carriers, carrier: Carrier, index: int) -> None:
    before = carriers.picture()
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier, index))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    assert subject.is_attached(owned, HOOKS)
    assert carriers.picture() != before
    subject.detach(owned, HOOKS, previous)
    assert not subject.is_attached(owned, HOOKS)
    assert carriers.picture() == before


@EVERY_CARRIER
def test_attaching_again_writes_nothing(carriers: Carriers, carrier: Carrier) -> None:
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier))
    subject.attach(owned, HOOKS)
    carriers.forget_requests()
    subject.attach(owned, HOOKS)
    assert {method for method, _, _ in carriers.requests()} == {"GET"}


@EVERY_CARRIER
def test_attaching_does_not_ask_again_for_a_configuration_that_it_is_given(
    carriers: Carriers, carrier: Carrier
) -> None:
    before = carriers.picture()
    owned = adapter(carrier).find_owned(number(carrier))
    found = adapter(carrier).read_configuration(owned)
    carriers.forget_requests()
    # Another one each time: what an adapter remembers is not what it is given.
    adapter(carrier).attach(owned, HOOKS, found)
    asked = [path for method, path, _ in carriers.requests() if method == "GET" and owned.carrier_id in path]
    assert asked == []
    assert adapter(carrier).is_attached(owned, HOOKS)
    adapter(carrier).detach(owned, HOOKS, found)
    assert carriers.picture() == before


@EVERY_CARRIER
def test_attaching_writes_nothing_when_the_configuration_that_it_is_given_is_ours(
    carriers: Carriers, carrier: Carrier
) -> None:
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier))
    subject.attach(owned, HOOKS)
    found = subject.read_configuration(owned)
    carriers.forget_requests()
    subject.attach(owned, HOOKS, found)
    assert {method for method, _, _ in carriers.requests()} <= {"GET"}


@EVERY_CARRIER
def test_attaching_and_detaching_never_give_the_number_up_and_leave_its_other_settings(
    carriers: Carriers, carrier: Carrier
) -> None:
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    subject.detach(owned, HOOKS, previous)
    to_the_number = [
        (method, path) for method, path, _ in carriers.requests() if owned.carrier_id in path and method != "GET"
    ]
    assert to_the_number != []
    assert [path for method, path in to_the_number if method == "DELETE"] == []
    # At Telnyx that one switches recording on, and knows no connection.
    assert [path for _, path in to_the_number if path.endswith("/voice")] == []


@EVERY_CARRIER
def test_detaching_twice_is_detaching_once(carriers: Carriers, carrier: Carrier) -> None:
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier))
    previous = subject.read_configuration(owned)
    subject.attach(owned, HOOKS)
    subject.detach(owned, HOOKS, previous)
    after = carriers.picture()
    subject.detach(owned, HOOKS, previous)
    assert carriers.picture() == after


@EVERY_CARRIER
def test_giving_up_takes_the_number_away_and_may_be_repeated(carriers: Carriers, carrier: Carrier) -> None:
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier))
    subject.release_to_carrier(owned)
    subject.release_to_carrier(owned)
    with pytest.raises(CarrierRefusedError):
        subject.find_owned(number(carrier))
    with pytest.raises(CarrierGoneError):
        subject.read_configuration(owned)


FAULTS: list[tuple[int | str, type[CarrierError]]] = [
    (401, CarrierRefusedError),
    (403, CarrierRefusedError),
    (404, CarrierGoneError),
    (400, CarrierRefusedError),
    (302, CarrierUnavailableError),
    (408, CarrierUnavailableError),
    (429, CarrierUnavailableError),
    (500, CarrierUnavailableError),
    (503, CarrierUnavailableError),
    ("timeout", CarrierUnavailableError),
    ("reset", CarrierUnavailableError),
    ("malformed", CarrierUnavailableError),
]


@EVERY_CARRIER
@pytest.mark.parametrize(("what", "error"), FAULTS)
def test_every_answer_means_one_error_and_nothing_is_sent_twice(
    carriers: Carriers, carrier: Carrier, what: int | str, error: type[CarrierError]
) -> None:
    owned = adapter(carrier).find_owned(number(carrier))
    carriers.forget_requests()
    carriers.fail(carrier, what, times=9, **({"retryAfter": 7} if what == 429 else {}))
    # On a connection that was kept, a question is asked again: test_connections.
    connections.pool("http").clear()
    subject = adapter(carrier)
    with pytest.raises(error) as caught:
        subject.read_configuration(owned)
    assert len(carriers.requests()) == 1
    for secret in (*ACCOUNTS[carrier], owned.e164, owned.e164[1:]):
        assert secret not in str(caught.value)
    if isinstance(caught.value, CredentialsRefusedError):
        assert caught.value.is_forbidden == (what == 403)
    if isinstance(caught.value, CarrierUnavailableError):
        assert caught.value.retry_after_seconds == (7.0 if what == 429 else None)


@EVERY_CARRIER
def test_a_carrier_that_asks_for_an_hour_of_patience_gets_five_minutes(carriers: Carriers, carrier: Carrier) -> None:
    carriers.fail(carrier, 429, retryAfter=3600)
    with pytest.raises(CarrierUnavailableError) as caught:
        adapter(carrier).check_credentials()
    assert caught.value.retry_after_seconds == 300.0


@EVERY_CARRIER
def test_a_post_is_never_repeated(carriers: Carriers, carrier: Carrier) -> None:
    subject = adapter(carrier)
    owned = subject.find_owned(number(carrier))
    carriers.forget_requests()
    for method in ("POST", "PATCH"):
        carriers.fail(carrier, 503, method=method, times=9)
    with pytest.raises(CarrierUnavailableError):
        subject.attach(owned, HOOKS)
    assert [method for method, _, _ in carriers.requests() if method != "GET"] in (["POST"], ["PATCH"])


@EVERY_CARRIER
def test_calls_keep_to_the_budget(carriers: Carriers, carrier: Carrier) -> None:
    with pytest.raises(CarrierUnavailableError):
        adapter(carrier, budget=Budget(8, reserved_seconds=8)).check_credentials()
    assert carriers.requests() == []
    adapter(carrier, budget=Budget(8, reserved_seconds=8).for_undoing()).check_credentials()


@EVERY_CARRIER
@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_is_refused(carriers: Carriers, carrier: Carrier, status: str) -> None:
    carriers.account(carrier).status = status
    with pytest.raises(CarrierRefusedError):
        adapter(carrier).check_credentials()


def test_retry_after_is_read_in_both_forms_and_capped() -> None:
    assert retry_after_seconds({"Retry-After": "3"}) == 3
    assert retry_after_seconds({"Retry-After": "86400"}) == 300
    in_a_minute = format_datetime(utc_now() + timedelta(seconds=60), usegmt=True)
    assert 50 < (retry_after_seconds({"Retry-After": in_a_minute}) or 0) <= 60
    assert retry_after_seconds({"Retry-After": "soon"}) is None
    assert retry_after_seconds({}) is None
