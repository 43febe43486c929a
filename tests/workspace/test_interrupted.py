"""Requests with an idempotency key that stop half-way, at each place where they can."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from trunkline.domain.timestamps import utc_now
from trunkline.services.idempotency import Claim, StoredResponse
from trunkline.table.client import Table
from trunkline.table.idempotency import LEASE, RETENTION, IdempotencyTable, idempotency_writes

from tests.support.clients import BrokenClient, MeteredClient
from tests.support.composition import compose_with
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi, random_number


class CrashError(BaseException):
    """The function was killed: nothing of its own runs after this."""


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@pytest.fixture
def members() -> dict[str, Any]:
    return {"phoneNumber": random_number()}


def _later(monkeypatch: pytest.MonkeyPatch, store: Table, passed: timedelta, since: datetime | None = None) -> None:
    """Let the clock of idempotency records go forward, and stand still when it goes on from a given moment."""

    def clock() -> datetime:
        return (since or utc_now()) + passed

    compose_with(monkeypatch, "idempotency_table", lambda: IdempotencyTable(store, clock=clock))


@pytest.fixture
def crashed(
    api: WorkspaceApi, store: Table, key: dict[str, str], members: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> datetime:
    """An attempt that took its key and died before it changed anything; the moment before it."""
    began = utc_now()

    def crash(*_: object, **__: object) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr("trunkline.table.idempotency.IdempotencyTable.release", lambda *_: None)
        patch.setattr("trunkline.services.phone_numbers.PhoneNumbers.create", crash)
        with pytest.raises(CrashError):
            api.create(headers=key, **members)
    return began


def test_a_crash_before_the_change_holds_the_key_for_the_lease(
    *,
    crashed: datetime,
    api: WorkspaceApi,
    store: Table,
    key: dict[str, str],
    members: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert timedelta(seconds=60) == LEASE
    assert_refused(api.create(headers=key, **members), 409, says="in progress")
    _later(monkeypatch, store, LEASE - timedelta(seconds=2), since=crashed)
    assert_refused(api.create(headers=key, **members), 409, says="in progress")


@pytest.mark.usefixtures("crashed")
def test_after_the_lease_a_retry_does_the_work_once(
    api: WorkspaceApi, store: Table, key: dict[str, str], members: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _later(monkeypatch, store, LEASE + timedelta(seconds=1))

    retried, again = (api.create(headers=key, **members) for _ in range(2))

    assert retried.status == 201
    assert "idempotency-replayed" not in retried.headers
    assert again.text == retried.text
    assert again.headers["idempotency-replayed"] == "true"
    assert len(api.list().json()) == 1


@pytest.mark.usefixtures("crashed")
def test_another_request_may_have_the_key_of_an_attempt_that_died(
    api: WorkspaceApi, store: Table, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _later(monkeypatch, store, LEASE + timedelta(seconds=1))

    assert api.create(headers=key, phoneNumber=random_number()).status == 201


def test_a_crash_after_the_change_is_replayed_at_once(
    api: WorkspaceApi, key: dict[str, str], members: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is stored with the change, so nothing can come between the two."""

    def crash(*_: object, **__: object) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr("trunkline.http.messages.to_lambda_response", crash)
        with pytest.raises(CrashError):
            api.create(headers=key, **members)
    (made,) = api.list().json()

    again = api.create(headers=key, **members)

    assert again.status == 201
    assert again.json() == made
    assert again.headers["idempotency-replayed"] == "true"


def test_a_link_and_its_answer_are_one_transaction(
    api: WorkspaceApi, acme: Tenant, meter: MeteredClient, key: dict[str, str]
) -> None:
    number = api.created()["id"]
    bill = meter.start()

    api.link(number, acme.provider_phones[0]["uuid"], headers=key)

    # The claim is the only single write: nothing is completed afterwards.
    assert bill.calls == {"put_item": 1, "batch_get_item": 1, "transact_write_items": 1}


