import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.identifiers import E164, OrganizationId, WorkspaceUuid, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import utc_now
from trunkline.errors import CarrierRefusedError, CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount, OwnedNumber, OwnedPage
from trunkline.services.inventory import Imported, InventoryImport
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.inventory import InventoryTable
from trunkline.table.items import Update
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.provider_phones import ProviderPhoneTable

from tests.cli.conftest import Trunkline
from tests.support.archives import all_items
from tests.support.builders import a_provider_phone
from tests.support.tables import CountingClient
from tools.sandbox import Sandbox
from tools.sandbox.tenants import AccountPlan

ORG = "org_initech"
SECRET = "f" * 32
# Two pages of each carrier's largest.
SIZES = {"twilio": 1003, "plivo": 43, "telnyx": 253}
ACCOUNTS = {"twilio": "AC" + "1" * 32, "plivo": "MA" + "A" * 18, "telnyx": "1234567890"}
WORKSPACE = WorkspaceUuid("5d6e7f80-1111-4222-8333-944455556666")


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(f"+1415555{number:04d}" for number in range(count))


@pytest.fixture
def tenant(trunkline: Trunkline) -> str:
    trunkline.json("tenants", "create", "--name", "Initech", "--id", ORG)
    return ORG


@pytest.fixture
def account(trunkline: Trunkline, tenant: str, carriers_of: Callable[..., Sandbox]) -> Callable[..., tuple[str, ...]]:
    """Stores an account that owns so many numbers; answers with the options that name it."""

    def store(carrier: str, count: int) -> tuple[str, ...]:
        carriers_of(AccountPlan("initech", carrier, ACCOUNTS[carrier], SECRET, _numbers(count)))
        named = ("--tenant", tenant, "--carrier", carrier, "--account", ACCOUNTS[carrier])
        trunkline.json("carriers", "add", *named, typed=SECRET + "\n")
        return named

    return store


@pytest.mark.parametrize("carrier", sorted(SIZES))
def test_every_page_of_an_account_is_looked_at(
    trunkline: Trunkline, account: Callable[..., tuple[str, ...]], store: Table, carrier: str
) -> None:
    named = account(carrier, SIZES[carrier])

    looked_at = trunkline.json("provider-phones", "import", *named, "--dry-run")

    assert looked_at["found"] - looked_at["unusable"] >= SIZES[carrier]
    assert looked_at["added"] >= SIZES[carrier]
    assert not [item for item in all_items(store) if item["sk"] == "PROVIDER_PHONE"]


def test_an_import_is_whole_whenever_it_is_repeated(
    trunkline: Trunkline, account: Callable[..., tuple[str, ...]], tenant: str
) -> None:
    named = account("plivo", 43)

    first = trunkline.json("provider-phones", "import", *named)
    listed = trunkline.json("provider-phones", "list", "-t", tenant)
    second = trunkline.json("provider-phones", "import", *named)

    assert first["added"] == second["unchanged"] == len(listed)
    assert second["added"] == 0
    assert set(_numbers(43)) <= {each["phoneNumber"] for each in listed}
    assert {each["accountId"] for each in listed} == {ACCOUNTS["plivo"]}
    assert trunkline.json("provider-phones", "list", "-t", tenant) == listed


class Owning:
    """An adapter of which only the list is asked."""

    def __init__(self, pages: list[list[str]], faults: list[Exception]) -> None:
        self.pages = pages
        self.faults = faults

    def __call__(self, account: CarrierAccount, budget: Budget) -> Any:
        return self

    def owned_page(self, position: str | None) -> OwnedPage:
        if self.faults:
            raise self.faults.pop(0)
        page = int(position or 0)
        return OwnedPage(
            numbers=[
                OwnedNumber(carrier_id=each, owner_id="AC1", e164=E164(each), capabilities=frozenset({"voice"}))
                for each in self.pages[page]
            ],
            next_position=str(page + 1) if page + 1 < len(self.pages) else None,
            total=sum(map(len, self.pages)),
        )


def _import(
    store: Table, adapter: Owning, *, is_dry: bool = False, sleeps: list[float] | None = None
) -> Counter[Imported]:
    account = CarrierAccount(
        organization_id=OrganizationId(ORG), carrier=Carrier.TWILIO, account_id="AC1", secret=SECRET
    )
    waits: list[float] = [] if sleeps is None else sleeps
    run = InventoryImport(store=InventoryTable(store), adapters=adapter, sleep=waits.append)
    return Counter(outcome for step in run.run(account, is_dry=is_dry) for _, outcome in step.entries)


