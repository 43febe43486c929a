"""The audit of a carrier account: what it owns held against what is known here, in turns that can end anywhere.

Nothing is kept of a number that is as it should be. The pages of the carrier and those of the inventory are folded into
one another (``trunkline.domain.difference``); what is left over, and what a page shows to be wrong, is looked at alone.
So a number that a page has left out, because the list moved while it was read, is asked for by its id before it is
called lost.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from trunkline.domain.audits import Audit, AuditStep
from trunkline.domain.difference import Difference, owner_digest
from trunkline.domain.health import Health, HealthStatus, credentials_check
from trunkline.domain.identifiers import ProviderPhoneUuid, provider_phone_uuid
from trunkline.domain.provider_phones import ProviderPhone, WebhookStatus, is_idle
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import CarrierRefusedError, CarrierUnavailableError, CredentialsRefusedError
from trunkline.observability import logger
from trunkline.services.carrier_adapters import AdapterFactory
from trunkline.services.carrier_audits import ListedNumber, PacedBudget
from trunkline.services.health_checks import AccountAtCarrier, HealthChecks
from trunkline.services.webhook_attempts import targets_of

if TYPE_CHECKING:
    from trunkline.table.health import HealthTable

# What one batch read takes, and one page of keys.
BATCH = 100
KEYS = 1000
# A look is up to six calls: no more of them in one step, so that a turn does not outlast its time.
LOOKS = 20
# How long a turn may take, and what it leaves of the invocation to keep how far it is.
TURN_SECONDS = 180.0
RESERVED_SECONDS = 60.0
# A carrier that does not answer is asked again then, unless it says when.
TRY_AGAIN = timedelta(minutes=15)
_NAMES = "trunkline-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audits:
    """The use case."""

    store: "HealthTable"
    checks: HealthChecks
    adapters: AdapterFactory
    interval: timedelta
    clock: Clock = utc_now
    sleep: Callable[[float], None] = field(default=time.sleep)
    # Of the invocation.
    seconds_left: Callable[[], float] = field(default=lambda: inf)
    # What is told of each step, for whoever watches.
    watch: Callable[[Audit], None] = field(default=lambda _: None)

    def turn(self, audit: Audit, seen_due: str) -> Audit:
        """Go on with an account's audit, or begin one, until it is done or the time is up; two writes at most.

        Args:
            audit: As it was read.
            seen_due: Its entry in the due index, as whoever works on it has set it: with another nothing is kept.

        Raises:
            CarrierUnavailableError: The account's carrier does not answer; kept is how far it got, and it is due later.
        """
        if audit.is_overdue(self.clock(), self.interval):
            self.checks.count({"AuditsOverdue": 1})
        if audit.step is None:
            audit = audit.begun(self.clock())
        elif audit.step is not AuditStep.REFUSED:
            audit = replace(audit, failure="")
        turn = _Turn(self, audit, PacedBudget(TURN_SECONDS + RESERVED_SECONDS, self.sleep))
        try:
            turn.run()
        except CarrierUnavailableError as error:
            wait = timedelta(seconds=error.retry_after_seconds or 0)
            failed = replace(turn.kept(), failure="carrier_unavailable")
            self.store.save(failed, seen_due=seen_due, due_at=self.clock() + max(TRY_AGAIN, wait))
            raise
        after = turn.kept()
        now = self.clock()
        if after.step is None:
            after = after.finished(now)
            self._tell(after)
        # An account that is not stored any more is not audited again, until it is.
        next_one = after.next_due(now, self.interval) if turn.account else None
        due_at = next_one if after.step is None else now
        self.store.save(after, seen_due=seen_due, due_at=due_at)
        return after

    def _tell(self, audit: Audit) -> None:
        counts = audit.last.counts
        by_state = {state: counts.get(state, 0) for state in HealthStatus}
        # What is lost is on no page, and so not among those that are known here.
        known = counts.get("knownHere", 0) + counts.get("lost", 0)
        healthy = known - sum(by_state.values()) + by_state[HealthStatus.HEALTHY]
        self.checks.count(
            {
                "AccountsAudited": 1,
                "NumbersHealthy": max(0, healthy),
                "NumbersDegraded": by_state[HealthStatus.DEGRADED],
                "NumbersBroken": by_state[HealthStatus.BROKEN],
                "NumbersUnknown": by_state[HealthStatus.UNKNOWN],
            }
        )
        logger.info("audit finished", carrier=audit.carrier, failure=audit.failure, counts=dict(counts))


class _Turn:
    """One turn: the audit as it goes on, and what is read only once in it."""

    def __init__(self, audits: Audits, audit: Audit, budget: PacedBudget) -> None:
        self.audits, self.audit, self.budget = audits, audit, budget
        self.store, self.checks = audits.store, audits.checks
        self.difference = Difference(audit.difference)
        self.ends_at = monotonic() + TURN_SECONDS
        self.account: AccountAtCarrier | None = None
        self.looked_at: dict[ProviderPhoneUuid, Health] = {}

    def kept(self) -> Audit:
        """Return the audit with its cells, where they are needed again."""
        is_reading = self.audit.step in (AuditStep.NUMBERS, AuditStep.TIES, AuditStep.INVENTORY)
        return replace(self.audit, difference=self.difference.text() if is_reading else "")

    def run(self) -> None:
        """Go from step to step while there is time."""
        audit = self.audit
        record = self.checks.accounts.record(
            audit.organization_id, audit.carrier, audit.account_id, not_older_than_seconds=0
        )
        if record is not None:
            self.account = self.checks.opened(record, self.budget)
            if self.audit.step is AuditStep.NUMBERS and self.audit.position is None and record.is_unsigned:
                self._count(unsigned=1)
        steps = {
            AuditStep.NUMBERS: self._numbers,
            AuditStep.TIES: self._ties,
            AuditStep.INVENTORY: self._inventory,
            AuditStep.SUSPECTS: self._suspects,
            AuditStep.UNHEALTHY: self._unhealthy,
            AuditStep.REFUSED: self._refused,
        }
        try:
            if record is None and self.audit.step is not AuditStep.REFUSED:
                self.audit = self.audit.refused()
            elif self.audit.step is AuditStep.NUMBERS and self.audit.position is None and self.account:
                self.audits.adapters(self.account.account, self.budget).check_credentials()
            self._go(steps)
        except CredentialsRefusedError:
            self.audit = self.audit.refused()
            self._go(steps)
        except CarrierRefusedError:
            # A position that the carrier knows no more: from the beginning, once.
            if self.audit.position is None or self.audit.step not in (AuditStep.NUMBERS, AuditStep.TIES):
                raise
            self.audit, self.difference = self.audit.begun(self.audits.clock()), Difference()
            self._go(steps)

    def _go(self, steps: dict[AuditStep, Callable[[], str | None]]) -> None:
        while self.audit.step is not None and self.has_time():
            position = steps[self.audit.step]()
            self.audit = replace(self.audit, position=position) if position else self.audit.next_step()
            self.audits.watch(self.audit)

    def has_time(self) -> bool:
        """Tell whether another page may be begun."""
        return monotonic() < self.ends_at and self.audits.seconds_left() > RESERVED_SECONDS

    def _at_carrier(self) -> AccountAtCarrier:
        assert self.account is not None  # noqa: S101 - without one the step is REFUSED
        return self.account

    def _numbers(self) -> str | None:
        page = self._at_carrier().audit.numbers(self.audit.position)
        for start in range(0, len(page.numbers), BATCH):
            part = page.numbers[start : start + BATCH]
            organization = self.audit.organization_id
            uuids = [provider_phone_uuid(organization, each.number.e164) for each in part]
            for listed, phone in zip(part, self.store.phones(organization, uuids), strict=True):
                self._compare(listed, phone)
        return page.next_position

    def _compare(self, listed: ListedNumber, phone: ProviderPhone | None) -> None:
        self._count(atCarrier=1)
        if phone is None or not self._is_ours(phone):
            report = self.audit.running.naming(listed.number.e164, listed.monthly_price)
            self.audit = replace(self.audit, running=report)
            return
        self._count(knownHere=1, freeAndIdle=int(is_idle(phone)))
        self.difference.fold(phone.uuid, "owned")
        webhooks = phone.webhooks
        if webhooks is None or webhooks.status is not WebhookStatus.ATTACHED:
            if phone.assigned_number_uuid is not None:
                self._suspect(phone)
            return
        known = replace(listed, number=replace(listed.number, capabilities=phone.capabilities))
        found = self._at_carrier().audit.compare(known, targets_of(phone), webhooks.previous or {})
        can = listed.number.capabilities if listed.tells_capabilities else phone.capabilities
        is_same = listed.number.carrier_id == webhooks.carrier_number_id and can == phone.capabilities
        if found.is_as_set and is_same:
            for tie in found.ties:
                self.difference.fold(phone.uuid, tie)
        else:
            self._suspect(phone)

    def _suspect(self, phone: ProviderPhone) -> None:
        """Note a number that a page shows to be wrong, so that it is looked at alone."""
        self.difference.fold(phone.uuid, "wrong")

    def _ties(self) -> str | None:
        page = self._at_carrier().audit.ties(self.audit.position)
        for tie in page.ties if page else ():
            if tie.name.startswith(_NAMES):
                self.difference.fold(tie.name.removeprefix(_NAMES), tie.text)
        return page.next_position if page else None

    def _inventory(self) -> str | None:
        page = self.store.inventory(self.audit, after=self.audit.position, limit=KEYS)
        for phone in page.entries:
            self.difference.fold(phone, "owned")
        if page.next_position is None:
            suspects = self.difference.owners()
            self.audit = replace(self.audit, suspects=suspects)
        return page.next_position

    def _suspects(self) -> str | None:
        suspects = self.audit.suspects
        if suspects is not None and not suspects:
            return None
        limit = LOOKS if suspects is None else max(LOOKS, KEYS * LOOKS // max(LOOKS, len(suspects)))
        as_of = self.audits.clock()
        page = self.store.inventory(self.audit, after=self.audit.position, limit=limit)
        chosen = [each for each in page.entries if suspects is None or owner_digest(each) in suspects]
        for phone in self._phones(chosen):
            self._look(phone, as_of)
        return page.next_position

    def _unhealthy(self) -> str | None:
        as_of = self.audits.clock()
        page = self.store.of_account(self.audit, after=self.audit.position, limit=LOOKS)
        open_ = [each for each in page.entries if not each.health.is_all_right]
        phones = self.store.phones(self.audit.organization_id, [each.phone_uuid for each in open_])
        for record, phone in zip(open_, phones, strict=True):
            if phone is None or not self._is_ours(phone):
                # It is not a number of this account any more: nothing is wrong with it here.
                self.store.keep(replace(record, health=Health(checks=[]), number_uuid=None, workspace_uuid=None))
                continue
            health = record.health
            if self.audit.started_at and record.checked_at < self.audit.started_at:
                health = self._look(phone, as_of)
            # Here, where each comes once however many turns there are.
            self._count(**{health.status: 1}, **({"lost": 1} if health.is_lost else {}))
        return page.next_position

    def _refused(self) -> str | None:
        page = self.store.inventory(self.audit, after=self.audit.position, limit=BATCH)
        health = Health(checks=[credentials_check(are_stored=self.account is not None)], checked_at=self.audits.clock())
        for phone in self._phones(page.entries):
            if phone.webhook_status is WebhookStatus.ATTACHED:
                self.checks.keep(phone, health, before=self.store.find_health(phone), audit=self.audit)
                self._count(knownHere=1, broken=1)
        return page.next_position

    def _phones(self, uuids: Sequence[ProviderPhoneUuid]) -> list[ProviderPhone]:
        found: list[ProviderPhone] = []
        for start in range(0, len(uuids), BATCH):
            phones = self.store.phones(self.audit.organization_id, uuids[start : start + BATCH])
            found += [phone for phone in phones if phone is not None and self._is_ours(phone)]
        return found

    def _look(self, phone: ProviderPhone, as_of: datetime) -> Health:
        if phone.webhook_status is not WebhookStatus.ATTACHED and phone.assigned_number_uuid is None:
            return Health(checks=[])
        if phone.uuid in self.looked_at:
            return self.looked_at[phone.uuid]
        self._count(lookedAt=1)
        health = self.looked_at[phone.uuid] = self.checks.look(phone, self.account, self.budget, as_of=as_of)
        self.checks.keep(phone, health, before=self.store.find_health(phone), audit=self.audit)
        return health

    def _is_ours(self, phone: ProviderPhone) -> bool:
        return (phone.provider, phone.account_id) == (self.audit.carrier, self.audit.account_id)

    def _count(self, **more: int) -> None:
        self.audit = replace(self.audit, running=self.audit.running.counted(**more))
