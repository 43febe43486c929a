"""What ``trunkline doctor`` asks the carriers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from trunkline_cli.carriers import unsigned_advice
from trunkline_cli.checks import Finding, State, not_made
from trunkline_cli.pages import every
from trunkline_cli.target import Target

if TYPE_CHECKING:
    from trunkline.domain.identifiers import OrganizationId
    from trunkline.services.carrier_accounts import AccountRecord

_ACCOUNTS_CHECKED = 20
_TENANTS_LOOKED_AT = 200
_AUDITS_LOOKED_AT = 500
_CARRIER_SECONDS = 15.0


def carrier_accounts(target: Target, tenant: str | None) -> list[Finding]:
    """Check that the carriers accept the secrets of the accounts, of one tenant or of the first ones."""
    del target
    owners = _owners(tenant)
    records = list(islice(accounts_of(owners), _ACCOUNTS_CHECKED))
    if not records:
        where = f" by the first {len(owners)} tenants: try --tenant" if len(owners) == _TENANTS_LOOKED_AT else ""
        return [Finding("carrier accounts", State.OK, f"none stored{where}")]
    # At the same time: twenty that do not answer would take five minutes one after the other.
    with ThreadPoolExecutor(max_workers=len(records)) as workers:
        return list(workers.map(_tried, records))


def audits(target: Target, tenant: str | None) -> list[Finding]:
    """Check that every account was audited within twice the time between two audits."""
    from datetime import timedelta

    from trunkline.domain.timestamps import utc_now
    from trunkline.settings import audit_interval_hours
    from trunkline.table.client import table
    from trunkline.table.health import HealthTable

    del target
    store, interval, findings = HealthTable(table()), timedelta(hours=audit_interval_hours()), []
    advice = "`trunkline accounts audit` audits it now; the log of scheduled_audits says why it was not"
    records = list(islice(accounts_of(_owners(tenant)), _AUDITS_LOOKED_AT))
    for record in records:
        found = store.find_audit(record.organization_id, record.carrier, record.account_id)
        name = f"audit at {record.carrier} of {record.organization_id}"
        if found is None:
            findings.append(Finding(name, State.WARN, "was never asked for", advice))
        elif found.is_overdue(utc_now(), interval):
            since = found.finished_at.isoformat() if found.finished_at else "never"
            findings.append(Finding(name, State.WARN, f"is overdue: finished last {since}", advice))
    return findings or [Finding("audits", State.OK, f"{len(records)} accounts, none overdue")]


def _owners(tenant: str | None) -> "list[OrganizationId]":
    from trunkline.wiring.tenants import tenants as wired_tenants

    tenants = wired_tenants()
    if tenant:
        return [tenants.get(tenant).id]
    found = every(lambda size, after: tenants.store.organizations(limit=size, after=after))
    return [each.id for each in islice(found, _TENANTS_LOOKED_AT)]


def accounts_of(owners: "list[OrganizationId]") -> "Iterator[AccountRecord]":
    """Yield the carrier accounts of some tenants."""
    from trunkline.table.carrier_accounts import AccountTable
    from trunkline.table.client import table

    accounts = AccountTable(table())

    def of(owner: "OrganizationId") -> "Iterator[AccountRecord]":
        return every(lambda size, after: accounts.page(owner, limit=size, after=after))

    for owner in owners:
        yield from of(owner)


def _tried(record: "AccountRecord") -> Finding:
    from trunkline import errors
    from trunkline.carriers.registry import adapter_for
    from trunkline.services.carrier_adapters import Budget
    from trunkline.wiring.carrier_accounts import carrier_accounts

    name = f"{record.carrier} account of {record.organization_id}"
    try:
        account = carrier_accounts().unsealed(record)
        adapter_for(account, Budget(_CARRIER_SECONDS)).check_credentials()
    except errors.CarrierUnavailableError as error:
        return Finding(name, State.WARN, error.message, "Check the carrier's status page")
    except errors.CarrierError as error:
        return Finding(name, State.FAIL, error.message, "`trunkline carriers rotate` stores a new secret")
    except Exception as error:
        return not_made(name, error)
    if advice := unsigned_advice(record):
        return Finding(name, State.WARN, "credentials accepted; its webhooks are unsigned", advice)
    return Finding(name, State.OK, "credentials accepted")
