"""Removing what a tenant has no use for any more; refused while something hangs on it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.domain.tenants import RegisteredCredential, User, Workspace
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import ConflictError, NotFoundError
from trunkline.services.carrier_accounts import AccountRecord

if TYPE_CHECKING:
    from trunkline.table.removals import RemovalTable

# Numbers that a refusal names.
_NAMED = 3


class StillNeededError(ConflictError):
    """Something hangs on the record."""

    def __init__(self, what: str, needed_by: Iterable[str], advice: str) -> None:
        super().__init__(f"{what} still has {', '.join(needed_by)}; {advice}")


@dataclass(frozen=True, slots=True)
class Removals:
    """The use cases.

    What makes new records is a credential, and none that is active may be left: so nothing can come up between the look
    and the removal, but for what the index has not shown yet and what another operator does at the same moment.
    """

    store: "RemovalTable"
    credentials: Callable[[OrganizationId], Iterator[RegisteredCredential]]  # all of an organisation, page by page
    phones: Callable[[OrganizationId], Iterator[ProviderPhone]]  # all of an organisation, page by page
    clock: Clock = utc_now

    def workspace(self, workspace: Workspace) -> None:
        """Remove a workspace. Its archived numbers and histories stay in the table, and nobody may read them.

        Raises:
            StillNeededError: It has numbers, provider phones, Well phones or active tokens.
        """
        needed_by = self.store.workspace_has(workspace.organization_id, workspace.uuid)
        needed_by += self._active(workspace.organization_id, lambda one: workspace.uuid in one.credential.workspaces)
        if needed_by:
            advice = "archive its numbers, delete its Well phones and revoke its tokens first"
            raise StillNeededError(f"Workspace {workspace.name}", needed_by, advice)
        if not self.store.remove_workspace(workspace.uuid):
            raise NotFoundError(f"Workspace {workspace.uuid}")

    def user(self, user: User) -> None:
        """Remove a user.

        Raises:
            StillNeededError: The user has registered numbers, or active tokens or keys.
        """
        needed_by = self.store.user_has(user.organization_id, user.id)
        needed_by += self._active(user.organization_id, lambda one: one.credential.user_id == user.id)
        if needed_by:
            advice = "revoke the user's tokens and keys; a user with registered numbers stays"
            raise StillNeededError(f"User {user.id}", needed_by, advice)
        if not self.store.remove_user(user.organization_id, user.id):
            raise NotFoundError(f"User {user.id}")

    def organization(self, organization: OrganizationId) -> None:
        """Remove an organisation that has nothing any more. Its revoked credentials stay in the table.

        Raises:
            StillNeededError: It has something.
        """
        needed_by = self.store.organization_has(organization) + self._active(organization, lambda _: True)
        if needed_by:
            raise StillNeededError(f"Tenant {organization}", needed_by, "remove them first")
        if not self.store.remove_organization(organization):
            raise NotFoundError(f"Tenant {organization}")

    def account(self, account: AccountRecord) -> None:
        """Remove a carrier account with its sealed secret. Nothing changes at the carrier.

        Raises:
            ConflictError: It was changed at the same moment.
            StillNeededError: Provider phones belong to it: without its secret their webhooks could not be cleared.
        """
        theirs = (
            phone.phone_number
            for phone in self.phones(account.organization_id)
            if (phone.provider, phone.account_id) == (account.carrier, account.account_id)
        )
        if some := list(islice(theirs, _NAMED + 1)):
            named = [*some[:_NAMED], *(["more"] if len(some) > _NAMED else [])]
            advice = "its numbers have to leave first; `provider-phones list` shows them"
            raise StillNeededError(f"The {account.carrier} account", named, advice)
        if not self.store.remove_account(
            account.organization_id, account.carrier, account.account_id, version=account.version
        ):
            raise ConflictError("The account was changed at the same moment; try again")

    def _active(self, organization: OrganizationId, concerns: Callable[[RegisteredCredential], bool]) -> list[str]:
        now = self.clock()
        active = (one for one in self.credentials(organization) if one.status(now) == "active" and concerns(one))
        return ["active tokens or keys"] if next(active, None) else []
