"""Writers at once. Moto's transactions are not atomic between threads, so each call holds a lock: what races here is
everything between the calls. Conflicts come from a client that answers as a contended table does."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from trunkline.table.client import Table

from tests.support.composition import compose_with
from tests.support.gateway import Response
from tests.support.one_at_a_time import OneAtATime
from tests.support.quo import QuoApi, a_contact
from tests.support.tables import ContendedClient

WRITERS = 8


@pytest.fixture
def contended(aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch) -> ContendedClient:
    """The functions' table is shared by threads and often busy."""
    client = ContendedClient(OneAtATime(aws), seed=7, rate=0.2)
    compose_with(monkeypatch, "table", lambda: Table(client, store.name, sleep=lambda _: None))  # type: ignore[arg-type]
    return client


def _at_once(ask: Callable[[int], Response]) -> list[Response]:
    start = threading.Barrier(WRITERS)

    def asked(number: int) -> Response:
        start.wait()
        return ask(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(asked, range(WRITERS)))


def test_equal_contacts_at_once_leave_one(quo: QuoApi, contended: ContendedClient) -> None:
    responses = _at_once(lambda _: quo.create(a_contact(externalId="1")))

    assert sorted(response.status for response in responses) == [201] + [409] * (WRITERS - 1)
    assert contended.refused
    (contact,) = quo.listed()
    assert [response.json()["data"] for response in responses if response.status == 201] == [contact]
    assert all(contact["id"] in response.text for response in responses)


def test_contacts_that_move_to_one_external_id_at_once_leave_one_there(quo: QuoApi, contended: ContendedClient) -> None:
    contacts = [quo.created(externalId=f"old {number}") for number in range(WRITERS)]

    responses = _at_once(lambda number: quo.update(contacts[number]["id"], externalId="new"))

    assert sorted(response.status for response in responses) == [200] + [409] * (WRITERS - 1)
    (winner,) = quo.listed(externalIds="new")
    for contact, response in zip(contacts, responses, strict=True):
        still_there = [found["id"] for found in quo.listed(externalIds=contact["externalId"])]
        assert still_there == ([] if response.status == 200 else [contact["id"]])
        assert (contact["id"] == winner["id"]) == (response.status == 200)


def test_no_change_of_many_at_once_is_lost(quo: QuoApi, contended: ContendedClient) -> None:
    contact = quo.created()

    responses = _at_once(
        lambda number: quo.update(
            contact["id"], defaultFields={"emails": [{"name": str(number), "value": "x"}]}, externalId=str(number)
        )
    )

    assert {response.status for response in responses} == {200}
    (after,) = quo.listed()
    assert {email["name"] for email in after["defaultFields"]["emails"]} == {str(each) for each in range(WRITERS)}
    taken = [number for number in range(WRITERS) if quo.listed(externalIds=str(number))]
    assert [str(number) for number in taken] == [after["externalId"]]


def test_a_contact_that_is_changed_and_deleted_at_once_leaves_nothing_behind(
    quo: QuoApi, contended: ContendedClient
) -> None:
    contact = quo.created(externalId="0")

    responses = _at_once(
        lambda number: quo.update(contact["id"], externalId=str(number)) if number else quo.delete(contact["id"])
    )

    assert responses[0].status == 204
    assert {response.status for response in responses[1:]} <= {200, 404}
    assert quo.listed() == quo.listed(externalIds=[str(number) for number in range(WRITERS)]) == []
    for number in range(WRITERS):
        quo.created(externalId=str(number))


@pytest.mark.parametrize("external_id", [None, "e1"])
def test_of_many_deletes_at_once_exactly_one_has_deleted_the_contact(
    quo: QuoApi, contended: ContendedClient, external_id: str | None
) -> None:
    contact = quo.created(externalId=external_id)

    responses = _at_once(lambda _: quo.delete(contact["id"]))

    assert sorted(response.status for response in responses) == [204, *[404] * (WRITERS - 1)]
    assert quo.listed() == []


def test_one_idempotency_key_many_times_at_once_makes_one_contact(quo: QuoApi, contended: ContendedClient) -> None:
    responses = _at_once(lambda _: quo.create(a_contact(), headers={"Idempotency-Key": "one"}))

    answers = {response.text for response in responses if response.status == 201}
    assert len(answers) == 1
    assert {response.json()["code"] for response in responses if response.status != 201} <= {"0801409"}
    assert len(quo.listed()) == 1