def _phone(number: str, **members: Any) -> ProviderPhone:
    return a_provider_phone(organization_id=OrganizationId(ORG), phone_number=E164(number), **members)


def _key(number: str) -> keys.Key:
    organization = OrganizationId(ORG)
    return keys.provider_phone(organization, provider_phone_uuid(organization, number))


def test_ten_thousand_numbers_cost_a_hundred_reads_when_they_are_there(aws: Any, store: Table) -> None:
    numbers = [f"+1{4155550000 + number}" for number in range(10_000)]
    client = CountingClient(aws)
    pages = [numbers[start : start + 1000] for start in range(0, 10_000, 1000)]

    outcomes = _import(Table(client, store.name), Owning(pages, []), is_dry=True)  # type: ignore[arg-type]

    assert outcomes == {Imported.ADDED: 10_000}
    assert client.calls == {"batch_get_item": 100}


def test_what_was_imported_before_a_failure_is_kept(store: Table) -> None:
    pages = [["+14155550001", "+14155550002"], ["+14155550003"]]
    adapter = Owning(pages, [])
    run = InventoryImport(store=InventoryTable(store), adapters=adapter, sleep=lambda _: None).run(
        CarrierAccount(organization_id=OrganizationId(ORG), carrier=Carrier.TWILIO, account_id="AC1", secret=SECRET),
        is_dry=False,
    )
    next(run), next(run)
    adapter.faults = [CarrierRefusedError("twilio refused the credentials")]
    with pytest.raises(CarrierRefusedError):
        list(run)

    assert _import(store, adapter) == {Imported.UNCHANGED: 2, Imported.ADDED: 1}


def test_an_interrupted_import_says_how_far_it_came(
    trunkline: Trunkline, account: Callable[..., tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    named = account("twilio", 1003)
    find_all = InventoryTable.find_all
    done: list[int] = []

    def interrupted(table: InventoryTable, *arguments: Any) -> Any:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return find_all(table, *arguments)

    monkeypatch.setattr(InventoryTable, "find_all", interrupted)

    ended = trunkline("provider-phones", "import", *named)

    assert ended.code == 130
    assert "run it again" in ended.err


def test_a_carrier_that_asks_for_patience_gets_it(store: Table) -> None:
    sleeps: list[float] = []
    faults: list[Exception] = [CarrierUnavailableError("429", 7.0), CarrierUnavailableError("503")]

    assert _import(store, Owning([["+14155550001"]], faults), sleeps=sleeps) == {Imported.ADDED: 1}
    assert sleeps == [7.0, 2.0]
    with pytest.raises(CarrierUnavailableError):
        _import(store, Owning([[]], [CarrierUnavailableError("503") for _ in range(5)]))


def test_a_number_that_the_pool_has_gets_its_account_and_what_others_hold_stays(store: Table) -> None:
    inventory = PhoneNumberTable(store)
    known = {
        "+14155550001": _phone("+14155550001"),
        "+14155550002": _phone("+14155550002", account_id="AC2"),
        "+14155550003": _phone("+14155550003", provider=Carrier.PLIVO),
        "+14155550004": _phone("+14155550004", account_id="AC1"),
    }
    for phone in known.values():
        inventory.add_provider_phone(phone)
    held = _phone("+14155550005")
    inventory.add_provider_phone(held)
    ProviderPhoneTable(store).withdraw(held, now=utc_now())
    before = {number: store.get(_key(number)) for number in known}

    outcomes = _import(store, Owning([[*known, "+14155550005"]], []))

    assert outcomes == {Imported.CONNECTED: 1, Imported.ELSEWHERE: 2, Imported.UNCHANGED: 1, Imported.HELD: 1}
    connected = store.get(_key("+14155550001"))
    assert connected
    assert (connected["account_id"], connected["capabilities"]) == ("AC1", ["voice"])
    assert "gsi2pk" not in connected
    for number in ("+14155550002", "+14155550003", "+14155550004"):
        assert store.get(_key(number)) == before[number]


def test_a_linked_number_that_gets_its_account_is_due_to_ring(store: Table) -> None:
    phone = _phone("+14155550001", assigned_workspace_uuid=WORKSPACE, assigned_number_uuid="n1")
    PhoneNumberTable(store).add_provider_phone(phone)

    assert _import(store, Owning([["+14155550001"]], [])) == {Imported.CONNECTED: 1}
    item = store.get(_key("+14155550001"))
    assert item
    assert item["gsi2pk"] == keys.due_shard(_key("+14155550001"))


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"account_id": "AC2"},
        {"releasing": "n9"},
        {"assigned_number": "n9", "assigned_workspace": WORKSPACE},
        {"provider": None},
    ],
)
def test_a_number_that_changes_between_reading_and_writing_is_left_to_the_next_look(
    store: Table, meanwhile: dict[str, Any]
) -> None:
    phone = _phone("+14155550001")
    PhoneNumberTable(store).add_provider_phone(phone)
    store.write(Update(label="x", key=_key("+14155550001"), set_=meanwhile, condition="attribute_exists(pk)"))
    before = store.get(_key("+14155550001"))
    owned = OwnedNumber(carrier_id="1", owner_id="AC1", e164=phone.phone_number, capabilities=frozenset())

    assert not InventoryTable(store).connect(phone, owned, "AC1", utc_now())
    assert store.get(_key("+14155550001")) == before


