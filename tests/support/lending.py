"""Provider phones that a test may link, and that are free again after it."""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.support.gateway import Gateway
from tests.support.workspaces import Tenant, WorkspaceApi


class NothingLeftError(Exception):
    """The tests of a stack that keeps its data have used up what it was seeded with."""


@dataclass
class Lender:
    """Lends a tenant's free provider phones; also on a stack that other tests have used before."""

    gateway: Gateway
    tenant: Tenant
    _lent: set[str] = field(default_factory=set)

    def phone(self) -> dict[str, Any]:
        """A provider phone that is linked to nothing and kept for nobody."""
        free = [phone for phone in self._free() if phone["uuid"] not in self._lent]
        if not free:
            raise NothingLeftError("no free provider phone is left; start the stack with RESET=1")
        phone = random.choice(free)
        self._lent.add(phone["uuid"])
        return phone

    def unused_phone(self, workspace: str) -> dict[str, Any]:
        """A free provider phone whose number the workspace does not have."""
        had = {number["phoneNumber"] for number in self._admin(workspace).list().json()}
        free = [phone for phone in self._free() if phone["uuid"] not in self._lent and phone["phoneNumber"] not in had]
        if not free:
            raise NothingLeftError("the workspace has every provider phone's number; start the stack with RESET=1")
        phone = random.choice(free)
        self._lent.add(phone["uuid"])
        return phone

    def give_back(self) -> None:
        """Unlink whatever a test linked to a lent phone."""
        if not self._lent:
            return
        for workspace in (self.tenant.workspace, self.tenant.other_workspace):
            api = self._admin(workspace)
            for number in api.list().json():
                if number["providerPhoneUuid"] in self._lent:
                    api.link(number["id"], None)
        self._lent.clear()

    def _free(self) -> list[dict[str, Any]]:
        listed = self._admin(self.tenant.workspace).linkable().json()
        return [phone for phone in listed if phone["assignedWorkspaceUuid"] is None]

    def _admin(self, workspace: str) -> WorkspaceApi:
        return WorkspaceApi(self.gateway, workspace, self.tenant.tokens["admin"])
