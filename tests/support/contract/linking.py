"""Both ends of a link, and what can be linked."""

import pytest

from tests.support.lending import Lender
from tests.support.refusals import assert_refused
from tests.support.workspaces import WorkspaceApi, random_number


def _assigned(api: WorkspaceApi, phone: str) -> str | None:
    """Whose the phone is, as linkable-phones of its workspace says."""
    found = [entry for entry in api.linkable().json() if entry["uuid"] == phone]
    assert len(found) == 1
    workspace: str | None = found[0]["assignedWorkspaceUuid"]
    return workspace


def test_linking_sets_both_references(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()
    number = api.created()

    linked = api.link(number["uuid"], phone["uuid"])

    assert linked.status == 200
    expected = {**number, "providerPhoneUuid": phone["uuid"], "provider": phone["provider"]}
    # Its webhooks are what they are: a phone that was registered has them, a borrowed one may have none.
    told = {name: linked.json()[name] for name in ("updatedAt", "webhooks")}
    assert linked.json() == {**expected, **told}
    assert api.get(number["id"]).json() == linked.json()
    assert _assigned(api, phone["uuid"]) == api.workspace


def test_linking_the_same_pair_again_changes_nothing(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()
    number = api.created(providerPhoneUuid=phone["uuid"])

    for same in (phone["uuid"], phone["uuid"].upper()):
        again = api.link(number["id"], same)

        assert again.status == 200
        assert again.json() == number


def test_null_clears_both_references(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()
    number = api.created(providerPhoneUuid=phone["uuid"])

    cleared = api.link(number["id"], None)

    assert cleared.status == 200
    assert cleared.json()["providerPhoneUuid"] is None
    assert cleared.json()["provider"] is None
    assert api.get(number["id"]).json() == cleared.json()
    assert _assigned(api, phone["uuid"]) is None
    assert api.link(number["id"], None).json() == cleared.json()


def test_linking_another_phone_frees_the_first(api: WorkspaceApi, lender: Lender) -> None:
    first, second = lender.phone(), lender.phone()
    number = api.created(providerPhoneUuid=first["uuid"])

    moved = api.link(number["id"], second["uuid"])

    assert moved.status == 200
    assert moved.json()["providerPhoneUuid"] == second["uuid"]
    assert _assigned(api, first["uuid"]) is None
    assert _assigned(api, second["uuid"]) == api.workspace
    assert api.created(providerPhoneUuid=first["uuid"])["providerPhoneUuid"] == first["uuid"]


@pytest.mark.parametrize("same_workspace", [True, False], ids=["same workspace", "other workspace"])
def test_a_phone_that_another_number_has_is_a_conflict_and_changes_nothing(
    same_workspace: bool, api: WorkspaceApi, other_api: WorkspaceApi, lender: Lender
) -> None:
    phone, own = lender.phone(), lender.phone()
    owner = (api if same_workspace else other_api).created(providerPhoneUuid=phone["uuid"])
    number = api.created(providerPhoneUuid=own["uuid"])

    assert_refused(api.link(number["id"], phone["uuid"]), 409, says="providerPhoneUuid", hides=[phone["uuid"]])
    assert_refused(api.update(number["id"], providerPhoneUuid=phone["uuid"], name="x"), 409, says="providerPhoneUuid")
    created = api.create(phoneNumber=random_number(), providerPhoneUuid=phone["uuid"])
    assert_refused(created, 409, says="providerPhoneUuid")

    assert api.get(number["id"]).json() == number
    assert (api if same_workspace else other_api).get(owner["id"]).json() == owner


def test_a_duplicate_is_told_before_a_taken_phone(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()
    number = api.created(providerPhoneUuid=phone["uuid"])

    answer = api.create(phoneNumber=number["phoneNumber"], providerPhoneUuid=phone["uuid"])

    assert_refused(answer, 409, says=str(number["id"]))


def test_an_update_links_unlinks_and_keeps(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()
    number = api.created()

    linked = api.update(number["id"], providerPhoneUuid=phone["uuid"], name="Linked").json()
    kept = api.update(number["id"], name="Kept").json()
    cleared = api.update(number["id"], providerPhoneUuid=None).json()

    assert (linked["providerPhoneUuid"], linked["name"]) == (phone["uuid"], "Linked")
    assert (kept["providerPhoneUuid"], kept["name"]) == (phone["uuid"], "Kept")
    assert (cleared["providerPhoneUuid"], cleared["name"]) == (None, "Kept")
    assert _assigned(api, phone["uuid"]) is None


def test_linkable_phones_have_the_published_members(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.phone()

    assert set(phone) == {"uuid", "phoneNumber", "provider", "assignedWorkspaceUuid", "webhooks", "capabilities"}
    assert phone["provider"] in ("twilio", "plivo", "telnyx")
    assert phone["capabilities"] == sorted(phone["capabilities"])
    assert phone["capabilities"]


def test_a_linked_phone_is_linkable_in_its_own_workspace_only(
    api: WorkspaceApi, other_api: WorkspaceApi, lender: Lender
) -> None:
    phone = lender.phone()
    number = api.created(providerPhoneUuid=phone["uuid"])

    assert _assigned(api, phone["uuid"]) == api.workspace
    assert phone["uuid"] not in [entry["uuid"] for entry in other_api.linkable().json()]

    api.link(number["id"], None)

    assert _assigned(other_api, phone["uuid"]) is None


def test_pages_of_linkable_phones_hold_each_once(api: WorkspaceApi, lender: Lender) -> None:
    for _ in range(3):
        api.created(providerPhoneUuid=lender.phone()["uuid"])
    whole = [entry["uuid"] for entry in api.linkable().json()]
    for limit in (1, 3, 7, 1000):
        walked: list[str] = []
        query = f"?limit={limit}"
        while query:
            page = api.linkable(query)
            assert page.status == 200
            assert len(page.json()) <= limit
            walked += [entry["uuid"] for entry in page.json()]
            query = page.headers.get("link", "<>").partition("<")[2].partition(">")[0]

        assert walked == whole
