"""Carrier accounts and their secrets: sealed where they are stored, in the clear only in memory and not for long."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from trunkline.domain.carrier_accounts import is_api_key_sid, with_sent, with_verified
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import UnavailableError
from trunkline.invocation import attempts
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.expiring_cache import ExpiringCache

if TYPE_CHECKING:
    from trunkline.table.carrier_accounts import AccountTable

CACHE_SECONDS = 300
# At 2 KB each. With fewer than there are accounts that call in turn, most events would open one: see docs/limits.md.
CACHE_ENTRIES = 4_096
# How long signatures made with the token before the last still count: carriers go on for a while.
EARLIER_SECRET_HOURS = 24

_Key = tuple[OrganizationId, Carrier, str]


class Sealer(Protocol):
    """Encrypts texts so that they open only with the context that they were sealed in."""

    def seal(self, text: str, context: Mapping[str, str]) -> str:
        """Encrypt a text, as text."""

    def unseal(self, sealed: str, context: Mapping[str, str]) -> str:
        """Decrypt a text that was sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """An account as it is stored."""

    organization_id: OrganizationId
    carrier: Carrier
    account_id: str
    sealed_secret: str = field(repr=False)
    sealed_earlier_secret: str | None = field(default=None, repr=False)
    earlier_secret_until: datetime | None = None
    # Telnyx only, in the order in which they were sent.
    public_keys: tuple[str, ...] = ()
    # Twilio only: the account is called with this API key, and its auth token, where we have it, only verifies.
    api_key_sid: str | None = None
    sealed_signing_token: str | None = field(default=None, repr=False)
    version: int = 1

    @property
    def sealed_signing_secret(self) -> str | None:
        """What the carrier signs with, sealed."""
        return self.sealed_secret if self.api_key_sid is None else self.sealed_signing_token

    @property
    def is_unsigned(self) -> bool:
        """Whether nothing verifies its events: then only the secrecy of their URL guards them."""
        return not self.public_keys if self.carrier is Carrier.TELNYX else self.sealed_signing_secret is None


