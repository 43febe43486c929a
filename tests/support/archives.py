"""The archive in tests: a table to look into, provider phones with a carrier account, one check of what must hold."""

import importlib
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from trunkline.domain.identifiers import (
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
    provider_phone_uuid,
)
from trunkline.domain.provider_phones import ProviderPhone, WebhookStatus
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.webhook_attempts import new_webhooks
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Update, Write, from_item
from trunkline.table.number_items import provider_phone_from, record_from, webhook_attributes
from trunkline.table.number_webhooks import claim_put

from tests.fakes.carriers import ACCOUNT_ID, ORIGIN, OURS, FakeAdapter, FakeCarriers
from tests.support.tables import TABLE_NAME, everything

UNDER_WAY = ("requested", "archiving")


class CarrierState(Protocol):
    """What carriers know: numbers that are not ours any more, and whose webhooks the others have."""

    @property
    def unknown(self) -> Set[str]: ...

    @property
    def webhooks(self) -> Mapping[str, str]: ...


def all_items(store: Table) -> list[Item]:
    """Everything in the table; tests may scan."""
    if store.name == TABLE_NAME:
        return [from_item(item) for item in everything()]
    items: list[Item] = []
    start: dict[str, Any] = {}
    while True:
        answer: Any = store.client.scan(TableName=store.name, ConsistentRead=True, **start)
        items += [from_item(item) for item in answer["Items"]]
        if "LastEvaluatedKey" not in answer:
            return items
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def number_item(store: Table, workspace: str, uuid: str) -> Item:
    """A number's item, live or archived."""
    for collection in (keys.live_numbers(WorkspaceUuid(workspace)), keys.archived_numbers(WorkspaceUuid(workspace))):
        if item := store.get(keys.number_in(collection, NumberUuid(uuid))):
            return item
    raise AssertionError("no such number")


def phone_item(store: Table, organization: str, phone: str) -> Item | None:
    """The inventory item of a provider phone."""
    return store.get(keys.provider_phone(OrganizationId(organization), ProviderPhoneUuid(phone)))


def stub_key(organization: str, e164: str) -> keys.Key:
    """The key of what the inventory says of a number that may not be registered."""
    return keys.provider_phone(OrganizationId(organization), provider_phone_uuid(OrganizationId(organization), e164))


def connect(
    store: Table,
    carriers: FakeCarriers,
    organization: str,
    phone: str,
    status: WebhookStatus = WebhookStatus.ATTACHED,
) -> ProviderPhone:
    """Give a provider phone a carrier account, as a registration does."""
    found = provider_phone_from(phone_item(store, organization, phone))
    assert found is not None
    number = FakeAdapter(carriers).find_owned(found.phone_number)
    account = CarrierAccount(
        organization_id=found.organization_id, carrier=found.provider, account_id=ACCOUNT_ID, secret="x"
    )
    webhooks = replace(new_webhooks(account, number, ORIGIN), status=status)
    writes: list[Write] = []
    if status is WebhookStatus.ATTACHED:
        webhooks = replace(webhooks, previous={"url": carriers.webhooks[found.phone_number]})
        carriers.webhooks[found.phone_number] = OURS
        writes.append(claim_put(found, webhooks))
    after = replace(found, account_id=ACCOUNT_ID, webhooks=webhooks)
    store.write(
        Update(
            label="phone",
            key=keys.provider_phone(found.organization_id, found.uuid),
            set_={"account_id": ACCOUNT_ID, **webhook_attributes(after, webhooks)},
            condition="attribute_exists(provider)",
        ),
        *writes,
    )
    return after


def add_agent(
    store: Table, organization: str, e164: str, *, direction: str = "inbound", agent: str = "agent-1"
) -> bool:
    """Refer to a number as the Zudu dialect does; False when its archive holds it."""
    try:
        store.write(
            Update(
                label="phone",
                key=stub_key(organization, e164),
                set_={"entity": "provider_phone", "agents": {direction: agent}, "agent_references": 1},
                condition="attribute_not_exists(releasing) AND attribute_not_exists(agent_references)",
            )
        )
    except ConditionFailedError:
        return False
    return True


def violations(store: Table, carriers: CarrierState | None = None) -> list[str]:
    """What does not hold that must hold after anything, whatever was killed where."""
    items = all_items(store)
    live = {_uuid(item): item for item in items if item["sk"].startswith("NUMBER#") and item["pk"].endswith("#LIVE")}
    archived = {
        _uuid(item): item for item in items if item["sk"].startswith("NUMBER#") and item["pk"].endswith("#ARCHIVED")
    }
    phones = [item for item in items if item["sk"] == "PROVIDER_PHONE"]
    return [
        *_of_numbers(live, archived),
        *_of_guards(live, [item for item in items if item["sk"] == "GUARD"]),
        *_of_references(live, archived, [item for item in items if item.get("entity") == "reference"]),
        *_of_phones(live, archived, phones),
        *_of_claims(phones, {item["pk"]: item["organization"] for item in items if item["sk"] == "CLAIM"}),
        *(_of_carriers(phones, carriers) if carriers else []),
    ]


def _uuid(item: Item) -> str:
    return str(item["sk"]).removeprefix("NUMBER#")


