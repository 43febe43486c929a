"""Zudu's numbers in the table, and their agents in the inventory."""

from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.domain.zudu_numbers import ZuduNumber
from trunkline.errors import NumberArchivingError, PhoneNumberExistsError, RequestInFlightError
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.zudu_numbers import ReadZuduNumber, StaleZuduNumberError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import ConditionFailedError, Delete, Item, Put, Update, Write

# An inventory item that an agent alone needs: no carrier serves it, nobody is registering it, and no archive workflow
# holds it. The two are each other's opposite, so that of deleting the item and clearing its agents exactly one can be
# done.
_NEEDED_BY_OTHERS = ("provider", "webhook_status", "releasing")
_ONLY_AGENTS = " AND ".join(f"attribute_not_exists({name})" for name in _NEEDED_BY_OTHERS)
_MORE_THAN_AGENTS = "(" + " OR ".join(f"attribute_exists({name})" for name in _NEEDED_BY_OTHERS) + ")"


class ZuduNumberTable:
    """The store of ``trunkline.services.zudu_numbers``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, organization: OrganizationId, number: E164) -> ZuduNumber | None:
        """Find the number, when it is the organisation's.

        One read.
        """
        item = self.table.get(keys.zudu_number(organization, number))
        return zudu_number_from(item) if item else None

    def find_to_change(self, organization: OrganizationId, number: E164) -> ReadZuduNumber | None:
        """Find the number and its inventory entry, in one read.

        With whether only its agents keep it there; one round trip.
        """
        item, entry = self.table.get_all([keys.zudu_number(organization, number), _inventory_key(organization, number)])
        if item is None:
            return None
        needed_by_agents_only = entry is None or not entry.keys() & {*_NEEDED_BY_OTHERS}
        return ReadZuduNumber(zudu_number_from(item), needed_by_agents_only)

    def listed(self, organization: OrganizationId, *, area_code: int | None, at_most: int) -> Sequence[ZuduNumber]:
        """List the numbers of an organisation, or of one area in it; may stop soon after ``at_most``.

        In the order of their digits, a query for each megabyte.
        """
        collection = keys.zudu_numbers(organization, "" if area_code is None else f"+1{area_code}")
        numbers: list[ZuduNumber] = []
        after = None
        while True:
            result = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix, after=after)
            numbers += map(zudu_number_from, result.items)
            if result.ended or not numbers or len(numbers) > at_most:
                return numbers
            after = keys.zudu_number(organization, numbers[-1].phone_number)

    def add(self, number: ZuduNumber, idempotent: IdempotentResponse[ZuduNumber] | None) -> None:
        """Store a new number.

        A single write when there is neither an agent nor a response for retries.

        Raises:
            NumberArchivingError: It has agents, and is being archived.
            PhoneNumberExistsError: The organisation has it.
        """
        writes: list[Write] = [
            Put(
                label="zudu number",
                key=_key(number),
                attributes=zudu_number_attributes(number),
                condition="attribute_not_exists(pk)",
            )
        ]
        if number.agents:
            writes.append(_with_agents(number))
        try:
            self._write([*writes, *idempotency_writes(idempotent, number)], number.revision)
        except ConditionFailedError as error:
            if "receipt" in error.found:
                raise RequestInFlightError from None
            if "zudu number" in error.found:
                raise PhoneNumberExistsError from None
            raise NumberArchivingError from None
        if idempotent:
            idempotent.is_stored = True

    def save(self, before: ReadZuduNumber, after: ZuduNumber) -> None:
        """Store a changed number.

        A single write when the agents stay.

        Raises:
            NumberArchivingError: It has other agents than before, and is being archived.
            StaleZuduNumberError: It is not as it was read any more.
        """
        writes: list[Write] = [
            Put(
                label="zudu number",
                key=_key(after),
                attributes=zudu_number_attributes(after),
                condition="revision = :read",
                values={":read": before.number.revision},
            )
        ]
        if after.agents != before.number.agents:
            writes.append(_with_agents(after) if after.agents else _without_agents(before))
        try:
            self._write(writes, after.revision)
        except ConditionFailedError as error:
            if set(error.found) == {"agents"}:
                raise NumberArchivingError from None
            raise StaleZuduNumberError from None

    def remove(self, before: ReadZuduNumber) -> None:
        """Delete a number; one that is gone is left so.

        A single write when there are no agents.

        Raises:
            StaleZuduNumberError: It is not as it was read any more.
        """
        writes: list[Write] = [
            Delete(
                label="zudu number",
                key=_key(before.number),
                condition="revision = :read",
                values={":read": before.number.revision},
            )
        ]
        if before.number.agents:
            writes.append(_without_agents(before))
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            # Gone since it was read, perhaps by this very write: the SDK sends it again when the response was lost.
            if error.found.get("zudu number") == {}:
                return
            raise StaleZuduNumberError from None

    def _write(self, writes: Sequence[Write], revision: str) -> None:
        """Write; what a request whose response was lost has written counts as written."""
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            if error.found.get("zudu number", {}).get("revision") != revision:
                raise


def zudu_number_attributes(number: ZuduNumber) -> Item:
    """Return all attributes of a Zudu number's item but its key."""
    return {
        "entity": "zudu_number",
        "organization": number.organization_id,
        "e164": number.phone_number,
        "nickname": number.nickname,
        "phone_number_type": number.phone_number_type,
        "inbound_agent_id": number.inbound_agent_id,
        "outbound_agent_id": number.outbound_agent_id,
        "inbound_agent_version": number.inbound_agent_version,
        "outbound_agent_version": number.outbound_agent_version,
        "inbound_webhook_url": number.inbound_webhook_url,
        "number_provider": number.number_provider,
        "outbound_trunk_id": number.outbound_trunk_id,
        "created_at": to_iso(number.created_at),
        "updated_at": to_iso(number.updated_at),
        "revision": number.revision,
    }