def test_an_attempt_that_lost_its_lease_changes_nothing(
    api: WorkspaceApi, store: Table, key: dict[str, str], members: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It slept through its lease; another attempt has the key and will do the work."""

    def overtaken(idempotent: Any, result: Any) -> Any:
        other = IdempotencyTable(store, clock=lambda: utc_now() + LEASE + timedelta(seconds=1))
        assert other.claim(idempotent.claim._replace(lease="other")) is None
        return idempotency_writes(idempotent, result)

    monkeypatch.setattr("trunkline.table.phone_numbers.idempotency_writes", overtaken)

    assert_refused(api.create(headers=key, **members), 409, says="in progress")
    assert api.list().json() == []


def test_a_record_that_should_have_expired_counts_as_absent(
    api: WorkspaceApi, store: Table, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB deletes expired items when it gets to it, which may take days."""
    began = utc_now()
    first = api.create(headers=key, phoneNumber=random_number())
    _later(monkeypatch, store, RETENTION - timedelta(seconds=5), since=began)
    assert_refused(api.create(headers=key, phoneNumber=random_number()), 422)

    _later(monkeypatch, store, RETENTION + timedelta(seconds=5))
    second = api.create(headers=key, phoneNumber=random_number())

    assert timedelta(hours=24) == RETENTION
    assert second.status == 201
    assert second.json()["id"] != first.json()["id"]


def test_records_name_the_time_from_which_on_dynamodb_may_delete_them(
    api: WorkspaceApi, store: Table, key: dict[str, str], members: dict[str, Any]
) -> None:
    api.create(headers=key, **members)
    client: Any = store.client

    records = [item for item in client.scan(TableName=store.name)["Items"] if "IDEMPOTENCY" in item["sk"]["S"]]

    assert len(records) == 1
    left = int(records[0]["delete_after"]["N"]) - utc_now().timestamp()
    assert 0 < left <= RETENTION.total_seconds()
    assert key["Idempotency-Key"] not in str(records)


def test_a_failure_of_the_store_frees_the_key(
    api: WorkspaceApi, aws: Any, use_client: Any, key: dict[str, str], members: dict[str, Any]
) -> None:
    use_client(BrokenClient(aws, ReadTimeoutError(endpoint_url="x"), "transact_write_items"))
    assert_refused(api.create(headers=key, **members), 503)

    use_client(aws)
    retried = api.create(headers=key, **members)

    assert retried.status == 201
    assert "idempotency-replayed" not in retried.headers


def test_an_answer_lost_on_its_way_from_the_store_is_replayed(
    api: WorkspaceApi, aws: Any, use_client: Any, key: dict[str, str], members: dict[str, Any]
) -> None:
    """The transaction was done, its answer lost: freeing the key then would do the work twice."""

    class DeafClient:
        def __getattr__(self, operation: str) -> Any:
            def call(**request: Any) -> Any:
                response = getattr(aws, operation)(**request)
                if operation == "transact_write_items":
                    raise ReadTimeoutError(endpoint_url="x")
                return response

            return call

    use_client(DeafClient())
    assert_refused(api.create(headers=key, **members), 503)
    use_client(aws)

    again = api.create(headers=key, **members)

    assert again.status == 201
    assert again.headers["idempotency-replayed"] == "true"
    assert [number["id"] for number in api.list().json()] == [again.json()["id"]]


def test_a_claim_whose_answer_was_lost_is_recognised_as_the_own(
    api: WorkspaceApi, aws: Any, use_client: Any, key: dict[str, str], members: dict[str, Any]
) -> None:
    """The SDK sends it again by itself, and then finds its own lease."""

    class StammeringClient:
        def __getattr__(self, operation: str) -> Any:
            def call(**request: Any) -> Any:
                if operation == "put_item":
                    aws.put_item(**request)
                return getattr(aws, operation)(**request)

            return call

    use_client(StammeringClient())

    assert api.create(headers=key, **members).status == 201


def test_a_completion_does_not_overwrite_another_attempts_claim(store: Table) -> None:
    """For requests that changed nothing the answer is stored on its own, also by an attempt that came too late."""
    mine = Claim(credential_id="c", idempotency_key="k", lease="mine", fingerprint="f")
    theirs = Claim(credential_id="c", idempotency_key="k", lease="theirs", fingerprint="f")
    records = IdempotencyTable(store)
    assert records.claim(theirs) is None

    records.complete(mine, StoredResponse(200, "mine"))
    earlier = records.claim(mine)

    assert earlier is not None
    assert earlier.response is None


def test_a_release_frees_the_own_claim_only(store: Table) -> None:
    mine = Claim(credential_id="c", idempotency_key="k", lease="mine", fingerprint="f")
    theirs = Claim(credential_id="c", idempotency_key="k", lease="theirs", fingerprint="f")
    records = IdempotencyTable(store)
    assert records.claim(theirs) is None

    records.release(mine)
    assert records.claim(mine) is not None

    records.release(theirs)
    assert records.claim(mine) is None


def test_a_release_does_not_forget_a_stored_answer(store: Table) -> None:
    claim = Claim(credential_id="c", idempotency_key="k", lease="mine", fingerprint="f")
    records = IdempotencyTable(store)
    records.claim(claim)
    records.complete(claim, StoredResponse(201, "body"))

    records.release(claim)
    earlier = records.claim(Claim(credential_id="c", idempotency_key="k", lease="next", fingerprint="f"))

    assert earlier is not None
    assert earlier.response == StoredResponse(201, "body")


def test_an_answered_record_is_not_taken_for_a_dead_attempt(store: Table) -> None:
    claim = Claim(credential_id="c", idempotency_key="k", lease="mine", fingerprint="f")
    records = IdempotencyTable(store)
    records.claim(claim)
    records.complete(claim, StoredResponse(201, "body"))
    later = IdempotencyTable(store, clock=lambda: utc_now() + LEASE * 2)

    assert later.claim(Claim(credential_id="c", idempotency_key="k", lease="next", fingerprint="f")) is not None


def test_a_throttled_claim_is_unavailable_and_not_in_flight(
    api: WorkspaceApi, aws: Any, use_client: Any, key: dict[str, str], members: dict[str, Any]
) -> None:
    throttled = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "PutItem")
    use_client(BrokenClient(aws, throttled, "put_item"))

    assert_refused(api.create(headers=key, **members), 503)
    assert api.list().json() == []
