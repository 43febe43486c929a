"""Phone numbers of many workspaces, found by any of their names; for operators, who do not know the workspace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trunkline.domain.identifiers import (
    E164,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
    number_uuid,
    parse_number_reference,
)
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Item
from trunkline.table.keys import Key
from trunkline.table.number_items import number_from, provider_phone_from

# What DynamoDB reads in one batch.
BATCH = 100


@dataclass(frozen=True, slots=True)
class NumberSearchTable:
    """Reads keys that follow from the names; it never scans."""

    table: Table

    def with_e164(self, workspaces: Sequence[WorkspaceUuid], e164: E164) -> list[PhoneNumber]:
        """Find the live numbers with these digits; a batch read of a hundred workspaces, and one of what it finds."""
        guards = self._read([keys.number_guard(workspace, e164) for workspace in workspaces])
        wanted = [
            keys.number_in(keys.live_numbers(workspace), number_uuid(workspace, guard["number_id"]))
            for workspace, guard in zip(workspaces, guards, strict=True)
            if guard is not None
        ]
        return [number_from(item) for item in self._read(wanted) if item is not None]

    def with_id(self, workspaces: Sequence[WorkspaceUuid], text: str) -> list[PhoneNumber]:
        """Find the numbers, live or archived, that an id or a UUID names; two keys are read for each workspace."""
        named = [(workspace, parse_number_reference(workspace, text)) for workspace in workspaces]
        wanted = [
            keys.number_in(collection(workspace), uuid)
            for workspace, uuid in named
            if uuid is not None
            for collection in (keys.live_numbers, keys.archived_numbers)
        ]
        return [number_from(item) for item in self._read(wanted) if item is not None]

    def archived_with_e164(self, workspace: WorkspaceUuid, e164: E164, *, at_most: int) -> list[PhoneNumber]:
        """Find the archived numbers with these digits among the first ``at_most`` of a workspace: no key names them."""
        collection = keys.archived_numbers(workspace)
        found: list[PhoneNumber] = []
        looked_at, after = 0, None
        while looked_at < at_most:
            result = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix, limit=at_most, after=after)
            looked_at += len(result.items)
            found += [number_from(item) for item in result.items if item["e164"] == e164]
            if result.ended or not result.items:
                break
            after = Key(result.items[-1]["pk"], result.items[-1]["sk"])
        return found

    def provider_phones(
        self, named: Sequence[tuple[OrganizationId, ProviderPhoneUuid]]
    ) -> dict[ProviderPhoneUuid, ProviderPhone]:
        """Find provider phones by their UUIDs; a batch read for each hundred."""
        items = self._read([keys.provider_phone(organization, uuid) for organization, uuid in named])
        return {phone.uuid: phone for item in items if (phone := provider_phone_from(item))}

    def registered_by(self, organization: OrganizationId, users: Sequence[str], e164: E164) -> Iterator[str]:
        """Find which of the users have registered a number; a batch read for each hundred users."""
        items = self._read([keys.user_phone(organization, user, e164) for user in users])
        return (user for user, item in zip(users, items, strict=True) if item is not None)

    def _read(self, wanted: Sequence[Key]) -> list[Item | None]:
        found: list[Item | None] = []
        for start in range(0, len(wanted), BATCH):
            found += self.table.get_all(wanted[start : start + BATCH])
        return found
