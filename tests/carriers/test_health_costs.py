"""What the routes of health ask of the table and of carriers: people wait for it, and each call is paid for."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from trunkline.domain.health import Health, HealthRecord, webhooks_check
from trunkline.domain.identifiers import E164, NumberUuid, WorkspaceUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.health_items import health_attributes
from trunkline.table.items import to_item
from trunkline.table.number_items import provider_phone_attributes

from tests.carriers.drifts import drifted
from tests.carriers.lines import Line
from tests.carriers.sandboxed import EVERY_CARRIER, ORG, Carriers
from tests.support.builders import LONG_AGO, a_provider_phone
from tests.support.composition import compose_with
from tests.support.tables import TABLE_NAME, CountingClient, in_moto
from tests.support.workspaces import Tenant, WorkspaceApi

LineOf = Callable[..., Line]
# Provider phones are read of the pages that are looked at; the others need none.
MOST_READ = 50
# A look at one number. A repair looks, looks again just before it replaces what stands there, so that what somebody has
# set meanwhile is kept, sets the webhooks, and looks at what has become of it.
LOOK = {"twilio": 2, "plivo": 2, "telnyx": 4}
REPAIR = {"twilio": 7, "plivo": 9, "telnyx": 16}


class Counted:
    """Counts what is asked for by requests, of a table on a client of its own."""

    def __init__(self, store: Table, monkeypatch: pytest.MonkeyPatch, carriers: Carriers) -> None:
        self.client = CountingClient(store.client)
        self.carriers = carriers
        counted = Table(self.client, store.name)  # type: ignore[arg-type]
        compose_with(monkeypatch, "table", lambda: counted)

    @contextmanager
    def asking(self) -> Iterator[Counter[str]]:
        """By operation; carriers' as ``carrier``."""
        found: Counter[str] = Counter()
        self.client.calls.clear()
        self.carriers.forget_requests()
        yield found
        found.update(self.client.calls)
        found["carrier"] = len(self.carriers.requests())


@pytest.fixture
def counted(store: Table, monkeypatch: pytest.MonkeyPatch, carriers: Carriers) -> Counted:
    return Counted(store, monkeypatch, carriers)


@EVERY_CARRIER
def test_health_is_told_with_three_reads_and_no_carrier(
    line_of: LineOf, api: WorkspaceApi, counted: Counted, carrier: str
) -> None:
    line = line_of(carrier)
    for looked in (False, True):
        if looked:
            api.send("POST", f"/{line.number['id']}/health")
        with counted.asking() as asked:
            assert api.send("GET", f"/{line.number['id']}/health").status == 200
        assert asked == {"get_item": 2, "batch_get_item": 1, "carrier": 0}


@EVERY_CARRIER
@pytest.mark.parametrize("asked_for", ["health", "repair"])
def test_a_look_and_a_repair_of_what_is_right_are_its_carriers_calls_and_one_write(
    line_of: LineOf, api: WorkspaceApi, counted: Counted, carrier: str, asked_for: str
) -> None:
    line = line_of(carrier)
    with counted.asking() as asked:
        assert api.send("POST", f"/{line.number['id']}/{asked_for}").json()["status"] == "healthy"
    assert asked == {"get_item": 3, "batch_get_item": 1, "put_item": 1, "carrier": LOOK[carrier]}


@EVERY_CARRIER
def test_a_repair_costs_three_looks_and_one_attempt(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, counted: Counted, carrier: str
) -> None:
    line = line_of(carrier)
    drifted(carriers, carrier, "url changed")
    with counted.asking() as asked:
        assert api.send("POST", f"/{line.number['id']}/repair?takeOver=true").json()["status"] == "healthy"
    assert asked["carrier"] == REPAIR[carrier]
    # The first look; the attempt's intent and its end; in one transaction that it works again, and its backfill.
    assert {name: count for name, count in asked.items() if name.startswith(("put", "update", "transact"))} == {
        "put_item": 1,
        "update_item": 2,
        "transact_write_items": 1,
    }
    assert "scan" not in asked


@pytest.mark.parametrize(("count", "limit"), [(20, 1), (20, 10), (10_000, 10)])
def test_a_page_of_what_is_not_healthy_costs_the_same_however_much_there_is(
    api: WorkspaceApi, acme: Tenant, counted: Counted, count: int, limit: int
) -> None:
    make_unhealthy(acme, count)
    api.send("GET", "/health?limit=1")
    with counted.asking() as asked:
        page = api.send("GET", f"/health?limit={limit}")
    assert len(page.json()) == limit
    assert asked == {"query": 1, "batch_get_item": 1, "carrier": 0}
    # Of the index so many items, and so many provider phones.
    query, batch = (request for _, request in counted.client.requests[-2:])
    assert query["Limit"] <= limit + 1
    assert len(batch["RequestItems"][TABLE_NAME]["Keys"]) == limit
    with counted.asking() as asked:
        assert len(api.send("GET", "/health" + page.headers["link"].partition(">")[0].strip("<")).json()) == limit
    assert asked == {"query": 1, "batch_get_item": 1, "carrier": 0}


def make_unhealthy(tenant: Tenant, count: int) -> None:
    """Linked numbers of the first workspace that are broken, past the service: making them is not what is measured."""
    table, workspace = in_moto(), WorkspaceUuid(tenant.workspace)
    for index in range(count):
        e164, number = E164(f"+1415{index:07d}"), NumberUuid(str(UUID(int=index)))
        phone = a_provider_phone(
            organization_id=ORG,
            phone_number=e164,
            account_id="AC1",
            assigned_workspace_uuid=workspace,
            assigned_number_uuid=number,
        )
        record = HealthRecord(
            organization_id=ORG,
            carrier=Carrier.TWILIO,
            account_id="AC1",
            phone_uuid=phone.uuid,
            phone_number=e164,
            workspace_uuid=workspace,
            number_uuid=number,
            health=Health(checks=[webhooks_check("detached")]),
            checked_at=LONG_AGO,
            changed_at=LONG_AGO,
        )
        health = keys.number_health(ORG, Carrier.TWILIO, "AC1", phone.uuid)
        attributes = {health: health_attributes(record)}
        if index < MOST_READ:
            attributes[keys.provider_phone(ORG, phone.uuid)] = provider_phone_attributes(phone)
        for key, members in attributes.items():
            table.put_item(to_item({"pk": key.pk, "sk": key.sk, **members}), overwrite=True)
