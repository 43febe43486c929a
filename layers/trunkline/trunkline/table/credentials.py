"""Credentials in the table, as those who check them see them."""

from trunkline.domain.credentials import Credential
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.credential_items import credential_from


class CredentialTable:
    """The store of ``trunkline.services.credentials``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, credential_id: str) -> Credential | None:
        """The credential; one read."""
        item = self.table.get(keys.credential(credential_id))
        return credential_from(item) if item else None