def test_a_linked_number_that_was_unlinked_meanwhile_is_left_to_the_next_look(store: Table) -> None:
    phone = _phone("+14155550001", assigned_workspace_uuid=WORKSPACE, assigned_number_uuid="n1")
    PhoneNumberTable(store).add_provider_phone(_phone("+14155550001"))
    owned = OwnedNumber(carrier_id="1", owner_id="AC1", e164=phone.phone_number, capabilities=frozenset())

    assert not InventoryTable(store).connect(phone, owned, "AC1", utc_now())


def test_the_pool_says_what_is_free_assigned_resting_and_leaving(
    trunkline: Trunkline, tenant: str, store: Table
) -> None:
    trunkline.json("workspaces", "add", "-t", tenant, "--name", "x", "--uuid", WORKSPACE)
    inventory = PhoneNumberTable(store)
    inventory.add_provider_phone(_phone("+14155550001"))
    inventory.add_provider_phone(_phone("+14155550002", idle_since=utc_now(), account_id="AC1"))
    inventory.add_provider_phone(_phone("+14155550003", assigned_workspace_uuid=WORKSPACE))
    leaving = _phone("+14155550004", provider=Carrier.PLIVO)
    inventory.add_provider_phone(leaving)
    ProviderPhoneTable(store).withdraw(leaving, now=utc_now())

    assert trunkline.json("provider-phones", "pool", "-t", tenant) == [
        {"carrier": "plivo", **_counts(leaving=1)},
        {"carrier": "twilio", **_counts(free=1, idle=1, assigned=1)},
    ]
    some = trunkline.json("provider-phones", "list", "-t", tenant, "--state", "idle", "--state", "leaving")
    assert [each["phoneNumber"] for each in some] == ["+14155550002", "+14155550004"]


def _counts(**counted: int) -> dict[str, int]:
    states = ("free", "idle", "assigned", "archiving", "quarantined", "leaving")
    return {**{state: counted.get(state, 0) for state in states}, "total": sum(counted.values())}


def test_a_number_in_quarantine_is_listed_and_comes_back(trunkline: Trunkline, tenant: str, store: Table) -> None:
    from trunkline.domain.provider_phones import released  # noqa: PLC0415
    from trunkline.table.provider_phones import unassign  # noqa: PLC0415

    held = _phone("+14155550001")
    PhoneNumberTable(store).add_provider_phone(held)
    store.write(Update(label="x", key=_key("+14155550001"), set_={"releasing": "n1"}, condition="attribute_exists(pk)"))
    resting = released(held, quarantine=timedelta(days=1), now=utc_now())
    store.write(unassign(resting, held_by="n1", due_at=None))  # type: ignore[arg-type]

    def state() -> str:
        (listed,) = trunkline.json("provider-phones", "list", "-t", tenant)
        return str(listed["state"])

    assert state() == "quarantined"
    (phone,) = InventoryTable(store).find_all(OrganizationId(ORG), [E164("+14155550001")])
    assert phone
    assert ProviderPhoneTable(store).end_quarantine(phone, due_at=None)
    assert state() == "idle"


