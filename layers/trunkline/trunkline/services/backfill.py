"""Reading back what a dark time lost: who may ask for it, and what is remembered of it until it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import RuleError
from trunkline.services.carrier_logs import LogWindow
from trunkline.services.cleanup import AccountKey

if TYPE_CHECKING:
    from trunkline.table.backfills import BackfillTable

# Telnyx has its records for 30 days.
LONGEST_WINDOW = timedelta(days=31)
# What has just happened need not be in a log yet: a window that ended so shortly before is walked through once more.
SETTLED_AFTER = timedelta(minutes=15)


class Step(StrEnum):
    """The logs, in the order in which they are read: a recording is stored with its call."""

    CALLS = "calls"
    MESSAGES = "messages"
    RECORDINGS = "recordings"


NEXT_STEP = {Step.CALLS: Step.MESSAGES, Step.MESSAGES: Step.RECORDINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """One window of one number's, or one account's, logs, and how far it was read.

    ``position`` is the carrier's, of the log that ``step`` names. ``stored`` counts what was missing, ``requests`` the
    calls to the carrier. A walk that met what was not complete yet is repeated once, when that is.
    """

    account: AccountKey
    window: LogWindow
    requested_at: datetime
    step: Step = Step.CALLS
    position: str | None = None
    is_repeated: bool = False
    is_to_repeat: bool = False
    finished_at: datetime | None = None
    stored: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(Step, 0))
    unreadable: int = 0
    requests: int = 0

    def after_page(self, position: str | None) -> "Backfill | None":
        """Return this backfill after a page; None when it was the last of the last log."""
        if position is not None:
            return replace(self, position=position)
        following = NEXT_STEP.get(self.step)
        return None if following is None else replace(self, step=following, position=None)

    def again(self) -> "Backfill":
        """Return this backfill from the first page on, for the second and last time."""
        return replace(self, step=Step.CALLS, position=None, is_repeated=True, is_to_repeat=False)


@dataclass(frozen=True, slots=True)
class BackfillRequests:
    """Asks for backfills; the scheduled cleanup does them."""

    store: "BackfillTable"
    clock: Clock = utc_now

    def of_phone(self, phone: ProviderPhone, start: datetime, end: datetime) -> Backfill | None:
        """Have a number's logs of a time read back; None when no carrier account is known for it.

        Raises:
            RuleError: There is no such time.
        """
        if phone.account_id is None:
            return None
        account = AccountKey(phone.organization_id, phone.provider, phone.account_id)
        return self._request(account, LogWindow(start=start, end=end, e164=phone.phone_number))

    def since(self, phone: ProviderPhone, since: datetime) -> Backfill | None:
        """Return the backfill of a number up to now, as far back as allowed; the caller stores it with the reason."""
        now = self.clock()
        start = max(since, now - LONGEST_WINDOW)
        if phone.account_id is None or start >= now:
            return None
        account = AccountKey(phone.organization_id, phone.provider, phone.account_id)
        window = LogWindow(start=start, end=now, e164=phone.phone_number)
        return Backfill(account=account, window=window, requested_at=now)

    def of_account(
        self, organization: OrganizationId, carrier: Carrier, account_id: str, start: datetime, end: datetime
    ) -> Backfill:
        """Have the logs of a time of all numbers of an account read back.

        Raises:
            RuleError: There is no such time.
        """
        return self._request(AccountKey(organization, carrier, account_id), LogWindow(start=start, end=end))

    def _request(self, account: AccountKey, window: LogWindow) -> Backfill:
        now = self.clock()
        window = replace(window, end=min(window.end, now))
        if window.start >= window.end:
            raise RuleError("from", "it has to be earlier than the end, and than now")
        if window.end - window.start > LONGEST_WINDOW:
            raise RuleError("from", f"at most {LONGEST_WINDOW.days} days before the end: ask for the parts one by one")
        return self.store.request(Backfill(account=account, window=window, requested_at=now), due_at=now)
