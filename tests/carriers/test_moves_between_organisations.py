"""A number that one organisation has archived and another one registers, by one account at the carrier."""

from dataclasses import replace

import pytest
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.table.client import Table

from tests.carriers.interleaving import A_DAY, is_ours, linked, meanwhile
from tests.carriers.sandboxed import EVERY_CARRIER, NUMBERS, ORG, OTHER_USER, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import clean_up, let_time_pass, phone_item, violations
from tests.support.workspaces import Tenant, WorkspaceApi

GLOBEX = OrganizationId("org_globex")


@pytest.fixture
def globex_api(api: WorkspaceApi, globex: Tenant) -> WorkspaceApi:
    return replace(api, workspace=globex.workspace, token=globex.tokens["admin"])


def globex_phone(carrier: str) -> str:
    return provider_phone_uuid(GLOBEX, NUMBERS[carrier][0])


def archive_of_acmes(weya: WeyaApi, api: WorkspaceApi, carrier: str) -> None:
    number = linked(weya, api, carrier)
    assert api.archive(number["id"]).status == 200


@EVERY_CARRIER
def test_who_has_archived_a_number_cannot_link_it_while_another_has_it_and_can_again_afterwards(
    *,
    weya: WeyaApi,
    api: WorkspaceApi,
    globex: Tenant,
    globex_api: WorkspaceApi,
    carriers: Carriers,
    store: Table,
    carrier: str,
) -> None:
    before = carriers.picture()
    archive_of_acmes(weya, api, carrier)
    assert weya.as_(globex).add(carrier).status == 201
    theirs = globex_api.create(providerPhoneUuid=globex_phone(carrier))
    assert theirs.status == 201
    rings = carriers.picture()
    waiting = api.created()

    named = api.create(providerPhoneUuid=phone_uuid(carrier))
    by_number = api.create(phoneNumber=NUMBERS[carrier][0])
    by_link = api.link(waiting["id"], phone_uuid(carrier))

    # Nobody is told that it is another organisation that has it.
    assert (named.status, by_link.status) == (409, 409)
    assert "in use" in named.json()["detail"]
    # A number that is not in the pool is created without it, and so is one that the pool cannot give.
    assert (by_number.status, by_number.json()["providerPhoneUuid"]) == (201, None)
    assert weya.add(carrier, userId=OTHER_USER).status == 400
    assert api.get(waiting["id"]).json()["providerPhoneUuid"] is None
    assert carriers.picture() == rings
    assert violations(store) == []

    assert globex_api.archive(theirs.json()["id"]).status == 200
    assert carriers.picture() == before
    assert api.link(waiting["id"], phone_uuid(carrier)).status == 200
    assert is_ours(carriers, carrier)
    assert api.archive(waiting["id"]).status == 200
    assert carriers.picture() == before
    assert violations(store) == []


@EVERY_CARRIER
def test_who_links_a_number_again_first_keeps_another_organisation_from_registering_it(
    weya: WeyaApi, api: WorkspaceApi, globex: Tenant, carriers: Carriers, carrier: str
) -> None:
    archive_of_acmes(weya, api, carrier)
    assert api.create(providerPhoneUuid=phone_uuid(carrier)).status == 201
    rings = carriers.picture()

    refused = weya.as_(globex).add(carrier)

    assert refused.status == 400
    assert carriers.picture() == rings
    assert is_ours(carriers, carrier)


@pytest.mark.parametrize("carrier", ["twilio"])
def test_a_link_has_the_number_though_its_worker_dies_before_the_webhooks_are_set(
    *,
    weya: WeyaApi,
    api: WorkspaceApi,
    globex: Tenant,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    archive_of_acmes(weya, api, carrier)

    def die() -> None:
        raise Killed

    meanwhile(monkeypatch, carrier, "read_configuration", before=die)
    with pytest.raises(Killed):
        api.create(providerPhoneUuid=phone_uuid(carrier))
    assert weya.as_(globex).add(carrier).status == 400
    let_time_pass(store, A_DAY)
    clean_up()
    assert is_ours(carriers, carrier)


@EVERY_CARRIER
def test_what_a_forced_archive_has_left_set_keeps_the_number_until_the_cleanup_has_removed_it(
    weya: WeyaApi, api: WorkspaceApi, globex: Tenant, carriers: Carriers, carrier: str
) -> None:
    before = carriers.picture()
    number = linked(weya, api, carrier)
    assert api.archive(number["id"], "?force=true").status == 200
    assert weya.as_(globex).add(carrier).status == 400

    assert clean_up() == {"Finished": 1}

    assert carriers.picture() == before
    assert weya.as_(globex).add(carrier).status == 201


@pytest.mark.parametrize("carrier", ["twilio"])
def test_of_a_link_and_a_registration_by_another_organisation_at_once_one_wins(
    *,
    weya: WeyaApi,
    api: WorkspaceApi,
    globex: Tenant,
    carriers: Carriers,
    store: Table,
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
) -> None:
    """The link comes when the other organisation has found the number and not yet claimed it."""
    archive_of_acmes(weya, api, carrier)
    answers: list[int] = []
    meanwhile(
        monkeypatch,
        carrier,
        "find_owned",
        after=lambda: answers.append(api.create(providerPhoneUuid=phone_uuid(carrier)).status),
    )

    added = weya.as_(globex).add(carrier)

    assert (answers, added.status) == ([201], 400)
    assert is_ours(carriers, carrier)
    assert phone_item(store, GLOBEX, globex_phone(carrier)) is None
    item = phone_item(store, ORG, phone_uuid(carrier))
    assert item
    assert item["webhook_status"] == "attached"
