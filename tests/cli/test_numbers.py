"""A phone number's life from the command line."""

from collections.abc import Mapping
from typing import Any

import pytest
from trunkline.domain.calls import CallEvent, CallState, Filing, MessageEvent
from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid, WorkspaceUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import utc_now
from trunkline.domain.webhooks import Webhook
from trunkline.errors import ConflictError
from trunkline.services.number_moves import NumberMoves
from trunkline.table.archiving import ArchiveTable
from trunkline.table.client import Table
from trunkline.table.events import EventTable
from trunkline.table.number_moves import NumberMoveTable
from trunkline.table.number_search import NumberSearchTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.tenants import TenantTable

from tests.cli.conftest import Trunkline
from tests.fakes.carriers import FakeCarriers
from tests.support.archives import violations
from tests.support.composition import compose_with
from tests.support.crowds import at_once
from tests.support.gateway import Gateway
from tests.support.one_at_a_time import OneAtATime
from tests.support.quo import QuoApi
from tests.support.referrers import deliver, workflow_event
from tests.support.well import WellApi, a_document
from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi

ORG = "org_acme"


@pytest.fixture(autouse=True)
def carriers(monkeypatch: pytest.MonkeyPatch) -> FakeCarriers:
    fake = FakeCarriers()
    compose_with(monkeypatch, "carriers", lambda: fake)
    return fake


def _publish(workspace: str, *numbers: str, version: int = 1) -> None:
    deliver(workflow_event(workspace, version=version, numbers=numbers, name="Night shift"))


def _events(uuid: str, phone: Mapping[str, Any], store: Table, *, calls: int) -> None:
    """So many calls and one message of a phone number, as webhooks store them."""
    webhook = Webhook(
        organization_id=OrganizationId(ORG),
        provider_phone_uuid=ProviderPhoneUuid(phone["uuid"]),
        e164=E164(phone["phoneNumber"]),
        carrier=Carrier.TWILIO,
        account_id="AC1",
        base_url="",
    )
    filing = Filing(organization_id=webhook.organization_id, workspace_uuid=None, filed_under=uuid)
    for count in range(calls):
        event = CallEvent(
            call_id=f"CA{count}", state=CallState.RINGING, raw_state="ringing", from_number="+12025550100"
        )
        EventTable(store).keep(webhook, filing, event, utc_now())
    message = MessageEvent(message_id="SM1", from_number="+12025550100", to_number=None, text="hello")
    EventTable(store).keep(webhook, filing, message, utc_now())


@pytest.mark.parametrize("name", ["digits", "id", "uuid"])
def test_a_number_is_found_by_its_digits_its_id_and_its_uuid_whosever_it_is(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, name: str
) -> None:
    number = api.created()
    text = {"digits": number["phoneNumber"], "id": str(number["id"]), "uuid": number["uuid"]}[name]

    for scope in ((), ("-t", ORG), ("-w", acme.workspace), ("-t", ORG, "-w", acme.workspace)):
        shown = trunkline.json("numbers", "history", text, *scope)
        assert shown == []
    assert trunkline("numbers", "history", text, "-t", "org_globex").code == 3
    assert trunkline("numbers", "history", text, "-w", acme.other_workspace).code == 3


def test_what_is_in_two_workspaces_asks_for_the_workspace(
    trunkline: Trunkline, api: WorkspaceApi, other_api: WorkspaceApi, acme: Tenant
) -> None:
    number = api.created()
    other_api.created(phoneNumber=number["phoneNumber"])

    refused = trunkline("numbers", "unlink", number["phoneNumber"])

    assert refused.code == 2
    assert refused.err.startswith("Error: ")
    assert all(workspace in refused.err for workspace in (acme.workspace, acme.other_workspace))
    assert trunkline("numbers", "unlink", number["phoneNumber"], "-w", acme.workspace).code == 0


