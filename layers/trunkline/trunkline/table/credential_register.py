"""Credentials in the table as operators see them: named, listed, revoked."""

from contextlib import suppress
from datetime import UTC, datetime

from trunkline.domain.credentials import Credential
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.tenants import RegisteredCredential
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.credentials import credential_attributes, credential_from
from trunkline.table.items import ConditionFailedError, Item, Put, Update
from trunkline.table.registers import register_page

# The end of a revoked credential's time. Not the moment of revoking, which the operator's clock says: one that is
# ahead would leave the credential good until then.
_ENDED = to_iso(datetime(1970, 1, 1, tzinfo=UTC))


class CredentialRegisterTable:
    """The ``CredentialRegister`` of ``trunkline.services.tenants``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def add(self, new: RegisteredCredential) -> None:
        """Store a new credential.

        One conditional write; ids are random, so one that exists is a fault and never overwritten.
        """
        credential = new.credential
        self.table.write(
            Put(
                label="credential",
                key=keys.credential(credential.id),
                attributes={
                    **credential_attributes(credential),
                    "credential_name": new.name,
                    "created_at": to_iso(new.created_at),
                    "gsi1pk": keys.register(credential.organization_id, "CREDENTIALS"),
                    "gsi1sk": credential.id,
                },
                condition="attribute_not_exists(pk)",
            )
        )

    def find(self, credential_id: str) -> RegisteredCredential | None:
        """Find a credential of any organisation.

        One read.
        """
        item = self.table.get(keys.credential(credential_id))
        return _registered(item) if item else None

    def page(self, organization: OrganizationId, *, limit: int | None, after: str | None) -> Page[RegisteredCredential]:
        """List an organisation's credentials, the revoked ones too, in the order of their ids.

        One query of the index.
        """
        partition = keys.register(organization, "CREDENTIALS")
        return register_page(self.table, partition, keys.credential, _registered, limit=limit, after=after)

    def revoke(self, credential: Credential, now: datetime) -> RegisteredCredential | None:
        """End the credential; None when it is gone, and no change when it was revoked before.

        One conditional write. It ends the credential's time, which is all that authentication looks at.
        """
        with suppress(ConditionFailedError):  # revoked before, or gone
            self.table.write(
                Update(
                    label="credential",
                    key=keys.credential(credential.id),
                    set_={"valid_until": _ENDED, "revoked_at": to_iso(now)},
                    condition="attribute_exists(pk) AND attribute_not_exists(revoked_at)",
                )
            )
        return self.find(credential.id)

    def end_at(self, credential: Credential, moment: datetime) -> RegisteredCredential | None:
        """End the credential's time at a moment; one that ends earlier, or is revoked, stays as it is."""
        with suppress(ConditionFailedError):
            self.table.write(
                Update(
                    label="credential",
                    key=keys.credential(credential.id),
                    set_={"valid_until": to_iso(moment)},
                    condition="attribute_exists(pk) AND (attribute_not_exists(valid_until) OR valid_until > :moment)",
                    values={":moment": to_iso(moment)},
                )
            )
        return self.find(credential.id)


def _registered(item: Item) -> RegisteredCredential:
    return RegisteredCredential(
        credential=credential_from(item),
        name=item.get("credential_name", ""),
        created_at=from_iso(item["created_at"]),
        revoked_at=from_iso(item["revoked_at"]) if "revoked_at" in item else None,
    )
