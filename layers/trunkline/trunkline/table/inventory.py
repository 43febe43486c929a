"""Provider phones in the table, for operators, who import and list them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trunkline.domain.identifiers import E164, OrganizationId, WorkspaceUuid, provider_phone_uuid
from trunkline.domain.provider_phones import ProviderPhone, next_due
from trunkline.services.carrier_adapters import OwnedNumber
from trunkline.services.inventory import Held
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Update
from trunkline.table.keys import Key
from trunkline.table.number_items import account_attributes, provider_phone_from
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.registers import register_page


@dataclass(frozen=True, slots=True)
class InventoryTable:
    """The store of ``trunkline.services.inventory``."""

    table: Table
    # How long a provider phone may stay idle before it is released to its carrier; zero is for ever.
    idle_limit: timedelta = timedelta()

    def find_all(self, organization: OrganizationId, numbers: Sequence[E164]) -> Sequence[ProviderPhone | None]:
        """Find the provider phones of some numbers.

        One batch read.
        """
        items = self.table.get_all([_key(organization, number) for number in numbers])
        return [provider_phone_from(item) for item in items]

    def add(self, phone: ProviderPhone) -> bool:
        """Add a provider phone; False when the number is there.

        One conditional write.
        """
        return PhoneNumberTable(self.table).add_provider_phone(phone)

    def connect(self, phone: ProviderPhone, owned: OwnedNumber, account_id: str, now: datetime) -> bool:
        """Give a provider phone its carrier account; False when it has changed.

        One conditional write. A linked number becomes due, so that its webhooks are set.
        """
        key = _key(phone.organization_id, phone.phone_number)
        connected = replace(phone, account_id=account_id)
        due_at = next_due(connected, idle_limit=self.idle_limit, now=now)
        linked = "assigned_number = :number" if phone.assigned_number_uuid else "attribute_not_exists(assigned_number)"
        try:
            self.table.write(
                Update(
                    label="provider phone",
                    key=key,
                    set_={
                        **account_attributes(phone.organization_id, phone.provider, account_id, phone.phone_number),
                        "capabilities": sorted(owned.capabilities),
                        **keys.due_attributes(key, due_at),
                    },
                    condition="attribute_exists(provider) AND attribute_not_exists(account_id)"
                    f" AND attribute_not_exists(releasing) AND {linked}",
                    values={":number": phone.assigned_number_uuid} if phone.assigned_number_uuid else {},
                )
            )
        except ConditionFailedError:
            return False
        return True

    def page(
        self,
        organization: OrganizationId,
        held: Held,
        workspace: WorkspaceUuid | None,
        *,
        limit: int | None,
        after: str | None,
    ) -> Page[ProviderPhone]:
        """List the free provider phones, or those of a workspace.

        One query of the index.
        """
        if held is Held.ASSIGNED and workspace is not None:
            partition = keys.reserved_provider_phones(organization, workspace)
        elif held is Held.FREE:
            partition = keys.free_provider_phones(organization)
        else:
            partition = keys.register(organization, "RESTING")

        def key_of(position: str) -> Key:
            return _key(organization, E164(position))

        found = register_page(self.table, partition, key_of, _listed, limit=limit, after=after)
        return Page([phone for phone in found.entries if phone is not None], found.next_position)


def _listed(item: Item) -> ProviderPhone | None:
    return provider_phone_from(item)


def _key(organization: OrganizationId, number: E164) -> Key:
    return keys.provider_phone(organization, provider_phone_uuid(organization, number))
