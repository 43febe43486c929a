"""Phone numbers and provider phones in the table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from trunkline.domain.identifiers import (
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
    provider_phone_uuid,
)
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import DuplicateNumberError, NumberElsewhereError, RequestInFlightError
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import ConditionFailedError, Put, Update, Write
from trunkline.table.number_items import number_attributes, number_from, provider_phone_attributes, provider_phone_from
from trunkline.table.number_links import refusal_to_take, return_to_pool, take

# What DynamoDB takes in one batch.
MOST_IN_BATCH = 100


class PhoneNumberTable:
    """The store of ``trunkline.services.phone_numbers``."""

    def __init__(self, table: Table, idle_limit: timedelta = timedelta(), clock: Clock = utc_now) -> None:
        self.table = table
        # How long a provider phone may stay idle before it is released to its carrier; zero is for ever.
        self.idle_limit = idle_limit
        self.clock = clock

    def find(self, workspace: WorkspaceUuid, number: NumberUuid) -> PhoneNumber | None:
        """Find the number, live or archived.

        A live one costs one read.
        """
        item = self.table.get(keys.number_in(keys.live_numbers(workspace), number))
        return number_from(item) if item else self._find_archived(workspace, number)

    def find_with_provider_phone(
        self,
        workspace: WorkspaceUuid,
        number: NumberUuid,
        organization: OrganizationId,
        phone: ProviderPhoneUuid,
    ) -> tuple[PhoneNumber | None, ProviderPhone | None]:
        """Find the number and a provider phone, in one read.

        One read, when the number is live.
        """
        number_item, phone_item = self.table.get_all(
            [
                keys.number_in(keys.live_numbers(workspace), number),
                keys.provider_phone(organization, phone),
            ]
        )
        found = number_from(number_item) if number_item else self._find_archived(workspace, number)
        return found, provider_phone_from(phone_item)

    def find_provider_phone(self, organization: OrganizationId, phone: ProviderPhoneUuid) -> ProviderPhone | None:
        """Find the provider phone, when it is the organisation's."""
        return provider_phone_from(self.table.get(keys.provider_phone(organization, phone)))

    def provider_phones_of(self, numbers: Iterable[PhoneNumber]) -> dict[NumberUuid, ProviderPhone]:
        """Return the provider phones that numbers are linked to, by number.

        One batch read for each hundred.
        """
        linked = [
            (number.uuid, keys.provider_phone(number.organization_id, number.provider_phone_uuid))
            for number in numbers
            if number.provider_phone_uuid
        ]
        found: dict[NumberUuid, ProviderPhone] = {}
        for start in range(0, len(linked), MOST_IN_BATCH):
            uuids, wanted = zip(*linked[start : start + MOST_IN_BATCH], strict=True)
            items = map(provider_phone_from, self.table.get_all(wanted))
            found |= {uuid: phone for uuid, phone in zip(uuids, items, strict=True) if phone}
        return found

    def page(
        self, workspace: WorkspaceUuid, *, archived: bool, limit: int | None, after: str | None
    ) -> Page[PhoneNumber]:
        """List the live or the archived numbers of a workspace, every number that was added before.

        One query; positions are UUIDs, and so is the order.
        """
        collection = keys.archived_numbers(workspace) if archived else keys.live_numbers(workspace)
        start = keys.number_in(collection, NumberUuid(after)) if after else None
        result = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix, limit=limit, after=start)
        numbers = [number_from(item) for item in result.items]
        return Page(numbers, None if result.ended or not numbers else numbers[-1].uuid)

    def linkable_page(
        self,
        organization: OrganizationId,
        workspace: WorkspaceUuid,
        *,
        limit: int | None,
        after: str | None,
    ) -> Page[ProviderPhone]:
        """List the provider phones that are reserved for the workspace or free.

        The workspace's own first, then the free ones, each in the order of their numbers.
        """
        own = keys.reserved_provider_phones(organization, workspace)
        free = keys.free_provider_phones(organization)
        part, _, last = (after or "own:").partition(":")
        if part == "free":
            return self._index_page(organization, free, "free", limit, last)
        page = self._index_page(organization, own, "own", limit, last)
        if page.next_position is not None:
            return page
        if len(page.entries) == limit:
            return Page(page.entries, "free:")
        rest = self._index_page(organization, free, "free", limit and limit - len(page.entries), "")
        return Page([*page.entries, *rest.entries], rest.next_position)

    def add(
        self,
        number: PhoneNumber,
        idempotent: IdempotentResponse[PhoneNumber] | None,
        phone: ProviderPhone | None = None,
    ) -> None:
        """Store a new number, and its link to ``phone`` if it has one; raises as ``save`` does.

        One transaction: the number, its guard, its provider phone, the response for retries.

        Raises:
            DuplicateNumberError: The workspace has the number, live.
            StaleNumberError: Another number of the workspace has its id, too.
        """
        writes: list[Write] = [
            Put(
                label="guard",
                key=keys.number_guard(number.workspace_uuid, number.phone_number),
                attributes={"number_id": number.id},
                condition="attribute_not_exists(pk)",
            ),
            Put(
                label="number",
                key=_key(number),
                attributes=number_attributes(number),
                condition="attribute_not_exists(pk)",
            ),
        ]
        if number.provider_phone_uuid:
            writes += take(number, phone, self.clock())
        self._write(writes, number, idempotent)

    def save(
        self,
        before: PhoneNumber,
        after: PhoneNumber,
        idempotent: IdempotentResponse[PhoneNumber] | None,
        phone: ProviderPhone | None = None,
    ) -> None:
        """Store a changed number; both ends of its link, now to ``phone``, change in the same transaction.

        A single write when neither its link changes nor a response is stored with it.

        Raises:
            ProviderPhoneInQuarantineError, ProviderPhoneTakenError: It is not free for it.
            StaleNumberError: The number or the provider phone is not as it was read, or its carrier is being called.
        """
        attributes = number_attributes(after)
        changeable = ("settings", "provider", "provider_phone_uuid", "archive_status", "updated_at", "version")
        writes: list[Write] = [
            Update(
                label="number",
                key=_key(after),
                set_={name: attributes[name] for name in changeable},
                condition="version = :read",
                values={":read": before.version},
            )
        ]
        if after.provider_phone_uuid != before.provider_phone_uuid:
            if before.provider_phone_uuid:
                writes.append(return_to_pool(before, before.provider_phone_uuid, after.updated_at, self.idle_limit))
            if after.provider_phone_uuid:
                writes += take(after, phone, self.clock())
        self._write(writes, after, idempotent)

    def add_provider_phone(self, phone: ProviderPhone) -> bool:
        """Put a provider phone into the inventory; False when the organisation has the number already."""
        try:
            self.table.write(
                # An update, not a put: the item may be there already, with what others say of the number.
                Update(
                    label="provider phone",
                    key=keys.provider_phone(phone.organization_id, phone.uuid),
                    set_={name: value for name, value in provider_phone_attributes(phone).items() if value is not None},
                    condition="attribute_not_exists(provider)",
                )
            )
        except ConditionFailedError:
            return False
        return True

    def _index_page(
        self, organization: OrganizationId, gsi1pk: str, part: str, limit: int | None, last: str
    ) -> Page[ProviderPhone]:
        start = _index_position(organization, gsi1pk, last) if last else None
        result = self.table.query_gsi1(gsi1pk=gsi1pk, limit=limit, after=start)
        phones = [phone for item in result.items if (phone := provider_phone_from(item))]
        return Page(phones, None if result.ended or not phones else f"{part}:{phones[-1].phone_number}")

    def _find_archived(self, workspace: WorkspaceUuid, number: NumberUuid) -> PhoneNumber | None:
        item = self.table.get(keys.number_in(keys.archived_numbers(workspace), number))
        return number_from(item) if item else None

    def _write(
        self, writes: Sequence[Write], number: PhoneNumber, idempotent: IdempotentResponse[PhoneNumber] | None
    ) -> None:
        try:
            self.table.write(*writes, *idempotency_writes(idempotent, number))
        except ConditionFailedError as error:
            _raise_for(error.found, number)
            raise
        if idempotent:
            idempotent.is_stored = True


def _raise_for(found: Mapping[str, Mapping[str, Any]], number: PhoneNumber) -> None:
    """Say what a failed condition means; a duplicate before anything else, for it names the record to use."""
    if "receipt" in found:
        raise RequestInFlightError
    if "guard" in found:
        raise DuplicateNumberError(found["guard"]["number_id"])
    if "number" in found or "old provider phone" in found:
        raise StaleNumberError
    if "claim" in found:
        raise NumberElsewhereError
    if "provider phone" in found:
        raise refusal_to_take(found["provider phone"], number)


def _key(number: PhoneNumber) -> keys.Key:
    return keys.number_in(keys.live_numbers(number.workspace_uuid), number.uuid)


def _index_position(organization: OrganizationId, gsi1pk: str, e164: str) -> Mapping[str, str]:
    key = keys.provider_phone(organization, provider_phone_uuid(organization, e164))
    return {"pk": key.pk, "sk": key.sk, "gsi1pk": gsi1pk, "gsi1sk": e164}