class StaleAccountError(Exception):
    """The account was changed since it was read."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Opens accounts; one lives as long as the warm environment and remembers for five minutes what it has opened."""

    store: "AccountTable"
    sealer: Sealer
    clock: Clock = utc_now
    known: ExpiringCache[_Key, "_KnownAccount"] = field(
        default_factory=lambda: ExpiringCache(CACHE_SECONDS, entries=CACHE_ENTRIES), repr=False
    )
    sleep: Callable[[float], None] = time.sleep

    def record(
        self,
        organization: OrganizationId,
        carrier: Carrier,
        account_id: str,
        *,
        not_older_than_seconds: float = CACHE_SECONDS,
    ) -> AccountRecord | None:
        """Return the account with its secrets sealed, at most so many seconds old; None when it is not stored."""
        known = self._known((organization, carrier, account_id), not_older_than_seconds)
        return known.record if known else None

    def open(
        self,
        organization: OrganizationId,
        carrier: Carrier,
        account_id: str,
        *,
        not_older_than_seconds: float = CACHE_SECONDS,
    ) -> CarrierAccount | None:
        """Return the account with its secrets, at most so many seconds old; None when it is not stored."""
        known = self._known((organization, carrier, account_id), not_older_than_seconds)
        if known is None:
            return None
        if known.account is None:
            known.account = self.unsealed(known.record)
        return known.account

    def unsealed(self, record: AccountRecord) -> CarrierAccount:
        """Return the account with its secrets; the previous one only while it counts."""
        context = _context(record)
        earlier = None
        if record.sealed_earlier_secret and record.earlier_secret_until and self.clock() < record.earlier_secret_until:
            earlier = self.sealer.unseal(record.sealed_earlier_secret, context)
        signing = record.sealed_signing_token
        account = CarrierAccount(
            organization_id=record.organization_id,
            carrier=record.carrier,
            account_id=record.account_id,
            secret="",
            earlier_secret=earlier,
            signing_token=self.sealer.unseal(signing, context) if signing else None,
        )
        return _with_opened(account, self.sealer.unseal(record.sealed_secret, context))

    def unsealed_secret(
        self, sealed: str, organization: OrganizationId, carrier: Carrier, account_id: str
    ) -> CarrierAccount:
        """Return an account that is not stored, from a secret that was sealed for it."""
        account = CarrierAccount(organization_id=organization, carrier=carrier, account_id=account_id, secret="")
        return _with_opened(account, self.sealer.unseal(sealed, _context(account)))

    def seal(self, account: CarrierAccount) -> str:
        """Seal what the account is called with: its secret, and which API key's that is."""
        text = account.secret if account.api_key_sid is None else f"{account.api_key_sid}:{account.secret}"
        return self.sealer.seal(text, _context(account))

    def updated(
        self, before: AccountRecord | None, account: CarrierAccount, *, number_was_with: str | None = None
    ) -> AccountRecord:
        """Return the record of an account after ``account`` was validated; the same object when nothing changes.

        Another secret than before is a rotation: the one before stays good for signatures for 24 hours. With an API
        key and no signing token, what verified before goes on to: nobody ends that by leaving it out. An account
        without public keys gets those of the account that its number was with: who registers a number anew, with
        another application's id and no key, does not end the verifying of its events.
        """
        inherited: tuple[str, ...] = ()
        if number_was_with not in (None, account.account_id) and not (before and before.public_keys):
            with_it = self.record(account.organization_id, account.carrier, str(number_was_with))
            inherited = with_it.public_keys if with_it else ()
        if before is None:
            return AccountRecord(
                organization_id=account.organization_id,
                carrier=account.carrier,
                account_id=account.account_id,
                sealed_secret=self.seal(account),
                public_keys=with_sent(inherited, account.public_key),
                api_key_sid=account.api_key_sid,
                sealed_signing_token=self._sealed_signing_token(account),
            )
        keys = with_sent(before.public_keys or inherited, account.public_key)
        after = replace(self._with_secrets(before, account), public_keys=keys)
        return before if after == before else replace(after, version=before.version + 1)

    def rotate(self, account: CarrierAccount) -> None:
        """Store a validated account's new secret; other environments use it within five minutes."""
        for _ in attempts(self.sleep):
            before = self.store.find(account.organization_id, account.carrier, account.account_id)
            after = self.updated(before, account)
            try:
                if after is not before:
                    self.store.save(before, after)
            except StaleAccountError:
                continue
            self.forget(account)
            return
        raise UnavailableError

    def end_keys_before(self, record: AccountRecord, used: str) -> None:
        """Store that an event was verified with one of the record's public keys.

        Raises:
            StaleAccountError: The account was changed since it was read, perhaps by a key that was sent.
        """
        key = (record.organization_id, record.carrier, record.account_id)
        after = replace(record, public_keys=with_verified(record.public_keys, used), version=record.version + 1)
        known = self.known.get(key, lambda: None)
        if known is not None:
            # First, and whatever becomes of the write: it is not tried with every event while it fails.
            known.record = after
        try:
            self.store.save(record, after)
        except StaleAccountError:
            self.known.forget(key)
            raise

    def forget(self, account: CarrierAccount) -> None:
        """Read the account anew next time."""
        self.known.forget((account.organization_id, account.carrier, account.account_id))

    def _with_secrets(self, before: AccountRecord, account: CarrierAccount) -> AccountRecord:
        known, after = self.unsealed(before), before
        signs_anew = account.signing_secret not in (None, known.signing_secret)
        if (known.api_key_sid, known.secret) != (account.api_key_sid, account.secret):
            after = replace(after, sealed_secret=self.seal(account), api_key_sid=account.api_key_sid)
        if account.api_key_sid is None:
            after = replace(after, sealed_signing_token=None)
        else:
            signing = self._sealed_signing_token(account) if signs_anew else before.sealed_signing_secret
            after = replace(after, sealed_signing_token=signing)
        if signs_anew and known.signing_secret is not None:
            after = replace(
                after,
                sealed_earlier_secret=before.sealed_signing_secret,
                earlier_secret_until=self.clock() + timedelta(hours=EARLIER_SECRET_HOURS),
            )
        return after

    def _sealed_signing_token(self, account: CarrierAccount) -> str | None:
        return self.sealer.seal(account.signing_token, _context(account)) if account.signing_token else None

    def _known(self, key: _Key, not_older_than_seconds: float) -> "_KnownAccount | None":
        def read() -> _KnownAccount | None:
            record = self.store.find(*key)
            return _KnownAccount(record) if record else None

        return self.known.get(key, read, not_older_than_seconds=not_older_than_seconds)


@dataclass(slots=True)
class _KnownAccount:
    """A record as it was read, and the account with its secrets once somebody has asked for them."""

    record: AccountRecord
    account: CarrierAccount | None = field(default=None, repr=False)


def _with_opened(account: CarrierAccount, text: str) -> CarrierAccount:
    """Return the account with what ``seal`` has sealed."""
    key, colon, secret = text.partition(":")
    if colon and is_api_key_sid(key):
        return replace(account, api_key_sid=key, secret=secret)
    return replace(account, secret=text)


def _context(account: CarrierAccount | AccountRecord) -> dict[str, str]:
    """Return the encryption context: a sealed secret that is copied to another account's record does not open."""
    return {
        "organization": account.organization_id,
        "carrier": str(account.carrier),
        "account": account.account_id,
    }
