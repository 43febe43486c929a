import threading
from typing import Any

import pytest
from trunkline.table.client import Table

from tests.support.composition import compose_with
from tests.support.one_at_a_time import OneAtATime
from tests.support.tables import TABLE_NAME
from tests.support.zudu import ZuduApi

NUMBER = "+14157774444"
KEY = {"Idempotency-Key": "order-17"}


@pytest.mark.parametrize("agents", [{}, {"inbound_agent_id": "agent_1"}])
def test_a_create_that_is_sent_again_gets_the_first_answer(zudu: ZuduApi, agents: dict[str, str]) -> None:
    first = zudu.create(phone_number=NUMBER, **agents, headers=KEY)
    zudu.update(NUMBER, nickname="changed since")
    again = zudu.create(phone_number=NUMBER, **agents, headers=KEY)
    assert (again.status, again.text) == (200, first.text)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_a_refusal_is_not_kept(zudu: ZuduApi) -> None:
    zudu.created(phone_number=NUMBER)
    assert zudu.create(phone_number=NUMBER, headers=KEY).status == 409
    zudu.delete(NUMBER)
    assert zudu.create(phone_number=NUMBER, headers=KEY).status == 200


def test_the_same_key_of_another_organisation_is_another_key(zudu: ZuduApi, globex_zudu: ZuduApi) -> None:
    assert zudu.create(phone_number=NUMBER, headers=KEY).status == 200
    other = globex_zudu.create(phone_number=NUMBER, headers=KEY)
    assert other.status == 200
    assert "idempotency-replayed" not in other.headers


def test_a_crash_after_the_change_does_not_turn_a_retry_into_a_conflict(
    zudu: ZuduApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The completion is written with the record: nothing that comes after it can be missed."""

    def crash(*_: Any) -> None:
        raise AssertionError("the answer was to be stored with the change")

    with monkeypatch.context() as patched:
        patched.setattr("trunkline.table.idempotency.IdempotencyTable.complete", crash)
        first = zudu.create(phone_number=NUMBER, headers=KEY)
    assert first.status == 200
    assert zudu.create(phone_number=NUMBER, headers=KEY).text == first.text


def test_a_claim_that_was_lost_meanwhile_changes_nothing(zudu: ZuduApi, store: Table) -> None:
    """An attempt that was taken for dead wakes up: its key is another's now, and so is the change."""
    table = _TableThatForgetsClaims(store)
    with pytest.MonkeyPatch.context() as patched:
        compose_with(patched, "table", lambda: table)
        refused = zudu.create(phone_number=NUMBER, inbound_agent_id="agent_1", headers=KEY)
    assert (refused.status, refused.json()["error"]) == (409, "REQUEST_IN_FLIGHT")
    assert zudu.get(NUMBER).status == 404


class _TableThatForgetsClaims(Table):
    """Deletes what was claimed right before a transaction."""

    def __init__(self, real: Table) -> None:
        super().__init__(real.client, real.name)

    def write(self, *writes: Any) -> None:
        for write in writes:
            if write.label == "receipt":
                self.client.delete_item(TableName=self.name, Key={"pk": {"S": write.key.pk}, "sk": {"S": write.key.sk}})
        super().write(*writes)


def test_requests_at_once_with_one_key_create_one_number(
    zudu: ZuduApi, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(OneAtATime(aws), TABLE_NAME)  # type: ignore[arg-type]
    compose_with(monkeypatch, "table", lambda: table)
    lock, answers = threading.Lock(), []
    barrier = threading.Barrier(6)

    def send() -> None:
        barrier.wait()
        answer = zudu.create(phone_number=NUMBER, headers=KEY)
        with lock:
            answers.append(answer)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    created = {answer.text for answer in answers if answer.status == 200}
    assert len(created) == 1
    assert {answer.status for answer in answers} <= {200, 409}
    in_flight = {answer.json()["error"] for answer in answers if answer.status == 409}
    assert in_flight <= {"REQUEST_IN_FLIGHT"}