def zudu_number_from(item: Mapping[str, Any]) -> ZuduNumber:
    """Read a Zudu number from an item."""
    return ZuduNumber(
        organization_id=item["organization"],
        phone_number=item["e164"],
        nickname=item.get("nickname"),
        phone_number_type=item["phone_number_type"],
        inbound_agent_id=item.get("inbound_agent_id"),
        outbound_agent_id=item.get("outbound_agent_id"),
        inbound_agent_version=item["inbound_agent_version"],
        outbound_agent_version=item["outbound_agent_version"],
        inbound_webhook_url=item.get("inbound_webhook_url"),
        number_provider=item["number_provider"],
        outbound_trunk_id=item.get("outbound_trunk_id"),
        created_at=from_iso(item["created_at"]),
        updated_at=from_iso(item["updated_at"]),
        revision=item["revision"],
    )


def _with_agents(number: ZuduNumber) -> Update:
    """Note the agents in the inventory, unless an archive workflow holds the number.

    A number that is not in the inventory gets an item without a carrier there: nothing can link it, but whoever
    registers it later finds its agents.
    """
    uuid = provider_phone_uuid(number.organization_id, number.phone_number)
    return Update(
        label="agents",
        key=keys.provider_phone(number.organization_id, uuid),
        set_={
            "entity": "provider_phone",
            "provider_phone_uuid": uuid,
            "organization": number.organization_id,
            "e164": number.phone_number,
            "agents": number.agents,
            # Counted beside the map, because a condition cannot ask for the size of a map that may be absent.
            "agent_references": len(number.agents),
        },
        condition="attribute_not_exists(releasing)",
    )


def _without_agents(before: ReadZuduNumber) -> Write:
    """Take the agents out of the inventory, and with them an item that says nothing else."""
    key = _inventory_key(before.number.organization_id, before.number.phone_number)
    if before.needed_by_agents_only:
        return Delete(label="no agents", key=key, condition=_ONLY_AGENTS)
    return Update(
        label="no agents", key=key, set_={"agents": None, "agent_references": None}, condition=_MORE_THAN_AGENTS
    )


def _key(number: ZuduNumber) -> keys.Key:
    return keys.zudu_number(number.organization_id, number.phone_number)


def _inventory_key(organization: OrganizationId, number: E164) -> keys.Key:
    return keys.provider_phone(organization, provider_phone_uuid(organization, number))
