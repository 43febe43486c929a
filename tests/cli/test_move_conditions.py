"""What a move finds changed between reading and storing: each condition of its transaction, on its own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.archiving import archived
from trunkline.domain.identifiers import NumberId, WorkspaceUuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.errors import DuplicateNumberError
from trunkline.services.number_moves import MoveBlockedError, NumberMoves
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table import keys
from trunkline.table.archiving import ArchiveTable
from trunkline.table.client import Table
from trunkline.table.items import Update
from trunkline.table.keys import Key
from trunkline.table.number_items import number_from
from trunkline.table.number_moves import NumberMoveTable
from trunkline.table.tenants import TenantTable

from tests.archive.tampering import live, read, tamper
from tests.support.archives import violations
from tests.support.tables import everything
from tests.support.workspaces import Tenant, WorkspaceApi

NOW = utc_now()
LATER, BEFORE = (to_iso(NOW + timedelta(hours=hours)) for hours in (1, -1))
NEW_ID = NumberId(4711)


@pytest.fixture
def number(api: WorkspaceApi, acme: Tenant, store: Table) -> PhoneNumber:
    """A linked number, as it is read."""
    return read(store, acme, api.created(providerPhoneUuid=acme.provider_phones[0]["uuid"])["uuid"])


@pytest.fixture
def moved(number: PhoneNumber, acme: Tenant) -> PhoneNumber:
    """What it is to be."""
    return replace(number, workspace_uuid=WorkspaceUuid(acme.other_workspace), id=NEW_ID, version=1)


def _store(store: Table, number: PhoneNumber, moved: PhoneNumber) -> None:
    NumberMoveTable(store).move(number, archived(number, NOW), moved)


def _keys(number: PhoneNumber, moved: PhoneNumber) -> dict[str, Key]:
    """Of all that the move writes."""
    assert number.provider_phone_uuid
    return {
        "number": live(number),
        "archived number": keys.number_in(keys.archived_numbers(number.workspace_uuid), number.uuid),
        "old guard": keys.number_guard(number.workspace_uuid, number.phone_number),
        "guard": keys.number_guard(moved.workspace_uuid, moved.phone_number),
        "new number": live(moved),
        "provider phone": keys.provider_phone(number.organization_id, number.provider_phone_uuid),
    }


@pytest.mark.parametrize(
    ("what", "change", "refusal"),
    [
        ("number", {"version": 99}, StaleNumberError),
        ("number", {"reference_count": 1}, MoveBlockedError),
        ("old guard", {"number_id": 1}, StaleNumberError),
        ("provider phone", {"assigned_number": "another-number"}, StaleNumberError),
        ("provider phone", {"assigned_number": None}, StaleNumberError),
        ("provider phone", {"releasing": "another-number"}, StaleNumberError),
        ("provider phone", {"webhook_lease": LATER}, StaleNumberError),
    ],
    ids=["number", "reference", "guard", "taken", "free", "held", "leased"],
)
def test_a_number_that_is_not_as_it_was_read_stays_where_it_is(
    *,
    store: Table,
    number: PhoneNumber,
    moved: PhoneNumber,
    what: str,
    change: dict[str, Any],
    refusal: type[Exception],
) -> None:
    tamper(store, _keys(number, moved)[what], **change)
    before = everything()
    with pytest.raises(refusal):
        _store(store, number, moved)
    assert everything() == before


@pytest.mark.parametrize(
    ("what", "refusal"),
    [("archived number", StaleNumberError), ("new number", StaleNumberError), ("guard", DuplicateNumberError)],
)
def test_nothing_is_stored_over_another_number_s_record(
    store: Table, number: PhoneNumber, moved: PhoneNumber, what: str, refusal: type[Exception]
) -> None:
    key = _keys(number, moved)[what]
    store.write(Update(label="x", key=key, set_={"number_id": 1}, condition="attribute_not_exists(pk)"))
    before = everything()
    with pytest.raises(refusal):
        _store(store, number, moved)
    assert everything() == before


def test_an_attempt_that_is_over_and_references_that_are_gone_keep_no_number(
    store: Table, number: PhoneNumber, moved: PhoneNumber
) -> None:
    written = _keys(number, moved)
    tamper(store, written["provider phone"], webhook_lease=BEFORE)
    tamper(store, written["number"], reference_count=0)

    _store(store, number, moved)

    assert number_from(store.get(written["new number"]) or {}) == moved
    assert store.get(written["number"]) is None
    assert violations(store) == []


def test_an_id_that_the_other_workspace_has_is_drawn_again(
    *,
    api: WorkspaceApi,
    other_api: WorkspaceApi,
    acme: Tenant,
    store: Table,
    number: PhoneNumber,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = other_api.created()
    draws = iter([NumberId(theirs["id"]), NEW_ID])
    monkeypatch.setattr("trunkline.services.number_moves.new_number_id", lambda: next(draws))
    (target,) = TenantTable(store).find_workspaces([WorkspaceUuid(acme.other_workspace)])
    assert target

    moved = NumberMoves(ArchiveTable(store), NumberMoveTable(store)).move(number, target)

    assert moved.id == NEW_ID
    assert other_api.get(theirs["id"]).json() == theirs
    assert other_api.get(NEW_ID).json()["phoneNumber"] == number.phone_number
    assert api.get(number.id).json()["isArchived"] is True
