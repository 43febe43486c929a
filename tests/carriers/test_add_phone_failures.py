"""add-phone when its carrier fails: every step of every carrier, every way to fail, and what is left behind: nothing.

The steps are those that a good run was recorded to take, so one that is added later is in the matrix too.
"""

# ruff: noqa: PLR0917 - fixtures

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from trunkline.carriers import connections
from trunkline.domain.provider_phones import LEASE, Carrier, WebhookStatus
from trunkline.errors import UnavailableError
from trunkline.services.number_webhooks import RETRY_AFTER
from trunkline.services.registrations import DEADLINE_SECONDS, RESERVED_SECONDS
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.registrations import RegistrationTable
from trunkline.wiring.carriers import number_webhooks, registrations

from tests.carriers.budgets import SlowTime
from tests.carriers.failing_steps import Bench, restore
from tests.carriers.sandboxed import ORG, Carriers, phone_uuid, webhooks_of
from tests.carriers.weya import WeyaApi
from tests.support.archives import clean_up, let_time_pass
from tests.support.gateway import Gateway
from tests.support.matrices import in_turn
from tests.support.tables import TABLE_NAME, everything
from tests.support.workspaces import Tenant
from tools.sandbox import start

# An attempt of which nothing is heard any more has died by then, and the cleanup comes.
A_LEASE = LEASE + timedelta(seconds=5)
A_DUE = RETRY_AFTER + timedelta(seconds=5)
EVERY_CARRIER = pytest.mark.parametrize("carrier", list(Carrier))
# Nothing is done of what was asked for.
FAILURES: list[int | str] = [401, 403, 404, 429, 500, 503, "timeout", "reset", "malformed"]
# It is done, and only the answer is lost.
LOST_ANSWERS: list[int | str] = [500, "timeout", "reset", "malformed"]


