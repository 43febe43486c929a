"""Carrier accounts and their sealed secrets."""

from functools import lru_cache

from trunkline.aws.clients import client
from trunkline.aws.kms import KmsSealer
from trunkline.services.carrier_accounts import Accounts
from trunkline.settings import settings
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table, table


@lru_cache(maxsize=1)
def carrier_accounts() -> Accounts:
    """Open carrier accounts; one per warm environment, for it remembers them for five minutes."""
    return accounts_in(table())


def accounts_in(records: Table) -> Accounts:
    """Open carrier accounts that are read with the patience of the given table."""
    return Accounts(AccountTable(records), KmsSealer(lambda: client("kms"), lambda: settings().secrets_key_id))