def _of_numbers(live: dict[str, Item], archived: dict[str, Item]) -> list[str]:
    found = [f"{uuid}: live and archived" for uuid in live.keys() & archived.keys()]
    for uuid, item in live.items():
        status = item["archive_status"]
        if status == "archived":
            found.append(f"{uuid}: archived among the live")
        if (status in UNDER_WAY) != ("gsi2pk" in item):
            found.append(f"{uuid}: {status} and due index disagree")
        if (status == "failed") != ("archive_failure" in item) and status not in ("active",):
            found.append(f"{uuid}: {status} and reason disagree")
    for uuid, item in archived.items():
        if item["archive_status"] != "archived" or "archived_at" not in item:
            found.append(f"{uuid}: among the archived without being so")
        if {"provider_phone_uuid", "provider", "gsi2pk"} & item.keys():
            found.append(f"{uuid}: archived with a link or a due entry")
    return found


def _of_guards(live: dict[str, Item], guards: list[Item]) -> list[str]:
    wanted = Counter((item["workspace"], item["e164"], item["number_id"]) for item in live.values())
    there = Counter(
        (item["pk"].split("#")[1], item["pk"].split("#")[3].replace("%2B", "+"), item["number_id"]) for item in guards
    )
    return [f"guards: {wanted - there} missing, {there - wanted} too many"] if wanted != there else []


def _of_references(live: dict[str, Item], archived: dict[str, Item], references: list[Item]) -> list[str]:
    counted = Counter(item["number_uuid"] for item in references)
    found = [f"{uuid}: archived with a reference" for uuid in counted.keys() & archived.keys()]
    found += [f"{uuid}: reference to nothing" for uuid in counted.keys() - archived.keys() - live.keys()]
    for uuid, item in live.items():
        if item.get("reference_count", 0) != counted[uuid]:
            found.append(f"{uuid}: counts {item.get('reference_count', 0)} of {counted[uuid]} references")
        if item["archive_status"] == "archiving" and counted[uuid]:
            found.append(f"{uuid}: archiving with a reference")
    return found


def _of_phones(live: dict[str, Item], archived: dict[str, Item], phones: list[Item]) -> list[str]:
    found = []
    served = {item["provider_phone_uuid"]: uuid for uuid, item in live.items() if "provider_phone_uuid" in item}
    for phone in phones:
        uuid = phone.get("provider_phone_uuid", phone["pk"])
        number = phone.get("assigned_number")
        if number in archived:
            found.append(f"{uuid}: assigned to an archived number")
        if served.get(uuid) != number:
            found.append(f"{uuid}: half linked, {served.get(uuid)} against {number}")
        holder = live.get(phone.get("releasing", ""))
        if (
            "releasing" in phone
            and phone["releasing"] != uuid
            and (not holder or holder["archive_status"] != "archiving")
        ):
            found.append(f"{uuid}: held by nobody who is archiving")
        if "provider" not in phone and not phone.get("agents") and "releasing" not in phone:
            found.append(f"{uuid}: a record that says nothing")
        if phone.get("agent_references", 0) != len(phone.get("agents", {})):
            found.append(f"{uuid}: agents miscounted")
        if phone.get("webhook_status") in ("pending", "detaching") and not {"gsi2pk", "releasing"} & phone.keys():
            found.append(f"{uuid}: {phone['webhook_status']} and not due")
    return found


def _of_claims(phones: list[Item], claims: Mapping[str, str]) -> list[str]:
    """Whoever has webhooks at a carrier, or may have, has the number there."""
    found = []
    for item in phones:
        record = record_from(item)
        if record and record.webhooks and record.webhooks.status is not WebhookStatus.DETACHED:
            claim = keys.number_claim(record.webhooks.carrier, record.webhooks.owner_id, record.phone_number).pk
            if claims.get(claim) != record.organization_id:
                found.append(f"{record.uuid}: {record.webhooks.status} and not claimed")
    return found


def _of_carriers(phones: list[Item], carriers: CarrierState) -> list[str]:
    """What the table is sure of is so at the carrier."""
    found = []
    for phone in phones:
        e164 = phone.get("e164", "")
        if "account_id" not in phone or e164 in carriers.unknown:
            continue
        is_ours = carriers.webhooks[e164] == OURS
        status = phone.get("webhook_status", "detached")
        if status == "attached" and not is_ours:
            found.append(f"{e164}: attached here, not at the carrier")
        if status == "detached" and is_ours:
            found.append(f"{e164}: detached here, not at the carrier")
    return found


def unsettled(store: Table) -> list[str]:
    """What the cleanup should have brought to its end."""
    return [
        item["sk"]
        for item in all_items(store)
        if item.get("archive_status") in UNDER_WAY
        or (item.get("webhook_status") in ("pending", "detaching"))
        or ("releasing" in item)
    ]


_TIMES = ("gsi2sk", "webhook_lease", "quarantined_until", "idle_since", "audit_finished_at")


def let_time_pass(store: Table, step: timedelta, *, only: str = "") -> None:
    """Move times in the table back, which is the clock moved forward for those who read them; ``only`` of one number.

    That number is an E.164, and the times are its provider phone's.
    """
    for item in all_items(store):
        if only and (item["sk"], item.get("e164")) != ("PROVIDER_PHONE", only):
            continue
        moved = {name: to_iso(from_iso(item[name]) - step) for name in _TIMES if name in item}
        if moved:
            store.write(
                Update(
                    label="item",
                    key=keys.Key(item["pk"], item["sk"]),
                    set_=moved,
                    condition="attribute_exists(pk)",
                )
            )


class LambdaContext:
    """A context with time left."""

    def __init__(self, milliseconds: int = 300_000) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


def clean_up(context: LambdaContext | None = None) -> dict[str, int]:
    """One run of the scheduled cleanup; what it counts, without noughts and without the prefix."""
    handler = importlib.import_module("functions.scheduled_cleanup.handler").lambda_handler
    counts: dict[str, int] = handler({}, context or LambdaContext())
    return {name.removeprefix("Cleanup"): count for name, count in counts.items() if count}