def test_a_number_is_created_linked_unlinked_and_archived(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, store: Table
) -> None:
    phone = acme.provider_phones[0]
    digits = phone["phoneNumber"]

    created = trunkline.json("numbers", "create", digits, "-w", acme.workspace, "--name", "Desk")
    unlinked = trunkline.json("numbers", "unlink", digits)
    linked = trunkline.json("numbers", "link", digits)
    other = trunkline.json("numbers", "link", digits, "-p", acme.provider_phones[1]["uuid"])
    unconfirmed = trunkline("numbers", "archive", digits)
    archived = trunkline.json("numbers", "archive", digits, "--yes")

    assert (created["name"], created["providerPhoneUuid"]) == ("Desk", phone["uuid"])
    assert unlinked["providerPhoneUuid"] is None
    assert linked["providerPhoneUuid"] == phone["uuid"]
    assert other["providerPhoneUuid"] == acme.provider_phones[1]["uuid"]
    assert (unconfirmed.code, archived["status"]) == (2, "archived")
    assert api.get(created["id"]).json()["isArchived"] is True
    assert violations(store) == []


def test_what_blocks_an_archive_is_named_and_each_state_is_told_when_watched(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant
) -> None:
    number = api.created()
    _publish(acme.workspace, number["uuid"])

    blocked = trunkline("numbers", "archive", str(number["id"]), "--yes", "--watch")
    _publish(acme.workspace, version=2)
    archived = trunkline("numbers", "archive", str(number["id"]), "--yes", "--watch")

    assert blocked.code == 4
    assert "active, attempt 1" in blocked.err
    assert archived.code == 0
    assert "archived, attempt 2" in archived.err


def test_a_list_goes_on_at_its_cursor_until_every_number_was_seen_once(
    trunkline: Trunkline, api: WorkspaceApi, other_api: WorkspaceApi
) -> None:
    made = {each.created()["uuid"] for each in (api, other_api) for _ in range(3)}
    seen: list[str] = []
    cursor: tuple[str, ...] = ()
    for _ in range(10):
        page = trunkline("numbers", "list", "-t", ORG, "--limit", "2", "--json", *cursor)
        seen += [each["uuid"] for each in page.json]
        if "--after" not in page.err:
            break
        cursor = ("--after", page.err.split("--after ")[1].strip().strip("'"))

    assert sorted(seen) == sorted(made)
    assert {each["webhooks"] for each in trunkline.json("numbers", "list", "-t", ORG)} == {"none"}


def test_a_move_keeps_the_settings_and_the_ringing_and_leaves_the_history(
    trunkline: Trunkline, api: WorkspaceApi, other_api: WorkspaceApi, acme: Tenant, store: Table
) -> None:
    phone = acme.provider_phones[0]
    number = api.created(providerPhoneUuid=phone["uuid"], name="Desk")
    _events(number["uuid"], phone, store, calls=1)

    moved = trunkline.json("numbers", "move", number["phoneNumber"], "--to", acme.other_workspace)

    assert (moved["workspaceUuid"], moved["providerPhoneUuid"]) == (acme.other_workspace, phone["uuid"])
    assert other_api.get(moved["id"]).json()["name"] == "Desk"
    old = api.get(number["id"]).json()
    assert (old["isArchived"], old["providerPhoneUuid"]) == (True, None)
    assert [each["id"] for each in trunkline.json("numbers", "history", number["uuid"])] == ["CA0"]
    assert trunkline.json("numbers", "history", moved["uuid"]) == []
    assert violations(store) == []
    # It is linked at its new place: a link to anything else gives it back from there.
    assert trunkline.json("numbers", "unlink", moved["uuid"])["providerPhoneUuid"] is None
    assert violations(store) == []


def test_a_move_is_refused_with_its_reason_and_nothing_has_changed(
    trunkline: Trunkline, api: WorkspaceApi, other_api: WorkspaceApi, tenants: dict[str, Tenant], store: Table
) -> None:
    acme, globex = tenants["acme"], tenants["globex"]
    used, twice = api.created(), api.created()
    _publish(acme.workspace, used["uuid"])
    other_api.created(phoneNumber=twice["phoneNumber"])

    for name, target, code, reason in (
        (used["uuid"], acme.other_workspace, 4, "workflow"),
        (twice["uuid"], acme.other_workspace, 4, "already has this number"),
        (used["uuid"], acme.workspace, 4, "already"),
        (used["uuid"], globex.workspace, 3, "no workspace"),
    ):
        refused = trunkline("numbers", "move", name, "--to", target)
        assert (refused.code, reason in refused.err) == (code, True), refused.err
    assert all(api.get(each["id"]).json()["isArchived"] is False for each in (used, twice))
    assert violations(store) == []


