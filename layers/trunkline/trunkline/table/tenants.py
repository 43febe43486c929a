"""Organisations, workspaces and users in the table. Each is one item, written once, on a condition."""

from collections.abc import Sequence
from functools import partial

from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid
from trunkline.domain.tenants import Organization, User, Workspace
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.errors import ConflictError
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Put
from trunkline.table.keys import Key
from trunkline.table.registers import register_page


class TenantTable:
    """The store of ``trunkline.services.tenants``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def add_organization(self, organization: Organization) -> None:
        """Store a new organisation.

        One conditional write.
        """
        attributes = {
            "entity": "organization",
            "organization": organization.id,
            "organization_name": organization.name,
            "cursor_key": organization.cursor_key,
            "created_at": to_iso(organization.created_at),
            "gsi1pk": keys.organizations(),
            "gsi1sk": organization.id,
        }
        self._add("Tenant", keys.organization(organization.id), attributes)

    def find_organization(self, organization: OrganizationId) -> Organization | None:
        """Find the organisation.

        One read.
        """
        item = self.table.get(keys.organization(organization))
        return _organization(item) if item else None

    def organizations(self, *, limit: int | None, after: str | None) -> Page[Organization]:
        """List all organisations, in the order of their ids.

        One query of the index.
        """

        def key_of(position: str) -> Key:
            return keys.organization(OrganizationId(position))

        return register_page(self.table, keys.organizations(), key_of, _organization, limit=limit, after=after)

    def add_workspace(self, workspace: Workspace) -> None:
        """Store a new workspace.

        One conditional write; the key is the UUID alone, so that no two organisations have one workspace.
        """
        attributes = {
            "entity": "workspace",
            "workspace": workspace.uuid,
            "organization": workspace.organization_id,
            "workspace_name": workspace.name,
            "created_at": to_iso(workspace.created_at),
            "gsi1pk": keys.register(workspace.organization_id, "WORKSPACES"),
            "gsi1sk": workspace.uuid,
        }
        self._add("Workspace", keys.workspace(workspace.uuid), attributes)

    def find_workspaces(self, workspaces: Sequence[WorkspaceUuid]) -> Sequence[Workspace | None]:
        """Find the workspaces, of any organisation.

        One batch read.
        """
        items = self.table.get_all([keys.workspace(uuid) for uuid in workspaces]) if workspaces else []
        return [_workspace(item) if item else None for item in items]

    def workspaces(self, organization: OrganizationId, *, limit: int | None, after: str | None) -> Page[Workspace]:
        """List an organisation's workspaces, in the order of their UUIDs.

        One query of the index.
        """

        def key_of(position: str) -> Key:
            return keys.workspace(WorkspaceUuid(position))

        partition = keys.register(organization, "WORKSPACES")
        return register_page(self.table, partition, key_of, _workspace, limit=limit, after=after)

    def add_user(self, user: User) -> None:
        """Store a new user.

        One conditional write.
        """
        attributes = {
            "entity": "user",
            "organization": user.organization_id,
            "user_id": user.id,
            "user_name": user.name,
            "created_at": to_iso(user.created_at),
            "gsi1pk": keys.register(user.organization_id, "USERS"),
            "gsi1sk": user.id,
        }
        self._add("User", keys.user(user.organization_id, user.id), attributes)

    def find_user(self, organization: OrganizationId, user_id: str) -> User | None:
        """Find the user.

        One read.
        """
        item = self.table.get(keys.user(organization, user_id))
        return _user(item) if item else None

    def users(self, organization: OrganizationId, *, limit: int | None, after: str | None) -> Page[User]:
        """List an organisation's users, in the order of their ids.

        One query of the index.
        """
        key_of = partial(keys.user, organization)
        return register_page(self.table, keys.register(organization, "USERS"), key_of, _user, limit=limit, after=after)

    def _add(self, what: str, key: Key, attributes: Item) -> None:
        try:
            self.table.write(
                Put(label="tenant record", key=key, attributes=attributes, condition="attribute_not_exists(pk)")
            )
        except ConditionFailedError as error:
            raise ConflictError(f"{what} {attributes['gsi1sk']} exists already") from error


def _organization(item: Item) -> Organization:
    return Organization(
        id=item["organization"],
        name=item["organization_name"],
        created_at=from_iso(item["created_at"]),
        cursor_key=item["cursor_key"],
    )


def _workspace(item: Item) -> Workspace:
    return Workspace(
        uuid=item["workspace"],
        organization_id=item["organization"],
        name=item["workspace_name"],
        created_at=from_iso(item["created_at"]),
    )


def _user(item: Item) -> User:
    return User(
        id=item["user_id"],
        organization_id=item["organization"],
        name=item["user_name"],
        created_at=from_iso(item["created_at"]),
    )
