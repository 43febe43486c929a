"""Carrier accounts in the table; their secrets only sealed."""

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import from_iso, to_iso, utc_now
from trunkline.services.carrier_accounts import AccountRecord, StaleAccountError
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Put
from trunkline.table.keys import Key
from trunkline.table.registers import register_page


class AccountTable:
    """The store of ``trunkline.services.carrier_accounts``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def page(self, organization: OrganizationId, *, limit: int | None, after: str | None) -> Page[AccountRecord]:
        """List an organisation's accounts.

        One query of the index.
        """

        def key_of(position: str) -> Key:
            carrier, _, account_id = position.partition(":")
            return keys.carrier_account(organization, carrier, account_id)

        return register_page(
            self.table, keys.register(organization, "ACCOUNTS"), key_of, _account, limit=limit, after=after
        )

    def find(self, organization: OrganizationId, carrier: Carrier, account_id: str) -> AccountRecord | None:
        """Find the account.

        One read.
        """
        return account_from(self.table.get(keys.carrier_account(organization, carrier, account_id)))

    def save(self, before: AccountRecord | None, after: AccountRecord) -> None:
        """Store a changed account.

        One conditional write.
        """
        try:
            self.table.write(account_write(before, after))
        except ConditionFailedError as error:
            raise StaleAccountError from error


def account_write(before: AccountRecord | None, after: AccountRecord) -> Put:
    """Return the write of the account's item, which requires it to be as ``before``."""
    until, key = (
        after.earlier_secret_until,
        keys.carrier_account(after.organization_id, after.carrier, after.account_id),
    )
    *earlier_keys, public_key = after.public_keys or (None,)
    return Put(
        label="account",
        key=key,
        attributes={
            "entity": "carrier_account",
            "organization": after.organization_id,
            "carrier": after.carrier,
            "account_id": after.account_id,
            "sealed_secret": after.sealed_secret,
            "sealed_earlier_secret": after.sealed_earlier_secret,
            "earlier_secret_until": to_iso(until) if until else None,
            "api_key_sid": after.api_key_sid,
            "sealed_signing_token": after.sealed_signing_token,
            "public_key": public_key,
            "earlier_public_keys": earlier_keys or None,
            "version": after.version,
            "gsi1pk": keys.register(after.organization_id, "ACCOUNTS"),
            "gsi1sk": account_position(after.carrier, after.account_id),
            # A new account, or one whose secrets are new: its audit is to be begun.
            **keys.due_attributes(key, utc_now()),
        },
        condition="version = :version" if before else "attribute_not_exists(pk)",
        values={":version": before.version} if before else {},
    )


def account_position(carrier: Carrier, account_id: str) -> str:
    """Return an account's position among those of its organisation."""
    return f"{carrier}:{account_id}"


def account_from(item: Item | None) -> AccountRecord | None:
    """Read an account from an item."""
    return _account(item) if item else None


def _account(item: Item) -> AccountRecord:
    return AccountRecord(
        organization_id=item["organization"],
        carrier=Carrier(item["carrier"]),
        account_id=item["account_id"],
        sealed_secret=item["sealed_secret"],
        sealed_earlier_secret=item.get("sealed_earlier_secret"),
        earlier_secret_until=from_iso(item["earlier_secret_until"]) if "earlier_secret_until" in item else None,
        public_keys=(*item.get("earlier_public_keys", ()), item["public_key"]) if "public_key" in item else (),
        api_key_sid=item.get("api_key_sid"),
        sealed_signing_token=item.get("sealed_signing_token"),
        version=item["version"],
    )
