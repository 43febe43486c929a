"""Whether numbers are all right: asked of the carrier for one, kept where it has changed, told from the table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.domain.audits import Audit
from trunkline.domain.health import (
    Check,
    Health,
    HealthRecord,
    HealthStatus,
    Setting,
    check_of,
    checks_of,
    credentials_check,
    owned_check,
    webhooks_check,
)
from trunkline.domain.provider_phones import ProviderPhone, WebhookStatus
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import CarrierGoneError, CredentialsRefusedError, NumberNotOwnedError
from trunkline.observability import emit, logger
from trunkline.services.carrier_accounts import AccountRecord, Accounts
from trunkline.services.carrier_adapters import AdapterFactory, Budget, CarrierAccount
from trunkline.services.carrier_audits import AuditFactory, CarrierAudit
from trunkline.services.webhook_attempts import owned_number, targets_of

if TYPE_CHECKING:
    from trunkline.services.backfill import Backfill
    from trunkline.table.health import HealthTable

# A number's own look takes two to six calls.
LOOK_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAtCarrier:
    """An account that is asked about its numbers, and what asks it."""

    account: CarrierAccount
    audit: CarrierAudit


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChecks:
    """Looks at numbers at their carriers."""

    store: "HealthTable"
    accounts: Accounts
    adapters: AdapterFactory
    audits: AuditFactory
    # What is to be read back of a number since a time.
    lost_since: "Callable[[ProviderPhone, datetime], Backfill | None]"
    # Between two audits of an account.
    interval: timedelta
    clock: Clock = utc_now
    # Counts by name, as metrics.
    count: Callable[[Mapping[str, int]], None] = field(default=emit)

    def account_of(self, phone: ProviderPhone, budget: Budget) -> AccountAtCarrier | None:
        """Return the account of a number, as it is stored now; None when it is not."""
        organization, carrier, account_id = phone.organization_id, phone.provider, str(phone.account_id)
        record = self.accounts.record(organization, carrier, account_id, not_older_than_seconds=0)
        return self.opened(record, budget) if record else None

    def opened(self, record: AccountRecord, budget: Budget) -> AccountAtCarrier:
        """Return an account that was read, to be asked within a budget."""
        account = self.accounts.unsealed(record)
        return AccountAtCarrier(account=account, audit=self.audits(account, budget))

    def look(
        self, phone: ProviderPhone, at_carrier: AccountAtCarrier | None, budget: Budget, *, as_of: datetime
    ) -> Health:
        """Look at the number at its carrier.

        Args:
            phone: As it was read at ``as_of`` or later: what is found counts from then on, and a fresher look for more.
            at_carrier: Its account, None when that is not stored.
            budget: Of the account.
            as_of: When whoever looks had not read the number yet.

        Raises:
            CarrierUnavailableError: The carrier does not answer.
        """
        return Health(checks=self._checks(phone, at_carrier, budget), checked_at=as_of)

    def keep(
        self,
        phone: ProviderPhone,
        health: Health,
        *,
        before: HealthRecord | None,
        audit: Audit | None,
        always: bool = False,
    ) -> bool:
        """Keep what was found where it differs from what was known; whether it does.

        Of a number that is as healthy as it always was nothing is written, unless ``always`` says so. With one that
        works again its backfill is asked for, from when it was last known to work. Of one that somebody is setting just
        now nothing is kept: it is neither as it was nor as it will be.

        Args:
            phone: As it was read.
            health: What was found.
            before: What was known.
            audit: The account's, which tells when the number was seen last of which nothing is known.
            always: Whether it is kept though nothing has changed.
        """
        if phone.is_leased(self.clock()):
            return False
        known = before.health.status if before else HealthStatus.HEALTHY
        is_same = list(before.health.checks) == list(health.checks) if before else health.is_all_right
        if is_same and not always:
            return False
        now = health.checked_at or self.clock()
        changed_at = before.changed_at if before and health.status is known else now
        record = HealthRecord(
            organization_id=phone.organization_id,
            carrier=phone.provider,
            account_id=str(phone.account_id),
            phone_uuid=phone.uuid,
            phone_number=phone.phone_number,
            workspace_uuid=phone.assigned_workspace_uuid,
            number_uuid=phone.assigned_number_uuid,
            health=health,
            checked_at=now,
            changed_at=changed_at,
            worked_at=_worked_at(phone, before, audit) if health.status is HealthStatus.BROKEN else None,
        )
        if not self._store(phone, record, before):
            return False
        if health.status is HealthStatus.BROKEN and known is not HealthStatus.BROKEN:
            names = [check.name for check in health.checks if check.status is not HealthStatus.HEALTHY]
            logger.warning("number broken", provider_phone=phone.uuid, carrier=phone.provider, checks=names)
            self.count({"NumbersBecameBroken": 1})
        return not is_same

    def _store(self, phone: ProviderPhone, record: HealthRecord, before: HealthRecord | None) -> bool:
        works_again = before and _is_broken(before) and not _is_broken(record)
        if before and works_again and record.health.status is not HealthStatus.UNKNOWN:
            # When nobody had looked before it was found broken: one of the looks may have been missed.
            since = before.worked_at or before.changed_at - 2 * self.interval
            if lost := self.lost_since(phone, since):
                return self.store.keep_recovered(record, lost)
        return self.store.keep(record)

    def _checks(self, phone: ProviderPhone, at_carrier: AccountAtCarrier | None, budget: Budget) -> list[Check]:
        webhooks = phone.webhooks
        if phone.account_id is None or webhooks is None or webhooks.status is not WebhookStatus.ATTACHED:
            return [webhooks_check(phone.published_webhooks)]
        if at_carrier is None:
            return [credentials_check(are_stored=False)]
        try:
            number, targets = owned_number(phone), targets_of(phone)
            found = at_carrier.audit.inspect(number, targets, webhooks.previous or {})
        except CarrierGoneError:
            return self._gone(phone, at_carrier.account, budget)
        except CredentialsRefusedError:
            return [credentials_check(are_stored=True)]
        can = Setting(name="capabilities", expected=_listed(phone.capabilities), actual=_listed(found.capabilities))
        return [*checks_of(found.settings, token=webhooks.token), check_of(can)]

    def _gone(self, phone: ProviderPhone, account: CarrierAccount, budget: Budget) -> list[Check]:
        """Check a number that the account lost, or cancelled and bought again: another one with its digits."""
        try:
            owned = self.adapters(account, budget).find_owned(phone.phone_number)
        except (NumberNotOwnedError, CarrierGoneError):
            return [owned_check(is_owned=False)]
        except CredentialsRefusedError:
            return [credentials_check(are_stored=True)]
        was = phone.webhooks.carrier_number_id if phone.webhooks else ""
        return [
            owned_check(is_owned=True),
            check_of(Setting(name="boughtAnew", expected=was, actual=owned.carrier_id)),
        ]


def known_health(phone: ProviderPhone, record: HealthRecord | None, audit: Audit | None) -> Health:
    """Return what the table says of a linked number's health."""
    if phone.webhook_status is not WebhookStatus.ATTACHED:
        return Health(checks=[webhooks_check(phone.published_webhooks)])
    audited_at = _audited_at(phone, audit)
    if record is not None:
        times = [record.checked_at, *([audited_at] if audited_at else [])]
        return Health(checks=record.health.checks, checked_at=max(times))
    if audited_at is None:
        return Health(checks=[])
    return Health(checks=[owned_check(is_owned=True), webhooks_check("attached")], checked_at=audited_at)


def _worked_at(phone: ProviderPhone, before: HealthRecord | None, audit: Audit | None) -> datetime | None:
    """Return when a broken number was last known to work."""
    if before and _is_broken(before):
        return before.worked_at
    seen = [before.checked_at] if before and before.health.status is not HealthStatus.UNKNOWN else []
    if audit and audit.covers_until and audit.covers_until >= phone.created_at:
        seen.append(audit.covers_until)
    return max(seen, default=None)


def _is_broken(record: HealthRecord) -> bool:
    return record.health.status is HealthStatus.BROKEN


def _audited_at(phone: ProviderPhone, audit: Audit | None) -> datetime | None:
    """Return when the account's last audit ended, if the number was there when it began."""
    if audit is None or audit.covers_until is None or audit.covers_until < phone.created_at:
        return None
    return audit.finished_at


def _listed(capabilities: frozenset[str]) -> str:
    return ", ".join(sorted(capabilities))
