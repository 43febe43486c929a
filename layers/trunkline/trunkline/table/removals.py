"""What a tenant's records still have, and their removal, in the table."""

from dataclasses import dataclass

from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Delete
from trunkline.table.keys import Collection, Key


@dataclass(frozen=True, slots=True)
class RemovalTable:
    """The store of ``trunkline.services.removals``: each question is one query that reads one item."""

    table: Table

    def workspace_has(self, organization: OrganizationId, workspace: WorkspaceUuid) -> list[str]:
        """Name what a workspace still has."""
        return self._present(
            {
                "phone numbers": keys.live_numbers(workspace),
                "provider phones": keys.reserved_provider_phones(organization, workspace),
                "Well phones": keys.well_phones(workspace),
            }
        )

    def user_has(self, organization: OrganizationId, user_id: str) -> list[str]:
        """Name what a user still has."""
        return self._present({"registered numbers": keys.user_phones(organization, user_id)})

    def organization_has(self, organization: OrganizationId) -> list[str]:
        """Name what an organisation still has."""
        first_contacts, *more_contacts = keys.contact_shards(organization)
        found = self._present(
            {
                "workspaces": keys.register(organization, "WORKSPACES"),
                "users": keys.register(organization, "USERS"),
                "carrier accounts": keys.register(organization, "ACCOUNTS"),
                "provider phones": keys.free_provider_phones(organization),
                "provider phones in quarantine": keys.register(organization, "RESTING"),
                "Zudu numbers": keys.zudu_numbers(organization),
                "custom fields": keys.contact_fields(organization),
                "contacts": first_contacts,
            }
        )
        if "contacts" not in found and any(self._has(shard) for shard in more_contacts):
            found.append("contacts")
        return found

    def remove_workspace(self, workspace: WorkspaceUuid) -> bool:
        """Remove a workspace's record; False when it is gone."""
        return self._remove(keys.workspace(workspace))

    def remove_user(self, organization: OrganizationId, user_id: str) -> bool:
        """Remove a user's record; False when it is gone."""
        return self._remove(keys.user(organization, user_id))

    def remove_organization(self, organization: OrganizationId) -> bool:
        """Remove an organisation's record; False when it is gone."""
        return self._remove(keys.organization(organization))

    def remove_account(self, organization: OrganizationId, carrier: Carrier, account_id: str, *, version: int) -> bool:
        """Remove a carrier account with its sealed secret; False when it is gone or was changed since it was read."""
        key = keys.carrier_account(organization, carrier, account_id)
        return self._remove(key, "version = :read", {":read": version})

    def _present(self, parts: dict[str, Collection | str]) -> list[str]:
        return [name for name, where in parts.items() if self._has(where)]

    def _has(self, where: Collection | str) -> bool:
        if isinstance(where, str):
            return bool(self.table.query_gsi1(gsi1pk=where, limit=1).items)
        return bool(self.table.query(pk=where.pk, sk_prefix=where.sk_prefix, limit=1).items)

    def _remove(self, key: Key, condition: str = "attribute_exists(pk)", values: dict[str, int] | None = None) -> bool:
        try:
            self.table.write(Delete(label="record", key=key, condition=condition, values=values or {}))
        except ConditionFailedError:
            return False
        return True
