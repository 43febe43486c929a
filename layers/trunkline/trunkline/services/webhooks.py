"""Events from carriers: whose they are, whether they are genuine, and that they are kept once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from trunkline.domain.calls import Event, Filing, RecordingEvent
from trunkline.domain.phone_numbers import NumberSettings
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.domain.webhooks import Webhook, is_webhook_token
from trunkline.errors import ForgedWebhookError, UnavailableError
from trunkline.observability import emit, logger
from trunkline.services.carrier_accounts import AccountRecord, Accounts, StaleAccountError
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.expiring_cache import ExpiringCache

if TYPE_CHECKING:
    from trunkline.table.events import EventTable

CACHE_SECONDS = 60
CACHE_ENTRIES = 1024
# After a failed signature the account is read anew, in case its token was rotated, but not for every forgery.
REREAD_AFTER_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a carrier sent; ``url`` is the one that it was given, ``headers`` have lower-case names."""

    kind: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeys:
    """What a carrier may have signed with: one of the account's secrets, or what belongs to one of its public keys."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    # In the order in which they were sent, which is the one to try them in.
    public_keys: tuple[str, ...] = ()


class WebhookReader(Protocol):
    """One carrier's way to sign and to say things."""

    kinds: frozenset[str]
    # Where not, the account's secret stays sealed until it is needed to call the carrier.
    signs_with_secret: bool

    def verify(self, delivery: Delivery, keys: SigningKeys, now: datetime) -> str | None:
        """Verify that the carrier has signed exactly this; return the public key that did, None where none was needed.

        Raises:
            ForgedWebhookError: It has not.
        """

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        """Return the events that a verified delivery tells; none for what is not of interest."""


class EventQueue(Protocol):
    """Where events wait that the store is too busy for."""

    def put(self, webhook: Webhook, event: Event, received_at: datetime) -> None:
        """Keep the event for later."""


