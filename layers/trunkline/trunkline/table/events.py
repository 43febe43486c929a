"""Webhooks, and the histories of calls and messages, in the table."""

from contextlib import suppress
from datetime import datetime, timedelta

from trunkline.domain.calls import (
    IS_OVER_AFTER,
    LIVE_STATES,
    Call,
    CallEvent,
    Event,
    Filing,
    FromLog,
    LegEvent,
    Message,
    MessageEvent,
    RecordingEvent,
)
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.phone_numbers import NumberSettings
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import Clock, to_iso, utc_now
from trunkline.domain.webhooks import Webhook
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.calls import call_from, call_write, copy_write, leg_write, recording_write, takes_recording
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Write
from trunkline.table.messages import message_from, message_write
from trunkline.table.number_items import number_from, provider_phone_from

# Longer than any carrier lets a call last.
LONGEST_CALL_HOURS = 24
# What DynamoDB reads in one batch.
_BATCH = 100
_POSITION = ("gsi1sk", "pk", "sk")


class EventTable:
    """The store of ``trunkline.services.webhooks`` and of the histories."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self.table = table
        self.clock = clock

    def find_webhook(self, token: str) -> Webhook | None:
        """Find the webhook of a token.

        One read.
        """
        item = self.table.get(keys.webhook(token))
        if item is None:
            return None
        return Webhook(
            organization_id=item["organization"],
            provider_phone_uuid=item["provider_phone_uuid"],
            e164=item["e164"],
            carrier=Carrier(item["carrier"]),
            account_id=item["account_id"],
            base_url=item["webhook_base_url"],
        )

    def find_phone(self, webhook: Webhook) -> ProviderPhone | None:
        """Find the provider phone of a webhook.

        One read.
        """
        return provider_phone_from(self.table.get(_phone_of(webhook)))

    def find_situation(
        self, webhook: Webhook, before: ProviderPhone | None
    ) -> tuple[ProviderPhone | None, NumberSettings | None]:
        """Find the provider phone and the settings of its number; no settings where none is linked.

        One read of both while the phone is linked as it was before, else two.
        """
        expected, number = _linked_number(before), None
        if expected:
            item, number = self.table.get_all([_phone_of(webhook), expected])
        else:
            item = self.table.get(_phone_of(webhook))
        phone = provider_phone_from(item)
        linked = _linked_number(phone)
        if linked and linked != expected:
            number = self.table.get(linked)
        return phone, number_from(number).settings if linked and number else None

    def keep(
        self, webhook: Webhook, filing: Filing, event: Event, received_at: datetime, log: FromLog | None = None
    ) -> None:
        """Store an event; one that is stored already is left so.

        One conditional write.
        """
        at = to_iso(received_at)
        write: Write
        match event:
            case CallEvent():
                write = call_write(webhook, filing, event, at, log)
            case LegEvent():
                write = leg_write(webhook, filing, event, at, log)
            case RecordingEvent():
                write = recording_write(webhook, filing, event, at, log)
            case MessageEvent():
                write = message_write(webhook, filing, event, at, log)
        # A condition that does not hold says that the event is stored already.
        with suppress(ConditionFailedError):
            self.table.write(write)

    def takes_recording(self, webhook: Webhook, event: RecordingEvent) -> bool:
        """Tell whether the event would change the call's recordings.

        One read.
        """
        item = self.table.get(keys.call(webhook.organization_id, webhook.carrier, event.call_id))
        return item is None or takes_recording(item, event)

    def keep_copy(
        self, organization: OrganizationId, carrier: Carrier, call_id: str, recording_id: str, object_key: str
    ) -> None:
        """Note where our copy of a recording is."""
        with suppress(ConditionFailedError):
            self.table.write(copy_write(organization, carrier, call_id, recording_id, object_key))

    def calls(self, number: str, *, limit: int | None, after: str | None) -> Page[Call]:
        """List the calls of a number, the newest first.

        One query.
        """
        items, position = self._newest(keys.calls_of(number), limit, after)
        return Page([call_from(item) for item in items], position)

    def messages(self, number: str, *, limit: int | None, after: str | None) -> Page[Message]:
        """List the messages of a number, the newest first.

        One query.
        """
        items, position = self._newest(keys.messages_of(number), limit, after)
        return Page([message_from(item) for item in items], position)

    def calls_in_progress(self, number: str) -> list[Call]:
        """List the calls of a number in progress; a call without an event for four hours has ended.

        One query of those that began within a day, because no carrier lets one last longer, and one batch read of them.
        """
        now = self.clock()
        since, forgotten = to_iso(now - timedelta(hours=LONGEST_CALL_HOURS)), now - IS_OVER_AFTER
        found: list[Call] = []
        after: Item | None = None
        while True:
            result = self.table.query_gsi2(
                gsi2pk=keys.calls_in_progress(number), since=since, limit=_BATCH, after=after
            )
            begun = [keys.Key(item["pk"], item["sk"]) for item in result.items]
            calls = [call_from(item) for item in (self.table.get_all(begun) if begun else []) if item]
            found += [call for call in calls if call.state in LIVE_STATES and call.last_event_at > forgotten]
            if result.ended or not result.items:
                return found
            after = result.items[-1]

    def _newest(self, partition: str, limit: int | None, after: str | None) -> tuple[list[Item], str | None]:
        start = index_key(partition, after) if after else None
        result = self.table.query_gsi1(gsi1pk=partition, limit=limit, after=start, is_newest_first=True)
        items = list(result.items)
        return items, None if result.ended or not items else index_position(items[-1])


def index_position(item: Item) -> str:
    """Return an item's position in its partition of the index, as text."""
    return "\n".join(item[name] for name in _POSITION)


def index_key(partition: str, position: str) -> dict[str, str]:
    """Return the key of the item at a position."""
    return dict(zip(_POSITION, position.split("\n"), strict=True)) | {"gsi1pk": partition}


def _phone_of(webhook: Webhook) -> keys.Key:
    return keys.provider_phone(webhook.organization_id, webhook.provider_phone_uuid)


def _linked_number(phone: ProviderPhone | None) -> keys.Key | None:
    """Return the key of the live number that a provider phone is linked to."""
    if phone is None or phone.assigned_workspace_uuid is None or phone.assigned_number_uuid is None:
        return None
    return keys.number_in(keys.live_numbers(phone.assigned_workspace_uuid), phone.assigned_number_uuid)
