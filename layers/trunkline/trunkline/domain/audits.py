"""The audit of a carrier account: its progress, and the result of the previous one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier

# Of what was found at the carrier and is not known here, so many are named.
MAX_NAMED = 100


class AuditStep(StrEnum):
    """The steps of an audit, in order; an audit can be interrupted and resumed within each."""

    # Page by page what the account owns.
    NUMBERS = "numbers"
    # Page by page what was made there for numbers.
    TIES = "ties"
    # Page by page what is known here of the account.
    INVENTORY = "inventory"
    # One by one what has shown to differ.
    SUSPECTS = "suspects"
    # One by one what was not all right before.
    UNHEALTHY = "unhealthy"
    # In place of all these, with credentials that do not work: they are said of every number.
    REFUSED = "refused"


_AFTER = {
    AuditStep.NUMBERS: AuditStep.TIES,
    AuditStep.TIES: AuditStep.INVENTORY,
    AuditStep.INVENTORY: AuditStep.SUSPECTS,
    AuditStep.SUSPECTS: AuditStep.UNHEALTHY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The result of an audit, so far or in the end; counts by name."""

    counts: Mapping[str, int] = field(default_factory=dict)
    # Numbers that the account owns and nobody here knows, each with its monthly price where the carrier tells one.
    unknown_here: tuple[tuple[str, str], ...] = ()

    def counted(self, **more: int) -> "AuditReport":
        """Return this report with some counts higher."""
        names = self.counts.keys() | more.keys()
        return replace(self, counts={name: self.counts.get(name, 0) + more.get(name, 0) for name in sorted(names)})

    def naming(self, number: str, price: str | None) -> "AuditReport":
        """Return this report with a number that is unknown here, once: a list that moves may tell it twice."""
        if any(number == named for named, _ in self.unknown_here):
            return self
        counted = self.counted(unknownHere=1)
        if len(self.unknown_here) >= MAX_NAMED:
            return counted
        return replace(counted, unknown_here=(*self.unknown_here, (number, price or "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """An account's audit; ``step`` is None while none is under way."""

    organization_id: OrganizationId
    carrier: Carrier
    account_id: str
    step: AuditStep | None = None
    position: str | None = None
    # The cells of trunkline.domain.difference, while the sets are being read.
    difference: str = ""
    # The owners that differ; None: everybody is suspected.
    suspects: frozenset[int] | None = frozenset()
    started_at: datetime | None = None
    # The end of the last one that came to its end.
    finished_at: datetime | None = None
    # When the last one that came to its end had begun: what was there then was looked at.
    covers_until: datetime | None = None
    # Why the carrier could not be asked, at the last try.
    failure: str = ""
    # What the running one has found, and the last.
    running: AuditReport = AuditReport()
    last: AuditReport = AuditReport()

    def begun(self, now: datetime) -> "Audit":
        """Begin a new audit."""
        return replace(
            self,
            step=AuditStep.NUMBERS,
            position=None,
            difference="",
            suspects=frozenset(),
            started_at=now,
            running=AuditReport(),
            failure="",
        )

    def refused(self) -> "Audit":
        """Return this audit after the carrier has refused the account's credentials."""
        return replace(self, step=AuditStep.REFUSED, position=None, difference="", failure="credentials_refused")

    def next_step(self) -> "Audit":
        """Return this audit at its next step; at rest after the last."""
        step = _AFTER.get(self.step) if self.step else None
        return replace(self, step=step, position=None)

    def finished(self, now: datetime) -> "Audit":
        """Return this audit at rest, with what it found."""
        return replace(
            self,
            step=None,
            position=None,
            difference="",
            suspects=frozenset(),
            finished_at=now,
            covers_until=self.started_at if not self.failure else self.covers_until,
            last=self.running,
            running=AuditReport(),
        )

    def next_due(self, now: datetime, interval: timedelta) -> datetime:
        """Return the account's next time of the day after now; names spread accounts over the day."""
        seconds = max(1, int(interval.total_seconds()))
        name = f"{self.organization_id}\n{self.carrier}\n{self.account_id}"
        offset = crc32(name.encode()) % seconds
        passed = (int(now.timestamp()) - offset) % seconds
        return now.replace(microsecond=0) + timedelta(seconds=seconds - passed)

    def is_overdue(self, now: datetime, interval: timedelta) -> bool:
        """Tell whether two audits should have ended since the last one did."""
        since = self.finished_at or self.started_at
        return since is not None and now - since > 2 * interval