def test_a_secret_that_the_carrier_refuses_is_not_stored(
    trunkline: Trunkline, tenant: str, carriers_of: Callable[..., Sandbox]
) -> None:
    carriers_of(AccountPlan("initech", "twilio", ACCOUNTS["twilio"], SECRET, ()))
    named = ("--tenant", tenant, "--carrier", "twilio", "--account", ACCOUNTS["twilio"])

    refused = trunkline("carriers", "add", *named, typed="wrong\n")
    empty = trunkline("carriers", "add", *named, typed="")

    assert refused.code == 4
    assert empty.code == 2
    assert "wrong" not in refused.out + refused.err
    assert trunkline.json("carriers", "list", "-t", tenant) == []
    assert trunkline("carriers", "rotate", *named, typed=SECRET).code == 3
    assert trunkline("provider-phones", "import", *named).code == 3


def test_a_rotated_secret_replaces_the_one_before_once_the_carrier_takes_it(
    trunkline: Trunkline, account: Callable[..., tuple[str, ...]], carriers_of: Callable[..., Sandbox], tenant: str
) -> None:
    named = account("twilio", 1)
    assert trunkline("carriers", "add", *named, typed=SECRET).code == 4
    carriers_of(AccountPlan("initech", "twilio", ACCOUNTS["twilio"], "e" * 32, _numbers(2)))

    assert trunkline("provider-phones", "import", *named).code == 4
    assert trunkline("carriers", "rotate", *named, typed="d" * 32).code == 4
    assert trunkline("provider-phones", "import", *named).code == 4
    rotated = trunkline("carriers", "rotate", *named, "--json", typed="e" * 32)
    assert rotated.code == 0
    assert "five minutes" in rotated.err
    assert trunkline.json("provider-phones", "import", *named)["added"] >= 2
    listed = trunkline("carriers", "list", "-t", tenant, "--json")
    assert json.loads(listed.out)[0]["earlierSecretUntil"] is not None
    assert SECRET not in listed.out
    assert "e" * 32 not in listed.out + rotated.out


def test_a_carrier_that_does_not_answer_has_an_exit_code_of_its_own(
    trunkline: Trunkline, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARRIER_BASE_URL_TWILIO", "http://127.0.0.1:9")
    named = ("--tenant", tenant, "--carrier", "twilio", "--account", ACCOUNTS["twilio"])

    failed = trunkline("carriers", "add", *named, typed=SECRET)

    assert failed.code == 6
    assert failed.err.count("\n") == 1


def test_each_number_that_could_not_be_taken_is_named_with_the_reason(
    trunkline: Trunkline, tenant: str, carriers_of: Callable[..., Sandbox], store: Table
) -> None:
    numbers = ("+14155550001", "+14155550002")
    carriers_of(AccountPlan("initech", "twilio", ACCOUNTS["twilio"], SECRET, numbers))
    named = ("--tenant", tenant, "--carrier", "twilio", "--account", ACCOUNTS["twilio"])
    trunkline.json("carriers", "add", *named, typed=SECRET + "\n")
    other = a_provider_phone(
        organization_id=ORG,
        uuid=provider_phone_uuid(OrganizationId(ORG), numbers[0]),
        phone_number=numbers[0],
        provider=Carrier.PLIVO,
    )
    assert PhoneNumberTable(store).add_provider_phone(other)

    imported = trunkline.json("provider-phones", "import", *named)
    told = trunkline("provider-phones", "import", *named).out

    reasons = {each["phoneNumber"]: each["reason"] for each in imported["notTaken"]}
    assert "another carrier or account" in reasons.pop(numbers[0])
    # The sandbox's Twilio account has a number that takes faxes, or none that is unusable.
    assert len(reasons) == imported["unusable"]
    assert numbers[0] in told
    assert numbers[1] not in told.partition("Not taken")[2]


@pytest.mark.parametrize("carrier", sorted(SIZES))
def test_what_takes_no_calls_is_counted_and_named_alike(
    trunkline: Trunkline, account: Callable[..., tuple[str, ...]], carrier: str
) -> None:
    named = account(carrier, 3)

    looked_at = trunkline.json("provider-phones", "import", *named, "--dry-run")

    assert len(looked_at["notTaken"]) == looked_at["unusable"]
    assert all(each["phoneNumber"] and each["reason"] for each in looked_at["notTaken"])