@pytest.fixture
def bench(
    weya: WeyaApi, carriers: Carriers, aws: Any, store: Table, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> Bench:
    return Bench(weya, carriers, aws, store, carrier, monkeypatch)


@EVERY_CARRIER
@pytest.mark.parametrize("what", FAILURES)
def test_whichever_step_fails_nothing_stays_and_a_retry_succeeds(bench: Bench, what: int | str, full: bool) -> None:
    wrong = [
        f"{step.line}: {problem}"
        for step in in_turn(bench.steps, FAILURES.index(what), full=full)
        for problem in bench.what_is_wrong(step, what, bench.failing(step, what))
    ]
    assert wrong == []
    assert bench.weya.add(bench.carrier).status == 201


@EVERY_CARRIER
@pytest.mark.parametrize("what", LOST_ANSWERS)
def test_what_was_done_unheard_is_put_back_and_a_retry_succeeds(bench: Bench, what: int | str, full: bool) -> None:
    writes = [step for step in bench.steps if step.writes]
    wrong = [
        f"{step.line}: {problem}"
        for step in in_turn(writes, LOST_ANSWERS.index(what), full=full)
        for problem in bench.what_is_wrong(step, what, bench.failing(step, what, lost_answer=True))
    ]
    assert wrong == []
    assert bench.weya.add(bench.carrier).status == 201


@EVERY_CARRIER
def test_every_carrier_is_written_to_after_the_intent_is_recorded_only(bench: Bench) -> None:
    assert [step.line for step in bench.steps if step.writes and not step.is_after_intent] == []
    assert [step.line for step in bench.steps if step.writes] != []


@EVERY_CARRIER
def test_when_putting_back_fails_too_the_cleanup_finishes_it(bench: Bench) -> None:
    """After each write of the good run, done but not heard of, the carrier is gone until the cleanup comes."""
    wrong = []
    for step in (step for step in bench.steps if step.writes):
        bench.carriers.fail(bench.carrier, "reset", skip=step.place, applied=True)
        bench.carriers.fail(bench.carrier, 503, skip=step.place, times=50)
        assert bench.weya.add(bench.carrier).status == 500
        bench.carriers.sandbox.faults.clear()
        if bench.carriers.picture() == bench.picture:
            wrong.append(f"{step.line}: nothing was left, so nothing is shown")
        wrong += [f"{step.line}: {problem}" for problem in cleaned_up(bench)]
    assert wrong == []
    assert bench.weya.add(bench.carrier).status == 201


@EVERY_CARRIER
def test_whichever_step_of_putting_back_fails_the_cleanup_finishes_it(bench: Bench) -> None:
    """The last write is lost; then one request of the putting back after the other, done or not, is lost as well."""
    last = [step for step in bench.steps if step.writes][-1]
    wrong, place = [], last.place
    while True:
        place += 1
        bench.carriers.fail(bench.carrier, "reset", skip=last.place, applied=True)
        # The first fault to fit takes its request from the count of the second.
        bench.carriers.fail(bench.carrier, 503, skip=place - 1, applied=place % 2 == 1)
        assert bench.weya.add(bench.carrier).status == 500
        reached = bench.carriers.sandbox.faults.waiting() == []
        bench.carriers.sandbox.faults.clear()
        if not reached:
            break
        wrong += [f"request {place}: {problem}" for problem in cleaned_up(bench)]
    assert wrong == []
    assert place > last.place + 1
    assert list(bench.what_is_left()) == []
    assert bench.weya.add(bench.carrier).status == 201


def cleaned_up(bench: Bench) -> Iterator[str]:
    """What is wrong after the scheduled cleanup, which comes later, has seen to what an attempt left."""
    record = keys.provider_phone(ORG, phone_uuid(bench.carrier))
    if due(bench.aws) not in ([record], []):
        yield f"due is {due(bench.aws)}"
    if due(bench.aws) and bench.weya.add(bench.carrier).status != 500:
        yield "a retry does not wait for the attempt"
    let_time_pass(bench.store, A_DUE)
    clean_up()
    yield from bench.what_is_left()


def due(aws: Any) -> list[keys.Key]:
    found = []
    for partition in chain(*keys.due_partitions()):
        answer = aws.query(
            TableName=TABLE_NAME,
            IndexName="gsi2",
            KeyConditionExpression="gsi2pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
        )
        found += [keys.Key(item["pk"]["S"], item["sk"]["S"]) for item in answer["Items"]]
    return found


# ---- a carrier that is slow ----


@pytest.fixture
def slow_time(monkeypatch: pytest.MonkeyPatch) -> SlowTime:
    return SlowTime(monkeypatch)


@pytest.fixture
def slow_weya(
    slow_time: SlowTime, service: dict[str, str], gateway: Gateway, acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[WeyaApi, Carriers]]:
    """Carriers that take their time, which passes only in the clocks of the budget and of the sandbox."""
    with start(clock=slow_time, seed=1) as sandbox:
        for name, url in sandbox.base_urls.items():
            monkeypatch.setenv(f"CARRIER_BASE_URL_{name.upper()}", url)
        yield WeyaApi(gateway, acme), Carriers(sandbox)
        connections.pool("http").clear()


@EVERY_CARRIER
def test_a_slow_carrier_has_24_seconds_and_what_it_does_not_put_back_the_cleanup_does(
    slow_weya: tuple[WeyaApi, Carriers], slow_time: SlowTime, aws: Any, store: Table, carrier: str
) -> None:
    weya, carriers = slow_weya
    picture, items = carriers.picture(), everything()
    outcomes = set()
    for seconds in (0.5, 1.1, 1.7, 2.3, 2.9, 3.5, 4.9, 6.0):
        carriers.sandbox.faults.add({"carrier": carrier, "delaySeconds": seconds, "times": 1000})
        slow_time.passed = 0.0
        status = weya.add(carrier).status
        assert slow_time.passed <= DEADLINE_SECONDS, seconds
        carriers.sandbox.faults.clear()
        outcomes.add(status)
        if status == 201:
            assert slow_time.passed <= DEADLINE_SECONDS - RESERVED_SECONDS
            phone = PhoneNumberTable(store).find_provider_phone(ORG, phone_uuid(carrier))
            assert phone
            assert phone.webhook_status is WebhookStatus.ATTACHED
            number_webhooks().detach(phone)
            restore(aws, items)
        else:
            assert status == 500
            let_time_pass(store, A_DUE)
            clean_up()
        assert carriers.picture() == picture, seconds
        assert everything() == items, seconds
    assert outcomes == {201, 500}


# ---- a service that fails ----


@EVERY_CARRIER
def test_a_crash_after_the_carrier_was_set_is_resumed_by_a_retry(
    weya: WeyaApi, carriers: Carriers, aws: Any, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = carriers.picture()

    class Killed(BaseException):
        pass

    def killed(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(RegistrationTable, "complete", killed)
        with pytest.raises(Killed):
            weya.add(carrier)
    webhooks = webhooks_of(carrier)
    assert webhooks.status is WebhookStatus.PENDING
    assert due(aws) == [keys.provider_phone(ORG, phone_uuid(carrier))]
    let_time_pass(registrations().store.table, A_LEASE)
    assert weya.add(carrier).status == 201
    assert due(aws) == []
    resumed = webhooks_of(carrier)
    # What was there before the first attempt is what a detached number goes back to.
    assert (resumed.token, resumed.previous) == (webhooks.token, webhooks.previous)
    phone = PhoneNumberTable(registrations().store.table).find_provider_phone(ORG, phone_uuid(carrier))
    assert phone
    number_webhooks().detach(phone)
    assert carriers.picture() == picture


@EVERY_CARRIER
def test_an_outcome_that_the_store_could_not_confirm_is_looked_up(
    weya: WeyaApi, carriers: Carriers, aws: Any, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = RegistrationTable.complete

    def unconfirmed(self: RegistrationTable, *args: Any) -> None:
        complete(self, *args)
        raise UnavailableError

    monkeypatch.setattr(RegistrationTable, "complete", unconfirmed)
    response = weya.add(carrier)
    assert response.status == 201, response.text
    assert weya.phones().json()["data"]["phones"] == [response.json()["data"]]
    webhooks = webhooks_of(carrier)
    assert webhooks.status is WebhookStatus.ATTACHED
