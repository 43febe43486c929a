"""Backfills as items, and what the table has of the entries of a carrier's log."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trunkline.domain.calls import CallEvent, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.domain.webhooks import Webhook
from trunkline.services.backfill import Backfill, Step
from trunkline.services.backfill_walks import Home, Standing
from trunkline.services.carrier_logs import LogEntry, LogWindow
from trunkline.services.cleanup import AccountKey
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.calls import lacks_beginning, start_write, takes_call, takes_leg, takes_recording
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Item, Put, Update
from trunkline.table.keys import Key
from trunkline.table.number_items import number_from, provider_phone_from

# What DynamoDB reads in one batch.
_BATCH = 100
# What has been read back stays to be looked at for so long.
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class BackfillTable:
    """The store of ``trunkline.services.backfill`` and of its walks."""

    table: Table

    def request(self, backfill: Backfill, *, due_at: datetime) -> Backfill:
        """Store a request, unless its window is being read back already.

        One conditional write, and one read more for such a window.
        """
        try:
            self.table.write(request_of(backfill, due_at))
        except ConditionFailedError:
            item = self.table.get(_key(backfill))
            return backfill_from(item) if item else backfill
        return backfill

    def save(self, backfill: Backfill, *, seen_due: datetime, due_at: datetime | None) -> bool:
        """Store how far a backfill is; False when somebody else has it now.

        One conditional write.
        """
        key = _key(backfill)
        changes = {**_progress(backfill), **keys.due_attributes(key, due_at)}
        if backfill.finished_at:
            changes["delete_after"] = int((backfill.finished_at + _KEPT).timestamp())
        try:
            self.table.write(
                Update(
                    label="backfill",
                    key=key,
                    set_=changes,
                    condition="gsi2sk = :seen",
                    values={":seen": to_iso(seen_due)},
                )
            )
        except ConditionFailedError:
            return False
        return True

    def page(self, organization: OrganizationId, *, limit: int | None, after: str | None) -> Page[Backfill]:
        """List an organisation's backfills, the latest first.

        One query.
        """
        partition, start = keys.register(organization, "BACKFILLS"), None
        if after:
            start = dict(zip(("gsi1sk", "pk", "sk"), after.split("\n"), strict=True)) | {"gsi1pk": partition}
        found = self.table.query_gsi1(gsi1pk=partition, limit=limit, after=start, is_newest_first=True)
        items = list(found.items)
        last = None if found.ended or not items else "\n".join(items[-1][name] for name in ("gsi1sk", "pk", "sk"))
        return Page([backfill_from(item) for item in items], last)

    def standings(self, account: AccountKey, entries: Sequence[LogEntry]) -> Mapping[int, Standing]:
        """Return what the table has of each entry, by the entries' identity.

        A batch read for each hundred calls or messages.
        """
        wanted = {_entry_key(account, entry) for entry in entries}
        items = self._all(wanted)
        return {id(entry): _standing(entry, items.get(_entry_key(account, entry))) for entry in entries}

    def homes(self, account: AccountKey, called: Collection[E164]) -> Mapping[E164, Home]:
        """Return where each number is filed, of those that the account serves.

        Two batch reads for each hundred numbers.
        """
        organization = account.organization_id
        of_phones = {keys.provider_phone(organization, provider_phone_uuid(organization, e164)) for e164 in called}
        phones = [phone for item in self._all(of_phones).values() if (phone := provider_phone_from(item))]
        served = [phone for phone in phones if (phone.provider, phone.account_id) == account[1:]]
        numbers = self._all({key for phone in served if (key := _number_key(phone))})
        return {phone.phone_number: _home(phone, numbers) for phone in served}

    def correct_start(self, webhook: Webhook, call_id: str, began: datetime) -> None:
        """Correct when a call began.

        One conditional write.
        """
        with suppress(ConditionFailedError):
            self.table.write(start_write(webhook, call_id, began))

    def _all(self, wanted: Collection[Key]) -> dict[Key, Item]:
        found: dict[Key, Item] = {}
        keys_ = sorted(wanted, key=lambda key: (key.pk, key.sk))
        for batch in (keys_[start : start + _BATCH] for start in range(0, len(keys_), _BATCH)):
            items = self.table.get_all(batch)
            found |= {key: item for key, item in zip(batch, items, strict=True) if item}
        return found


def request_of(backfill: Backfill, due_at: datetime) -> Put:
    """Return the write that requests a backfill, unless its window is being read back already."""
    key = _key(backfill)
    return Put(
        label="backfill",
        key=key,
        attributes={**_attributes(backfill), **keys.due_attributes(key, due_at)},
        condition="attribute_not_exists(pk) OR attribute_exists(finished_at)",
    )


def backfill_from(item: Item) -> Backfill:
    """Read a backfill from an item."""
    return Backfill(
        account=AccountKey(OrganizationId(item["organization"]), Carrier(item["carrier"]), item["account_id"]),
        window=LogWindow(
            start=from_iso(item["window_start"]),
            end=from_iso(item["window_end"]),
            e164=E164(item["e164"]) if item.get("e164") else None,
        ),
        requested_at=from_iso(item["requested_at"]),
        step=Step(item["step"]),
        position=item.get("log_position"),
        is_repeated=item.get("is_repeated", False),
        is_to_repeat=item.get("is_to_repeat", False),
        finished_at=from_iso(item["finished_at"]) if item.get("finished_at") else None,
        stored={step: int(item.get(f"stored_{step}", 0)) for step in Step},
        unreadable=int(item.get("unreadable", 0)),
        requests=int(item.get("requests", 0)),
    )


def _attributes(backfill: Backfill) -> Item:
    account, window, key = backfill.account, backfill.window, _key(backfill)
    known: dict[str, Any] = {
        "entity": "backfill",
        "organization": account.organization_id,
        "carrier": account.carrier,
        "account_id": account.account_id,
        "e164": window.e164,
        "window_start": to_iso(window.start),
        "window_end": to_iso(window.end),
        "requested_at": to_iso(backfill.requested_at),
        "gsi1pk": keys.register(account.organization_id, "BACKFILLS"),
        "gsi1sk": f"{to_iso(backfill.requested_at)}#{key.sk}",
        **_progress(backfill),
    }
    return {name: value for name, value in known.items() if value is not None}


def _progress(backfill: Backfill) -> Item:
    return {
        "step": str(backfill.step),
        "log_position": backfill.position,
        "is_repeated": backfill.is_repeated or None,
        "is_to_repeat": backfill.is_to_repeat or None,
        "finished_at": to_iso(backfill.finished_at) if backfill.finished_at else None,
        "unreadable": backfill.unreadable,
        "requests": backfill.requests,
        **{f"stored_{step}": backfill.stored.get(step, 0) for step in Step},
    }


def _key(backfill: Backfill) -> Key:
    account, window = backfill.account, backfill.window
    return keys.backfill(
        account.organization_id,
        account.carrier,
        account.account_id,
        (window.e164 or "", to_iso(window.start), to_iso(window.end)),
    )


def _entry_key(account: AccountKey, entry: LogEntry) -> Key:
    of = keys.message if isinstance(entry.event, MessageEvent) else keys.call
    return of(account.organization_id, account.carrier, entry.call_id)


def _standing(entry: LogEntry, item: Item | None) -> Standing:
    if item is None:
        return Standing()
    match entry.event:
        case MessageEvent():
            takes = False
        case RecordingEvent() as recording:
            takes = takes_recording(item, recording)
        case LegEvent() as leg:
            takes = takes_leg(item, leg)
        case CallEvent() | None as call:
            takes = takes_call(item, call)
    is_of_calls = entry.event is None or isinstance(entry.event, CallEvent)
    called = item.get("to_number")
    return Standing(
        is_stored=not takes,
        called=E164(called) if called else None,
        is_late=bool(is_of_calls and entry.began and lacks_beginning(item, entry.began)),
    )


def _number_key(phone: ProviderPhone) -> Key | None:
    if phone.assigned_workspace_uuid is None or phone.assigned_number_uuid is None:
        return None
    return keys.number_in(keys.live_numbers(phone.assigned_workspace_uuid), phone.assigned_number_uuid)


def _home(phone: ProviderPhone, numbers: Mapping[Key, Item]) -> Home:
    key = _number_key(phone)
    number = number_from(numbers[key]) if key and key in numbers else None
    return Home(
        phone_uuid=phone.uuid,
        e164=phone.phone_number,
        workspace_uuid=phone.assigned_workspace_uuid,
        number_uuid=phone.assigned_number_uuid,
        since=number.created_at if number else None,
    )
