from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunkline.domain.identifiers import (
    NUMBER_ID_LIMIT,
    NumberId,
    OrganizationId,
    WorkspaceUuid,
    canonical_uuid,
    new_number_id,
    number_uuid,
    parse_number_reference,
    provider_phone_uuid,
)

WORKSPACE = WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
number_ids = st.integers(1, NUMBER_ID_LIMIT - 1).map(NumberId)


@given(number_ids)
def test_an_id_and_the_uuid_made_of_it_name_the_same_number(number: NumberId) -> None:
    uuid = number_uuid(WORKSPACE, number)
    assert parse_number_reference(WORKSPACE, str(number)) == uuid
    assert parse_number_reference(WORKSPACE, uuid) == uuid
    assert parse_number_reference(WORKSPACE, uuid.upper()) == uuid


def test_the_same_id_in_two_workspaces_has_two_uuids() -> None:
    other = WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a02")
    assert number_uuid(WORKSPACE, NumberId(7)) != number_uuid(other, NumberId(7))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "+1",
        "01",
        "1.0",
        "1e3",
        " 1",
        "1 ",
        "1_000",
        "٣",
        str(NUMBER_ID_LIMIT),
        "1" * 40,
        "{0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01}",
        "0f6d2c1e8f5b4c3a9a510c7d5f1b2a01",
        "urn:uuid:0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01",
        "abc",
    ],
)
def test_what_is_neither_an_id_nor_a_uuid_names_nothing(text: str) -> None:
    assert parse_number_reference(WORKSPACE, text) is None


def test_the_largest_id_is_still_exact_in_javascript() -> None:
    assert parse_number_reference(WORKSPACE, str(NUMBER_ID_LIMIT - 1)) is not None


def test_new_ids_are_in_range_and_do_not_repeat() -> None:
    ids = {new_number_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(0 < number < NUMBER_ID_LIMIT for number in ids)


@pytest.mark.parametrize("draw", [lambda limit: 0, lambda limit: limit - 1], ids=["least", "most"])
def test_whatever_is_drawn_a_new_id_can_stand_in_a_path(
    monkeypatch: pytest.MonkeyPatch, draw: Callable[[int], int]
) -> None:
    monkeypatch.setattr("secrets.randbelow", draw)
    assert parse_number_reference(WORKSPACE, str(new_number_id())) is not None


@given(st.uuids())
def test_a_uuid_is_canonical_in_lower_case(uuid: UUID) -> None:
    assert canonical_uuid(str(uuid).upper()) == str(uuid)


def test_a_number_has_one_provider_phone_per_organisation() -> None:
    ours = provider_phone_uuid(OrganizationId("a"), "+14155552671")
    assert ours == provider_phone_uuid(OrganizationId("a"), "+14155552671")
    assert ours != provider_phone_uuid(OrganizationId("b"), "+14155552671")
    assert ours != provider_phone_uuid(OrganizationId("a"), "+14155552672")
