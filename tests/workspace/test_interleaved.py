"""What others do between a request's read and its write, one step at a time."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from trunkline.domain.identifiers import NumberId, NumberUuid, OrganizationId, ProviderPhoneUuid, WorkspaceUuid
from trunkline.errors import ProviderPhoneTakenError
from trunkline.services.phone_numbers import PhoneNumbers, StaleNumberError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable

from tests.support.builders import a_phone_number, a_provider_phone
from tests.support.gateway import Response
from tests.support.refusals import assert_refused
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

ORGANIZATION = OrganizationId("org_acme")


class InterruptedClient:
    """Calls ``meanwhile`` once, before the first write."""

    def __init__(self, client: Any, meanwhile: Callable[[], object]) -> None:
        self._client = client
        self._meanwhile: Callable[[], object] | None = meanwhile

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            if operation in ("put_item", "update_item", "transact_write_items") and self._meanwhile:
                meanwhile, self._meanwhile = self._meanwhile, None
                meanwhile()
            return getattr(self._client, operation)(**request)

        return call


@pytest.fixture
def meanwhile(aws: Any, use_client: Any) -> Callable[[Callable[[], object]], None]:
    """Have something done between the next request's read and its write."""
    return lambda action: use_client(InterruptedClient(aws, action))


def _phone_item(store: Table, phone: str) -> dict[str, Any]:
    item = store.get(keys.provider_phone(ORGANIZATION, ProviderPhoneUuid(phone)))
    assert item is not None
    return item


def _mark(store: Table, phone: str, **attributes: str) -> None:
    """Set attributes of a provider phone as another part of the service would."""
    key = keys.provider_phone(ORGANIZATION, ProviderPhoneUuid(phone))
    store.client.update_item(
        TableName=store.name,
        Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}},
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in attributes),
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in attributes.items()},
    )


def test_an_update_keeps_what_another_changed_meanwhile(api: WorkspaceApi, meanwhile: Any) -> None:
    number = api.created()["id"]
    meanwhile(lambda: api.update(number, brandName="theirs"))

    mine = api.update(number, name="mine")

    assert mine.status == 200
    assert (mine.json()["name"], mine.json()["brandName"]) == ("mine", "theirs")
    assert api.get(number).json() == mine.json()


def test_rules_between_settings_hold_against_another_change_meanwhile(api: WorkspaceApi, meanwhile: Any) -> None:
    number = api.created(signupMemberRoleId=7)["id"]
    meanwhile(lambda: api.update(number, signupMemberRoleId=None))

    assert_refused(api.update(number, allowSignup=True), 400, says="allowSignup")


def test_a_pool_phone_that_is_taken_meanwhile_leaves_the_new_number_unlinked(
    api: WorkspaceApi, other_api: WorkspaceApi, acme: Tenant, meanwhile: Any
) -> None:
    phone = acme.provider_phones[0]
    meanwhile(lambda: other_api.created(providerPhoneUuid=phone["uuid"]))

    number = api.create(phoneNumber=phone["phoneNumber"])

    assert number.status == 201
    assert number.json()["providerPhoneUuid"] is None


def test_a_named_phone_that_is_taken_meanwhile_is_a_conflict(
    api: WorkspaceApi, other_api: WorkspaceApi, acme: Tenant, meanwhile: Any
) -> None:
    phone = acme.provider_phones[0]["uuid"]
    number = api.created()
    requests: list[Callable[[], Response]] = [
        partial(api.link, number["id"], phone),
        partial(api.create, phoneNumber=random_number(), providerPhoneUuid=phone),
    ]
    for request in requests:
        theirs = other_api.created()["id"]
        meanwhile(partial(other_api.link, theirs, phone))

        assert_refused(request(), 409, says="providerPhoneUuid")

        assert other_api.get(theirs).json()["providerPhoneUuid"] == phone
        other_api.link(theirs, None)
    assert api.get(number["id"]).json() == number
    assert len(api.list().json()) == 1


def test_a_duplicate_made_meanwhile_is_named(api: WorkspaceApi, meanwhile: Any) -> None:
    phone_number, first = random_number(), list[int]()
    meanwhile(lambda: first.append(api.created(phoneNumber=phone_number)["id"]))

    detail = assert_refused(api.create(phoneNumber=phone_number), 409)

    assert str(first[0]) in detail
    assert [number["id"] for number in api.list().json()] == first


def test_an_unlink_meanwhile_does_not_free_the_phone_twice(
    api: WorkspaceApi, other_api: WorkspaceApi, acme: Tenant, meanwhile: Any
) -> None:
    phone = acme.provider_phones[0]["uuid"]
    number = api.created(providerPhoneUuid=phone)["id"]
    taker: list[int] = []

    def unlinked_and_taken() -> None:
        api.link(number, None)
        taker.append(other_api.created(providerPhoneUuid=phone)["id"])

    meanwhile(unlinked_and_taken)
    answer = api.link(number, None)

    assert answer.status == 200
    assert answer.json()["providerPhoneUuid"] is None
    assert other_api.get(taker[0]).json()["providerPhoneUuid"] == phone