def test_of_moves_at_once_one_is_done_and_the_number_is_live_once(
    api: WorkspaceApi, acme: Tenant, store: Table, aws: Any
) -> None:
    number = api.created(providerPhoneUuid=acme.provider_phones[0]["uuid"])
    shared = Table(OneAtATime(aws), store.name)  # type: ignore[arg-type]
    moves = NumberMoves(ArchiveTable(shared), NumberMoveTable(shared), sleep=lambda _: None)
    (found,) = NumberSearchTable(store).with_id([WorkspaceUuid(acme.workspace)], number["uuid"])
    (target,) = TenantTable(store).find_workspaces([WorkspaceUuid(acme.other_workspace)])
    assert target is not None

    def move() -> str | None:
        try:
            return moves.move(found, target).uuid
        except ConflictError:
            return None

    moved = [uuid for uuid in at_once([move] * 4) if uuid]

    assert len(moved) == 1
    live = PhoneNumberTable(store).page(target.uuid, archived=False, limit=None, after=None)
    assert [each.uuid for each in live.entries] == moved
    assert violations(store) == []


def test_history_goes_on_at_its_cursor(trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, store: Table) -> None:
    number = api.created(providerPhoneUuid=acme.provider_phones[0]["uuid"])
    _events(number["uuid"], acme.provider_phones[0], store, calls=3)

    first = trunkline("numbers", "history", number["uuid"], "--limit", "2", "--json")
    cursor = first.err.split("--after ")[1].strip()
    rest = trunkline.json("numbers", "history", number["uuid"], "--limit", "2", "--after", cursor)

    assert {each["id"] for each in [*first.json, *rest]} == {"CA0", "CA1", "CA2"}
    assert [each["text"] for each in trunkline.json("numbers", "history", number["uuid"], "messages")] == ["hello"]
    assert trunkline("numbers", "history", number["uuid"], "--after", "x").code == 2


def test_the_whole_story_of_a_number_is_told_across_the_dialects(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, gateway: Gateway, store: Table
) -> None:
    phone = acme.provider_phones[0]
    digits = phone["phoneNumber"]
    number = api.created(providerPhoneUuid=phone["uuid"], phoneNumber=digits, name="Desk")
    _publish(acme.workspace, number["uuid"])
    ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"]).created(phone_number=digits, nickname="Zed")
    WellApi(gateway, acme.tokens["admin"]).created(a_document(e164_number=digits))
    QuoApi(gateway, acme.quo_key).created(
        defaultFields={"firstName": "Ada", "phoneNumbers": [{"name": "work", "value": digits}]}
    )
    _events(number["uuid"], phone, store, calls=1)

    (story,) = trunkline.json("numbers", "show", digits)["tenants"]
    text = trunkline("numbers", "show", digits).out

    assert story["tenant"] == ORG
    assert story["providerPhone"]["state"] == "assigned"
    assert [(each["id"], each["webhooks"]) for each in story["phoneNumbers"]] == [(number["id"], "none")]
    assert "Night shift" in [each["name"] for each in story["neededBy"]]
    assert [each["nickname"] for each in story["zudu"]] == ["Zed"]
    assert len(story["wellPhones"]) == 1
    assert [each["name"] for each in story["contacts"]] == ["Ada"]
    assert [each["id"] for each in story["calls"]] == ["CA0"]
    assert [each["text"] for each in story["messages"]] == ["hello"]
    assert all(word in text for word in ("Night shift", "Zed", "Ada", "CA0", "hello", "Desk"))
    assert trunkline("numbers", "show", digits, "-t", "org_globex").code == 3


def test_a_number_that_a_provider_phone_rings_for_under_other_digits_is_in_its_story(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant
) -> None:
    phone = acme.provider_phones[0]
    number = api.created(providerPhoneUuid=phone["uuid"])

    (story,) = trunkline.json("numbers", "show", phone["phoneNumber"])["tenants"]

    assert number["phoneNumber"] != phone["phoneNumber"]
    assert [each["id"] for each in story["phoneNumbers"]] == [number["id"]]


def test_an_archived_number_s_story_is_told_too(trunkline: Trunkline, api: WorkspaceApi) -> None:
    number = api.created()
    assert api.archive(number["id"]).status == 200

    (story,) = trunkline.json("numbers", "show", number["phoneNumber"])["tenants"]

    assert story["phoneNumbers"] == []
    assert [each["id"] for each in story["archived"]] == [number["id"]]
