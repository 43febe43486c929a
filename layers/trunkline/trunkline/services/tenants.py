"""Making tenants and giving them credentials: what the published APIs cannot do and the operator does."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from trunkline.domain.credentials import Audience, PresentedToken, Scope, new_credential
from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid
from trunkline.domain.tenants import (
    Organization,
    RegisteredCredential,
    User,
    Workspace,
    new_cursor_key,
    new_organization_id,
    new_user_id,
    parse_name,
    parse_organization_id,
    parse_user_id,
    parse_workspace_uuid,
)
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import ConflictError, NotFoundError, RuleError

if TYPE_CHECKING:
    from trunkline.table.credential_register import CredentialRegisterTable
    from trunkline.table.tenants import TenantTable

# A credential is read with every request that it comes with; it stays small.
MAX_WORKSPACES = 50


class Tenants:
    """The use cases."""

    def __init__(self, store: "TenantTable", credentials: "CredentialRegisterTable", clock: Clock = utc_now) -> None:
        self.store = store
        self.credentials = credentials
        self.clock = clock

    def create(self, *, name: str, organization_id: str | None = None) -> Organization:
        """Create an organisation.

        Raises:
            ConflictError: There is one of this id.
            RuleError: Id or name are malformed.
        """
        organization = Organization(
            id=parse_organization_id(organization_id) if organization_id is not None else new_organization_id(),
            name=parse_name(name),
            created_at=self.clock(),
            cursor_key=new_cursor_key(),
        )
        self.store.add_organization(organization)
        return organization

    def get(self, organization_id: str) -> Organization:
        """Return the organisation.

        Raises:
            NotFoundError: There is none of this id.
        """
        found = self.store.find_organization(OrganizationId(organization_id))
        if found is None:
            raise NotFoundError(f"Tenant {organization_id}")
        return found

    def add_workspace(self, organization_id: str, *, name: str, uuid: str | None = None) -> Workspace:
        """Add a workspace to an organisation.

        Raises:
            ConflictError: The UUID is a workspace's already, of any organisation.
            NotFoundError: There is no such organisation.
            RuleError: UUID or name are malformed.
        """
        workspace = Workspace(
            uuid=parse_workspace_uuid(str(uuid4()) if uuid is None else uuid),
            organization_id=self.get(organization_id).id,
            name=parse_name(name),
            created_at=self.clock(),
        )
        self.store.add_workspace(workspace)
        return workspace

    def add_user(self, organization_id: str, *, name: str, user_id: str | None = None) -> User:
        """Add a user to an organisation.

        Raises:
            ConflictError: The organisation has a user of this id.
            NotFoundError: There is no such organisation.
            RuleError: Id or name are malformed.
        """
        user = User(
            id=parse_user_id(user_id) if user_id is not None else new_user_id(),
            organization_id=self.get(organization_id).id,
            name=parse_name(name),
            created_at=self.clock(),
        )
        self.store.add_user(user)
        return user

    def issue(
        self,
        organization_id: str,
        *,
        audience: Audience,
        user_id: str,
        workspaces: Sequence[str] = (),
        scopes: Iterable[Scope] = (),
        name: str = "",
        expires_at: datetime | None = None,
    ) -> PresentedToken:
        """Issue a credential. Only the return value has its secret.

        Raises:
            NotFoundError: The organisation has no such user or workspace, or does not exist itself.
            RuleError: A bearer token for no workspace or without scope, or an end that is past.
        """
        organization = self.get(organization_id)
        now = self.clock()
        asked = list(scopes)
        if audience is Audience.BEARER and not (workspaces and asked):
            raise RuleError("token", "a bearer token needs at least one workspace and one scope")
        if expires_at is not None and expires_at <= now:
            raise RuleError("expires", "must be in the future")
        if self.store.find_user(organization.id, user_id) is None:
            raise NotFoundError(f"User {user_id}")
        presented, credential = new_credential(
            audience=audience,
            organization_id=organization.id,
            workspaces=self._own(organization.id, workspaces),
            user_id=user_id,
            scopes=asked,
            cursor_key=organization.cursor_key,
            expires_at=expires_at,
        )
        named = parse_name(name) if name else ""
        self.credentials.add(RegisteredCredential(credential=credential, name=named, created_at=now))
        return presented

    def revoke(self, organization_id: str, credential_id: str) -> RegisteredCredential:
        """Revoke a credential; it is refused at once, or within a minute where it was used in the last one.

        Raises:
            NotFoundError: The organisation has no such credential.
        """
        found = self.find_credential(organization_id, credential_id)
        revoked = self.credentials.revoke(found.credential, self.clock())
        if revoked is None:
            raise NotFoundError(f"Credential {credential_id}")
        return revoked

    def rotate(
        self, organization_id: str, credential_id: str, *, old_ends_at: datetime
    ) -> tuple[PresentedToken, RegisteredCredential]:
        """Issue a credential with the scopes of another, and end the other.

        If it stops half-way, there is one credential more and the old one still works: nobody is locked out.

        Raises:
            ConflictError: The credential is revoked or has expired.
            NotFoundError: The organisation has no such credential.
        """
        found, now = self.find_credential(organization_id, credential_id), self.clock()
        if found.status(now) != "active":
            raise ConflictError(f"The credential is {found.status(now)}; make a new one")
        old = found.credential
        presented = self.issue(
            organization_id,
            audience=old.audience,
            user_id=old.user_id,
            workspaces=sorted(old.workspaces),
            scopes=old.scopes,
            name=found.name,
            # It lasts as long as the other was made for.
            expires_at=now + (old.expires_at - found.created_at) if old.expires_at else None,
        )
        if old_ends_at <= now:
            return presented, self.revoke(organization_id, credential_id)
        return presented, self.credentials.end_at(old, old_ends_at) or found

    def find_credential(self, organization_id: str, credential_id: str) -> RegisteredCredential:
        """Return an organisation's credential.

        Raises:
            NotFoundError: The organisation has no such credential.
        """
        found = self.credentials.find(credential_id)
        if found is None or found.credential.organization_id != organization_id:
            raise NotFoundError(f"Credential {credential_id}")
        return found

    def _own(self, organization: OrganizationId, workspaces: Sequence[str]) -> list[WorkspaceUuid]:
        """Check that the workspaces are the organisation's: a token for another's would open another's numbers."""
        uuids = sorted({parse_workspace_uuid(uuid) for uuid in workspaces})
        if len(uuids) > MAX_WORKSPACES:
            raise RuleError("workspace", f"a credential is for at most {MAX_WORKSPACES} workspaces")
        for uuid, found in zip(uuids, self.store.find_workspaces(uuids), strict=True):
            if found is None or found.organization_id != organization:
                raise NotFoundError(f"Workspace {uuid}")
        return uuids