def test_a_reference_that_is_not_returned_frees_nothing(
    api: WorkspaceApi, acme: Tenant, store: Table, use_client: Any, aws: Any
) -> None:
    """Whatever led to it: a provider phone is freed by the number that it belongs to, or by nobody."""
    phone = acme.provider_phones[0]["uuid"]
    number = api.created(providerPhoneUuid=phone)["id"]
    _mark(store, phone, assigned_number="0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2aff")
    use_client(aws)  # without its waits

    assert_refused(api.link(number, None), 503)
    assert _phone_item(store, phone)["assigned_number"] == "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2aff"
    assert api.get(number).json()["providerPhoneUuid"] == phone


def test_a_phone_that_is_being_released_is_not_given_to_anyone(api: WorkspaceApi, acme: Tenant, store: Table) -> None:
    phone = acme.provider_phones[0]
    _mark(store, phone["uuid"], releasing="0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2aff")
    number = api.created()

    assert_refused(api.link(number["id"], phone["uuid"]), 409)
    assert_refused(api.create(phoneNumber=random_number(), providerPhoneUuid=phone["uuid"]), 409)
    assert api.created(phoneNumber=phone["phoneNumber"])["providerPhoneUuid"] is None
    assert "assigned_number" not in _phone_item(store, phone["uuid"])


def test_a_phone_kept_for_the_workspace_can_be_linked_there_only(
    api: WorkspaceApi, other_api: WorkspaceApi, acme: Tenant, store: Table
) -> None:
    kept = a_provider_phone(
        organization_id=ORGANIZATION,
        phone_number=random_number(),
        assigned_workspace_uuid=WorkspaceUuid(acme.workspace),
    )
    assert PhoneNumberTable(store).add_provider_phone(kept)

    assert kept.uuid in [entry["uuid"] for entry in api.linkable().json()]
    assert kept.uuid not in [entry["uuid"] for entry in other_api.linkable().json()]
    assert_refused(other_api.create(phoneNumber=random_number(), providerPhoneUuid=kept.uuid), 409)
    assert_refused(other_api.link(other_api.created()["id"], kept.uuid), 409)
    assert api.link(api.created()["id"], kept.uuid).status == 200


def test_a_provider_phone_is_added_once_and_keeps_its_link(api: WorkspaceApi, acme: Tenant, store: Table) -> None:
    phone = acme.provider_phones[0]
    number = api.created(providerPhoneUuid=phone["uuid"])
    again = a_provider_phone(organization_id=ORGANIZATION, phone_number=phone["phoneNumber"])
    before = _phone_item(store, phone["uuid"])

    assert again.uuid == phone["uuid"]
    assert not PhoneNumberTable(store).add_provider_phone(again)

    assert _phone_item(store, phone["uuid"]) == before
    assert api.get(number["id"]).json()["providerPhoneUuid"] == phone["uuid"]


def test_a_phone_that_nobody_registered_cannot_be_taken(store: Table, acme: Tenant) -> None:
    numbers = PhoneNumberTable(store)
    nowhere = ProviderPhoneUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2aff")
    number = a_phone_number(organization_id=ORGANIZATION, provider_phone_uuid=nowhere)

    with pytest.raises(ProviderPhoneTakenError):
        numbers.add(number, None)

    assert numbers.find(number.workspace_uuid, number.uuid) is None
    assert store.get(keys.provider_phone(ORGANIZATION, nowhere)) is None


def test_a_random_id_that_is_taken_is_drawn_again(
    api: WorkspaceApi, acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = api.created(name="first")
    draws = iter([NumberId(first["id"]), NumberId(first["id"]), NumberId(4711)])
    monkeypatch.setattr("trunkline.services.phone_numbers.new_number_id", lambda: next(draws))

    second = api.create(phoneNumber=random_number())

    assert second.status == 201
    assert second.json()["id"] == 4711
    assert api.get(first["id"]).json() == first


@pytest.mark.usefixtures("after_a_wait")
def test_who_loses_to_another_change_waits_a_random_while_before_the_next_try(store: Table) -> None:
    numbers = PhoneNumberTable(store)
    number = a_phone_number()
    numbers.add(number, None)
    waits: list[float] = []

    def meddling_clock() -> datetime:
        """Is asked between read and write, and changes the number four times."""
        present = numbers.find(number.workspace_uuid, number.uuid)
        assert present is not None
        if present.version < 5:
            changed = {"brand_name": str(present.version)}
            numbers.save(present, present.with_settings(changed, present.updated_at), None)
        return present.updated_at

    service = PhoneNumbers(numbers, attach=lambda phone: False, clock=meddling_clock, sleep=waits.append)
    changed = service.change(number.workspace_uuid, number.uuid, ORGANIZATION, settings={"name": "mine"})

    assert (changed.settings.name, changed.settings.brand_name) == ("mine", "4")
    assert len(waits) == 4
    assert len(set(waits)) == 4
    assert all(0 <= wait <= 0.5 for wait in waits)


def test_a_number_is_saved_over_the_version_that_was_read_only(store: Table) -> None:
    numbers = PhoneNumberTable(store)
    number = a_phone_number()
    numbers.add(number, None)
    newer = number.with_settings({"name": "newer"}, number.updated_at)
    numbers.save(number, newer, None)

    with pytest.raises(StaleNumberError):
        numbers.save(number, number.with_settings({"name": "late"}, number.updated_at), None)

    assert numbers.find(number.workspace_uuid, NumberUuid(number.uuid)) == newer
