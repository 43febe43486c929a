"""What each request asks of DynamoDB, against the targets of the design."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from trunkline.wiring.api import authenticator

from tests.support.clients import Bill, MeteredClient
from tests.support.gateway import Response
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

Measure = Callable[..., Bill]


@pytest.fixture
def cost(meter: MeteredClient) -> Measure:
    """The bill of one call with a credential that the environment has met."""

    def measure(call: Callable[..., Any], *arguments: Any, **members: Any) -> Bill:
        bill = meter.start()
        answer = call(*arguments, **members)
        assert answer.status < 300, answer.text
        return bill

    return measure


def _key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def test_a_get_is_two_reads_and_one_when_the_credential_is_warm(api: WorkspaceApi, cost: Measure) -> None:
    number = api.created()["id"]
    authenticator.cache_clear()

    cold, warm = cost(api.get, number), cost(api.get, number)

    assert cold.calls == {"get_item": 2}
    assert warm.calls == {"get_item": 1}
    assert warm.read_units == 1


def test_a_number_that_is_linked_is_a_read_more_for_whether_it_rings(
    api: WorkspaceApi, acme: Tenant, cost: Measure
) -> None:
    number = api.created(providerPhoneUuid=acme.provider_phones[0]["uuid"])["id"]

    got, page, updated = cost(api.get, number), cost(api.list, "?limit=3"), cost(api.update, number, name="x")

    assert got.calls == {"get_item": 2}
    assert got.read_units == 2
    assert page.calls == {"query": 1, "batch_get_item": 1}
    assert page.items_read == 2
    assert updated.calls == {"get_item": 2, "update_item": 1}


def test_a_refused_credential_is_one_read_at_most(api: WorkspaceApi, acme: Tenant, meter: MeteredClient) -> None:
    token = acme.tokens["read"]
    for wrong, reads in ((f"{token[:-1]}~", 0), ("x" * 6144, 0), (f"{token[:-3]}AAA", 1), (f"{token[:-3]}AAB", 0)):
        bill = meter.start()
        assert WorkspaceApi(api.gateway, api.workspace, wrong).list().status == 401
        assert sum(bill.calls.values()) == reads, wrong


def test_whoever_is_turned_away_costs_no_read_of_data(
    api: WorkspaceApi, acme: Tenant, globex: Tenant, meter: MeteredClient
) -> None:
    theirs = WorkspaceApi(api.gateway, acme.workspace, globex.tokens["admin"])
    reader = WorkspaceApi(api.gateway, acme.workspace, acme.tokens["read"])
    calls: list[Callable[[], Response]] = [
        theirs.list,
        partial(theirs.get, 1),
        partial(reader.create, phoneNumber=random_number()),
    ]
    for refused in calls:
        refused()
        bill = meter.start()
        assert refused().status in (403, 404)
        assert not bill.calls


def test_a_create_is_one_read_and_one_transaction(api: WorkspaceApi, acme: Tenant, cost: Measure) -> None:
    free, named = acme.provider_phones[:2]
    api.list()
    unlinked = cost(api.create, phoneNumber=random_number())
    found = cost(api.create, phoneNumber=free["phoneNumber"])
    linked = cost(api.create, providerPhoneUuid=named["uuid"])
    keyed = cost(api.create, phoneNumber=random_number(), headers=_key())

    for bill in (unlinked, found, linked):
        assert bill.calls == {"get_item": 1, "transact_write_items": 1}
    assert unlinked.write_units == 4
    assert found.write_units == linked.write_units == 6
    # The claim is the extra write of a keyed call; its answer is stored with the number.
    assert keyed.calls == {"get_item": 1, "put_item": 1, "transact_write_items": 1}
    assert keyed.write_units <= 1 + 4 + 2 * 2


def test_a_link_is_one_read_and_one_transaction(api: WorkspaceApi, acme: Tenant, cost: Measure) -> None:
    first, second, third = (phone["uuid"] for phone in acme.provider_phones[:3])
    number = api.created()["id"]
    linked = cost(api.link, number, first)
    moved = cost(api.link, number, second)
    same = cost(api.link, number, second)
    updated = cost(api.update, number, providerPhoneUuid=third)
    unlinked = cost(api.link, number, None)
    not_linked = cost(api.link, number, None)

    for bill in (linked, moved, updated):
        assert bill.calls == {"batch_get_item": 1, "transact_write_items": 1}
    assert unlinked.calls == {"get_item": 1, "transact_write_items": 1}
    assert (linked.write_units, moved.write_units, unlinked.write_units) == (4, 6, 4)
    assert same.calls == {"batch_get_item": 1}
    assert not_linked.calls == {"get_item": 1}


def test_an_update_is_one_read_and_one_write(api: WorkspaceApi, cost: Measure) -> None:
    number = api.created()["id"]

    changed, same, nothing = (cost(api.update, number, **members) for members in ({"name": "x"}, {"name": "x"}, {}))

    assert changed.calls == {"get_item": 1, "update_item": 1}
    assert changed.write_units == 1
    assert same.calls == nothing.calls == {"get_item": 1}


def test_a_replay_is_one_write_that_brings_the_answer(api: WorkspaceApi, cost: Measure) -> None:
    members: dict[str, Any] = {"phoneNumber": random_number()}
    key = _key()
    api.create(headers=key, **members)

    assert cost(api.create, headers=key, **members).calls == {"put_item": 1}


def test_a_page_is_one_query_that_reads_what_it_answers(api: WorkspaceApi, cost: Measure) -> None:
    for _ in range(7):
        api.created()
    page, whole, archived = cost(api.list, "?limit=3"), cost(api.list), cost(api.list, "?is_archived=true")

    assert page.calls == whole.calls == archived.calls == {"query": 1}
    assert (page.items_read, whole.items_read, archived.items_read) == (3, 7, 0)


def test_linkable_phones_are_a_query_for_the_own_and_one_for_the_free(api: WorkspaceApi, cost: Measure) -> None:
    api.list()
    whole, page = cost(api.linkable), cost(api.linkable, "?limit=5")

    assert whole.calls == {"query": 2}
    assert page.calls["query"] <= 2
    assert page.items_read == 5


def test_blockers_are_two_reads_and_two_queries(api: WorkspaceApi, cost: Measure) -> None:
    """The number, what the inventory says of it, what refers to it, and its calls in progress."""
    number = api.created()["id"]

    assert cost(api.blockers, number).calls == {"get_item": 2, "query": 2}


def test_the_largest_number_is_read_with_one_unit(api: WorkspaceApi, acme: Tenant, cost: Measure) -> None:
    text = "é" * 500
    number = api.created(
        providerPhoneUuid=acme.provider_phones[0]["uuid"],
        restartPrompt=text,
        voiceGreetingMessage=text,
        voicemailGreeting=text,
        name="é" * 17,
        allowSignup=True,
        signupMemberRoleId=2**53 - 1,
        allowAnonymous=True,
        anonymousMemberRoleId=2**53 - 1,
        defaultWorkflowId=2**53 - 1,
        voiceWorkMode="voicemail_off_hours",
        smsWorkMode="voicemail_off_hours",
    )

    bill = cost(api.get, number["id"])

    # One for the number, one for what its provider phone says of its webhooks.
    assert bill.calls == {"get_item": 2}
    assert bill.read_units == 2