class RecordingQueue(Protocol):
    """Where recordings wait to be copied."""

    def put(self, webhook: Webhook, event: RecordingEvent) -> None:
        """Have a recording copied soon."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The use cases; one lives as long as the warm environment and remembers for a minute whose tokens it has met."""

    store: "EventTable"
    accounts: Accounts
    queue: EventQueue
    recordings: RecordingQueue
    clock: Clock = utc_now
    seen: ExpiringCache[str, Webhook] = field(
        default_factory=lambda: ExpiringCache(CACHE_SECONDS, entries=CACHE_ENTRIES), repr=False
    )
    _called: dict[str, ProviderPhone] = field(default_factory=dict, repr=False)

    def identify(self, token: str, carrier: Carrier) -> Webhook:
        """Return the webhook of a token.

        Raises:
            ForgedWebhookError: There is none, or its number is at another carrier.
        """
        webhook = self.seen.get(token, lambda: self.store.find_webhook(token)) if is_webhook_token(token) else None
        if webhook is None or webhook.carrier is not carrier:
            raise ForgedWebhookError
        return webhook

    def verify(self, webhook: Webhook, reader: WebhookReader, delivery: Delivery) -> str | None:
        """Check that the webhook's account signed the delivery.

        Returns the public key that proves it if that ends others, for ``end_keys_before``.

        Raises:
            ForgedWebhookError: It did not.
        """
        keys = self._keys(webhook, reader)
        try:
            used = reader.verify(delivery, keys, self.clock())
        except ForgedWebhookError:
            fresh = self._keys(webhook, reader, not_older_than_seconds=REREAD_AFTER_SECONDS)
            if fresh == keys:
                raise
            keys, used = fresh, reader.verify(delivery, fresh, self.clock())
        if keys == SigningKeys():
            emit({"UnsignedWebhooks": 1})
        return used if used is not None and used != keys.public_keys[0] else None

    def end_keys_before(self, webhook: Webhook, used: str) -> None:
        """End the account's public keys that were sent before the one that an event was verified with; never fails.

        Not for every event, but for the first one that is verified with a key that was sent later than others.
        """
        try:
            self.accounts.end_keys_before(self._record(webhook), used)
            logger.info("earlier public keys ended", organization=webhook.organization_id, carrier=webhook.carrier)
        except StaleAccountError:
            # The next event is verified with the account as it is by then.
            pass
        except Exception as error:  # noqa: BLE001 - the event is genuine all the same
            logger.warning("earlier public keys not ended", error=type(error).__name__)

    def account(self, webhook: Webhook, **options: float) -> CarrierAccount:
        """Return the webhook's account, to call the carrier with."""
        account = self.accounts.open(webhook.organization_id, webhook.carrier, webhook.account_id, **options)
        if account is None:
            # The carrier is faster than the registration, which stores the account at its end.
            raise UnavailableError
        return account

    def settings_for_call(self, webhook: Webhook) -> tuple[ProviderPhone | None, NumberSettings | None]:
        """Return the provider phone and the settings of the number that it is linked to."""
        before = self._called.pop(webhook.provider_phone_uuid, None)
        phone, settings = self.store.find_situation(webhook, before)
        if phone is not None:
            if len(self._called) >= CACHE_ENTRIES:
                self._called.pop(next(iter(self._called)))
            self._called[phone.uuid] = phone
        return phone, settings

    def keep(self, webhook: Webhook, event: Event, phone: ProviderPhone | None = None) -> None:
        """Store an event or, when that fails, queue it.

        Raises:
            UnavailableError: Neither was possible.
        """
        received_at = self.clock()
        try:
            self.store_event(webhook, event, received_at, phone)
        except UnavailableError:
            self.queue.put(webhook, event, received_at)
        except Exception as error:  # noqa: BLE001 - most carriers do not send again: behind the queue is an alarm
            logger.error("event queued for a fault", error=type(error).__name__)
            self.queue.put(webhook, event, received_at)

    def postpone(self, webhook: Webhook, event: Event) -> None:
        """Queue an event: the table was found too busy already.

        Raises:
            UnavailableError: Not possible.
        """
        self.queue.put(webhook, event, self.clock())

    def store_event(
        self, webhook: Webhook, event: Event, received_at: datetime, phone: ProviderPhone | None = None
    ) -> None:
        """Store an event under the number that the provider phone is linked to, else under the provider phone.

        Raises:
            UnavailableError: The store is too busy, or a recording could not be queued to be copied.
        """
        if isinstance(event, RecordingEvent) and event.expires and self._may_be_new(webhook, event):
            # Queued before it is stored: whatever fails between the two, the event comes again and is new again. The
            # other way round a recording that is stored but was not queued would look done. Copying twice does no harm.
            self.recordings.put(webhook, event)
        phone = phone or self.store.find_phone(webhook)
        self.store.keep(webhook, _filing(webhook, phone), event, received_at)

    def _may_be_new(self, webhook: Webhook, event: RecordingEvent) -> bool:
        try:
            return self.store.takes_recording(webhook, event)
        except UnavailableError:
            # The link ends soon: the copy does not wait until the table has time.
            return True

    def _keys(self, webhook: Webhook, reader: WebhookReader, **options: float) -> SigningKeys:
        if reader.signs_with_secret:
            return SigningKeys(secrets=self.account(webhook, **options).signing_secrets)
        return SigningKeys(public_keys=self._record(webhook, **options).public_keys)

    def _record(self, webhook: Webhook, **options: float) -> AccountRecord:
        record = self.accounts.record(webhook.organization_id, webhook.carrier, webhook.account_id, **options)
        if record is None:
            raise UnavailableError
        return record


def _filing(webhook: Webhook, phone: ProviderPhone | None) -> Filing:
    number = phone.assigned_number_uuid if phone else None
    return Filing(
        organization_id=webhook.organization_id,
        workspace_uuid=phone.assigned_workspace_uuid if phone and number else None,
        filed_under=number or webhook.provider_phone_uuid,
    )
