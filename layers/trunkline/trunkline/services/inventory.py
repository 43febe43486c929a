"""An organisation's provider phones as its operator sees them: taken over from a carrier account, and what is where."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from trunkline.domain.identifiers import E164, provider_phone_uuid
from trunkline.domain.provider_phones import ProviderPhone
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import CarrierUnavailableError, UnavailableError
from trunkline.services.carrier_adapters import AdapterFactory, Budget, CarrierAccount, OwnedNumber, OwnedPage

if TYPE_CHECKING:
    from trunkline.table.inventory import InventoryTable

# A page of a carrier's list: one call, and the SDK's imports at the first.
PAGE_SECONDS = 20.0
# What one batch read takes.
BATCH = 100
# A carrier that asks for patience gets it this often, then the operator is asked to come back.
MAX_ATTEMPTS = 5
FIRST_WAIT_SECONDS = 1.0
LAST_WAIT_SECONDS = 60.0
# A record that changes between reading and writing is looked at again.
MAX_RACES = 3


class Imported(StrEnum):
    """What has become of a number of the account, or would."""

    ADDED = "added"
    # It was in the inventory without an account; now its webhooks can be set.
    CONNECTED = "connected"
    UNCHANGED = "unchanged"
    # The inventory has it under another carrier or account, and keeps it so.
    ELSEWHERE = "elsewhere"
    # An archive or the cleanup holds it at the moment.
    HELD = "held"
    # It takes no calls: a fax number, a short code, one that is not active.
    UNUSABLE = "unusable"


class Held(StrEnum):
    """What an organisation's provider phones are doing."""

    FREE = "free"
    ASSIGNED = "assigned"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is after some numbers; ``total`` is None where the carrier does not say it."""

    entries: Sequence[tuple[E164, Imported]]
    unusable: Sequence[tuple[str, str]] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryImport:
    """Import what a carrier account owns into the inventory.

    It can be stopped anywhere and done again: what is there is read, a hundred at a time, and not written. Nothing
    changes at the carrier. A number that is linked and had no account rings here soon after, by the cleanup.
    """

    store: "InventoryTable"
    adapters: AdapterFactory
    clock: Clock = utc_now
    sleep: Callable[[float], None] = field(default=time.sleep)

    def run(self, account: CarrierAccount, *, is_dry: bool) -> Iterator[Progress]:
        """Import page by page, and say after each hundred numbers what was done, or would be.

        Raises:
            CarrierError: As CarrierAdapter says; what was reported before is done.
        """
        position: str | None = None
        while True:
            page = self._page(account, position)
            yield Progress((), page.unusable, page.total)
            for start in range(0, len(page.numbers), BATCH):
                part = page.numbers[start : start + BATCH]
                found = self.store.find_all(account.organization_id, [owned.e164 for owned in part])
                yield Progress(
                    [
                        (owned.e164, self._import(account, owned, phone, is_dry=is_dry))
                        for owned, phone in zip(part, found, strict=True)
                    ],
                    total=page.total,
                )
            position = page.next_position
            if position is None:
                return

    def _page(self, account: CarrierAccount, position: str | None) -> OwnedPage:
        for attempt in range(MAX_ATTEMPTS):
            try:
                return self.adapters(account, Budget(PAGE_SECONDS)).owned_page(position)
            except CarrierUnavailableError as error:
                if attempt == MAX_ATTEMPTS - 1:
                    raise
                wait = error.retry_after_seconds or FIRST_WAIT_SECONDS * 2**attempt
                self.sleep(min(LAST_WAIT_SECONDS, wait))
        raise UnavailableError  # not reached: the last attempt raises

    def _import(
        self, account: CarrierAccount, owned: OwnedNumber, phone: ProviderPhone | None, *, is_dry: bool
    ) -> Imported:
        for _ in range(MAX_RACES):
            outcome = self._outcome(account, phone)
            if is_dry or outcome not in (Imported.ADDED, Imported.CONNECTED):
                return outcome
            if phone is None:
                is_done = self.store.add(self._new(account, owned))
            else:
                is_done = self.store.connect(phone, owned, account.account_id, self.clock())
            if is_done:
                return outcome
            (phone,) = self.store.find_all(account.organization_id, [owned.e164])
        raise UnavailableError

    @staticmethod
    def _outcome(account: CarrierAccount, phone: ProviderPhone | None) -> Imported:
        if phone is None:
            return Imported.ADDED
        if phone.provider is not account.carrier or phone.account_id not in (None, account.account_id):
            return Imported.ELSEWHERE
        if phone.account_id is not None:
            return Imported.UNCHANGED
        return Imported.CONNECTED if phone.releasing is None else Imported.HELD

    def _new(self, account: CarrierAccount, owned: OwnedNumber) -> ProviderPhone:
        return ProviderPhone(
            uuid=provider_phone_uuid(account.organization_id, owned.e164),
            organization_id=account.organization_id,
            phone_number=owned.e164,
            provider=account.carrier,
            capabilities=owned.capabilities,
            created_at=self.clock(),
            account_id=account.account_id,
        )
