"""Many at once on one number. moto's transactions are not atomic between threads: each call takes its turn here."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import utc_now
from trunkline.errors import TrunklineError
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Update
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.zudu_numbers import ZuduNumberTable

from tests.support.one_at_a_time import OneAtATime
from tests.support.tables import TABLE_NAME, ContendedClient

ORGANIZATION = OrganizationId("org_race")
NUMBER = E164("+14157774444")
INVENTORY = keys.provider_phone(ORGANIZATION, provider_phone_uuid(ORGANIZATION, NUMBER))


@pytest.fixture
def shared(aws: Any) -> Table:
    return Table(OneAtATime(aws), TABLE_NAME)  # type: ignore[arg-type]


@pytest.fixture
def zudu(shared: Table) -> ZuduNumbers:
    return ZuduNumbers(ZuduNumberTable(shared))


def at_once(calls: list[Callable[[], Any]]) -> list[str]:
    """How each call ended: ``done``, or the code of its refusal."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        barrier.wait()
        try:
            call()
        except TrunklineError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def assert_consistent(table: Table, zudu: ZuduNumbers) -> None:
    record, item = zudu.store.find(ORGANIZATION, NUMBER), table.get(INVENTORY)
    agents = record.agents if record else {}
    assert (item or {}).get("agents", {}) == agents
    assert (item or {}).get("agent_references", 0) == len(agents)
    assert item is None or agents or "provider" in item


@pytest.mark.parametrize("agent", [None, "agent_1"])
def test_equal_numbers_at_once_leave_one(shared: Table, zudu: ZuduNumbers, agent: str | None) -> None:
    ended = at_once(
        [
            lambda n=n: zudu.create(ORGANIZATION, NUMBER, {"nickname": str(n), "inbound_agent_id": agent})  # type: ignore[misc]
            for n in range(10)
        ]
    )
    assert Counter(ended) == {"done": 1, "phone_number_exists": 9}
    record = zudu.get(ORGANIZATION, NUMBER)
    assert record.nickname == str(ended.index("done"))
    assert_consistent(shared, zudu)


def test_changes_of_different_members_at_once_are_all_kept(shared: Table, zudu: ZuduNumbers) -> None:
    zudu.create(ORGANIZATION, NUMBER, {})
    changes: list[dict[str, Any]] = [
        {"nickname": "name"},
        {"inbound_agent_id": "agent_1"},
        {"outbound_agent_id": "agent_2"},
        {"outbound_trunk_id": "ST_1"},
        {"number_provider": "plivo"},
    ]
    ended = at_once([lambda change=change: zudu.change(ORGANIZATION, NUMBER, change) for change in changes])  # type: ignore[misc]
    assert ended == ["done"] * len(changes)
    record = zudu.get(ORGANIZATION, NUMBER)
    assert all(getattr(record, name) == value for change in changes for name, value in change.items())
    assert_consistent(shared, zudu)


def test_a_carrier_that_registers_while_agents_come_and_go_is_never_lost(shared: Table, zudu: ZuduNumbers) -> None:
    phone = ProviderPhone(
        uuid=provider_phone_uuid(ORGANIZATION, NUMBER),
        organization_id=ORGANIZATION,
        phone_number=NUMBER,
        provider=Carrier.TWILIO,
        capabilities=frozenset({"voice"}),
        created_at=utc_now(),
    )

    def come_and_go() -> None:
        for _ in range(5):
            zudu.change(ORGANIZATION, NUMBER, {"inbound_agent_id": "agent_1"})
            zudu.change(ORGANIZATION, NUMBER, {"inbound_agent_id": None})

    zudu.create(ORGANIZATION, NUMBER, {})
    ended = at_once([come_and_go, lambda: PhoneNumberTable(shared).add_provider_phone(phone), come_and_go])
    assert ended == ["done"] * 3
    item = shared.get(INVENTORY)
    assert item is not None
    assert item["provider"] == "twilio"
    assert_consistent(shared, zudu)


def test_archiving_and_an_agent_at_once_never_both_have_the_number(shared: Table, zudu: ZuduNumbers) -> None:
    hold = Update(
        label="hold",
        key=INVENTORY,
        set_={"releasing": "some number", "provider": "twilio"},
        condition="attribute_not_exists(agent_references)",
    )
    for _ in range(10):
        zudu.create(ORGANIZATION, NUMBER, {})
        holds: list[bool] = []

        def claim(holds: list[bool] = holds) -> None:
            try:
                shared.write(hold)
            except ConditionFailedError:
                return
            holds.append(True)

        ended = at_once([claim, lambda: zudu.change(ORGANIZATION, NUMBER, {"inbound_agent_id": "agent_1"})])
        assert ended[1] == ("phone_number_archiving" if holds else "done")
        assert_consistent(shared, zudu)
        zudu.delete(ORGANIZATION, NUMBER)
        if holds:
            shared.write(
                Update(label="end", key=INVENTORY, set_={"releasing": None}, condition="attribute_exists(releasing)")
            )


def test_deletes_at_once_leave_nothing(shared: Table, zudu: ZuduNumbers) -> None:
    zudu.create(ORGANIZATION, NUMBER, {"inbound_agent_id": "agent_1"})
    ended = at_once([lambda: zudu.delete(ORGANIZATION, NUMBER)] * 6)
    assert "done" in ended
    assert set(ended) <= {"done", "not_found"}
    assert shared.get(INVENTORY) is None


def test_a_busy_table_delays_and_never_changes_an_outcome(aws: Any) -> None:
    client = ContendedClient(aws, seed=5, rate=0.4)
    table = Table(client, TABLE_NAME, sleep=lambda _: None)  # type: ignore[arg-type]
    zudu = ZuduNumbers(ZuduNumberTable(table))
    for _ in range(5):
        zudu.create(ORGANIZATION, NUMBER, {"inbound_agent_id": "agent_1"})
        zudu.change(ORGANIZATION, NUMBER, {"inbound_agent_id": None, "outbound_agent_id": "agent_2"})
        assert_consistent(table, zudu)
        zudu.delete(ORGANIZATION, NUMBER)
        assert table.get(INVENTORY) is None
    assert client.refused > 5
