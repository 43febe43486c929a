"""Credentials in the table."""

from dataclasses import dataclass

from trunkline.domain.credentials import Credential
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.credential_items import credential_attributes, credential_from
from trunkline.table.writes import Put


@dataclass(frozen=True, slots=True)
class CredentialTable:
    """The store of ``trunkline.services.credentials``."""

    table: Table

    def find(self, credential_id: str) -> Credential | None:
        """The credential; one read."""
        item = self.table.get(keys.credential(credential_id))
        return credential_from(item) if item else None

    def add(self, credential: Credential) -> None:
        """Store a new credential; ids are random, so one that exists is a fault and never overwritten."""
        self.table.write(
            Put(
                label="credential",
                key=keys.credential(credential.id),
                attributes=credential_attributes(credential),
                condition="attribute_not_exists(pk)",
            )
        )
