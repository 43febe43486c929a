"""Many requests at once: each rule holds, and nobody gets an answer that is not true."""

import uuid
from collections import Counter
from functools import partial
from typing import Any

from tests.support.crowds import at_once
from tests.support.gateway import Response
from tests.support.lending import Lender
from tests.support.refusals import assert_refused
from tests.support.workspaces import WorkspaceApi, random_number


def _statuses(answers: list[Response]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def test_of_30_equal_creates_one_is_made_and_the_others_name_it(api: WorkspaceApi) -> None:
    phone_number = random_number()

    answers = at_once([lambda: api.create(phoneNumber=phone_number)] * 30)

    assert _statuses(answers) == {201: 1, 409: 29}
    made = next(answer.json() for answer in answers if answer.status == 201)
    for answer in answers:
        if answer.status == 409:
            assert str(made["id"]) in assert_refused(answer, 409, hides=[phone_number])
    assert [number for number in api.list().json() if number["phoneNumber"] == phone_number] == [made]


def test_of_20_numbers_one_gets_the_provider_phone(api: WorkspaceApi, other_api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()
    racers = [(owner, owner.created()["id"]) for owner in (api, other_api) for _ in range(10)]

    answers = at_once([partial(owner.link, number, phone["uuid"]) for owner, number in racers])

    assert _statuses(answers) == {200: 1, 409: 19}
    for answer in answers:
        if answer.status == 409:
            assert_refused(answer, 409, says="providerPhoneUuid")
    winner = next(answer.json() for answer in answers if answer.status == 200)
    linked = [
        number
        for owner in (api, other_api)
        for number in owner.list().json()
        if number["providerPhoneUuid"] == phone["uuid"]
    ]
    assert linked == [winner]
    offered = {
        owner.workspace: {entry["uuid"]: entry for entry in owner.linkable().json()} for owner in (api, other_api)
    }
    assert offered[winner["workspaceUuid"]][phone["uuid"]]["assignedWorkspaceUuid"] == winner["workspaceUuid"]
    loser = api if winner["workspaceUuid"] == other_api.workspace else other_api
    assert phone["uuid"] not in offered[loser.workspace]


def test_of_20_creates_with_one_provider_phone_one_is_made(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()
    numbers = [random_number() for _ in range(20)]

    answers = at_once([partial(api.create, phoneNumber=number, providerPhoneUuid=phone["uuid"]) for number in numbers])

    assert _statuses(answers) == {201: 1, 409: 19}
    made = next(answer.json() for answer in answers if answer.status == 201)
    # Nothing is left of the others: neither a record nor a claim on the number.
    assert [number for number in api.list().json() if number["phoneNumber"] in numbers] == [made]
    retried = next(number for number in numbers if number != made["phoneNumber"])
    assert api.create(phoneNumber=retried).status == 201


def test_of_equal_keys_at_once_one_record_is_made(api: WorkspaceApi) -> None:
    key, phone_number = {"Idempotency-Key": uuid.uuid4().hex}, random_number()

    answers = at_once([lambda: api.create(headers=key, phoneNumber=phone_number)] * 20)

    made = [answer for answer in answers if answer.status == 201]
    assert len({answer.text for answer in made}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in made) == 1
    for answer in answers:
        if answer.status != 201:
            assert_refused(answer, 409, says="in progress")
    assert [number for number in api.list().json() if number["phoneNumber"] == phone_number] == [made[0].json()]
    again = api.create(headers=key, phoneNumber=phone_number)
    assert again.text == made[0].text
    assert again.headers["idempotency-replayed"] == "true"


def test_links_and_unlinks_at_once_leave_both_ends_agreeing(api: WorkspaceApi, lender: Lender) -> None:
    phones = [lender.phone()["uuid"] for _ in range(3)]
    number = api.created()["id"]

    answers = at_once([partial(api.link, number, phone) for phone in [*phones, None] * 3])

    # Whoever loses to others again and again may be told to come back, but never anything untrue.
    assert set(_statuses(answers)) <= {200, 503}
    linked = api.get(number).json()["providerPhoneUuid"]
    kept = {entry["uuid"] for entry in api.linkable().json() if entry["assignedWorkspaceUuid"]} & set(phones)
    assert kept == ({linked} if linked else set())
    for phone in set(phones) - kept:
        assert api.created(providerPhoneUuid=phone)["providerPhoneUuid"] == phone


def test_20_updates_of_one_number_at_once_are_all_done(api: WorkspaceApi) -> None:
    number = api.created()["id"]
    names = [f"name {count}" for count in range(20)]

    answers = at_once([partial(api.update, number, name=name) for name in names])

    assert _statuses(answers) == {200: 20}
    assert {answer.json()["name"] for answer in answers} == set(names)
    assert api.get(number).json()["name"] in names


def test_no_update_is_lost_to_another(api: WorkspaceApi) -> None:
    members: dict[str, Any] = {
        "name": "a",
        "brandName": "b",
        "restartPrompt": "c",
        "voicemailGreeting": "d",
        "restartDelay": 7,
    }
    number = api.created()["id"]

    answers = at_once([partial(api.update, number, **{member: value}) for member, value in members.items()])

    assert _statuses(answers) == {200: len(members)}
    final = api.get(number).json()
    assert {member: final[member] for member in members} == members
