"""The tasks of the archive's state machine, and the blockers that the first of them looks for.

Each may be repeated, and may come late: it does its part only while the number says that this attempt is under way.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from trunkline.domain.archiving import (
    ArchiveStep,
    Inventory,
    archived,
    blocked,
    claimed,
    failed,
    is_held_by,
    is_under_way,
)
from trunkline.domain.blockers import Blocker, agent_blockers, call_blockers
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import ArchiveStatus, PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone, WebhookStatus, next_due, released
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import NotFoundError, NumberBusyError, UnavailableError
from trunkline.invocation import attempts
from trunkline.services.number_webhooks import NumberWebhooks
from trunkline.services.phone_numbers import StaleNumberError

if TYPE_CHECKING:
    from trunkline.table.archiving import ArchiveTable
    from trunkline.table.events import EventTable

# The flow ends within this, its retries included; then the cleanup asks what has become of the execution.
FLOW_GRACE = timedelta(minutes=30)


class Outcome(StrEnum):
    """The result of a task. The state machine tells CLAIMED and BLOCKED apart; the rest is for the log."""

    CLAIMED = "claimed"
    BLOCKED = "blocked"
    RELEASED = "released"
    # The number has no webhooks at a carrier.
    NOTHING_TO_RELEASE = "nothing_to_release"
    # ``force`` was sent: the cleanup will see to the carrier.
    CARRIER_SKIPPED = "carrier_skipped"
    ARCHIVED = "archived"
    FAILED = "failed"
    # Another attempt has taken over, or this one has ended before.
    SUPERSEDED = "superseded"


class Blockers:
    """Everything that may need a number. What cannot be read is an error, never "none"."""

    def __init__(self, store: "ArchiveTable", events: "EventTable") -> None:
        self.store = store
        self.events = events

    def of(self, workspace: WorkspaceUuid, number: NumberUuid) -> tuple[PhoneNumber, Sequence[Blocker]]:
        """Return the number and what keeps it from being archived; nothing, once it is archived.

        Raises:
            NotFoundError: The workspace never had the number.
            UnavailableError: Some of it cannot be read now.
        """
        found = self.store.find(workspace, number)
        if found is None:
            raise NotFoundError("Phone number")
        if found.is_archived:
            return found, ()
        return found, self.holding(found, self.store.inventory(found))

    def holding(self, number: PhoneNumber, inventory: Inventory) -> list[Blocker]:
        """List what refers to the number, or to its inventory record as far as that is the number's."""
        agents = inventory.agents if inventory.concerns(number) else {}
        calls = self.events.calls_in_progress(number.uuid)
        return [
            *self.store.references(number.uuid),
            *agent_blockers(agents),
            *call_blockers(call.id for call in calls),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFlow:
    """The four tasks."""

    store: "ArchiveTable"
    blockers: Blockers
    # Only a number that has a carrier account needs them.
    webhooks: Callable[[], NumberWebhooks]
    # How long a released number rests, and how long it may stay idle in the pool; zero: not at all, and for ever.
    quarantine: timedelta
    idle_limit: timedelta
    clock: Clock = utc_now
    sleep: Callable[[float], None] = time.sleep

    def claim(self, step: ArchiveStep) -> Outcome:
        """CLAIMED, and from then on nothing new can refer to the number; or BLOCKED, and it is active again.

        Raises:
            NumberBusyError: Somebody sets or removes the number's webhooks at the moment.
            UnavailableError: What needs the number cannot be read, or it kept changing.
        """
        return self._until_settled(step, self._claim)

    def release(self, step: ArchiveStep) -> Outcome:
        """Restore the number's webhooks at its carrier; a number that the carrier does not know has none.

        Raises:
            CarrierRefusedError: The carrier refuses.
            CarrierUnavailableError: The carrier cannot do it now.
            NumberBusyError: Another attempt works on the number's webhooks.
        """
        return self._until_settled(step, self._release)

    def finish(self, step: ArchiveStep) -> Outcome:
        """Archive the number; its provider phone is free then, or in quarantine."""
        return self._until_settled(step, self._finish)

    def fail(self, step: ArchiveStep, reason: str) -> Outcome:
        """FAILED, with the reason kept: the number is live and linked as it was."""
        return self._until_settled(step, lambda attempt, number: self._fail(attempt, number, reason))

    def _until_settled(self, step: ArchiveStep, act: Callable[[ArchiveStep, PhoneNumber | None], Outcome]) -> Outcome:
        for _ in attempts(self.sleep):
            try:
                return act(step, self.store.find(step.workspace_uuid, step.number_uuid))
            except StaleNumberError:
                continue
        raise UnavailableError

    def _claim(self, step: ArchiveStep, number: PhoneNumber | None) -> Outcome:
        if is_held_by(number, step.attempt):
            # Claimed by a call whose answer was lost, or by an attempt that died: nothing can refer to it since.
            return Outcome.CLAIMED
        if number is None or not is_under_way(number, step.attempt):
            return Outcome.SUPERSEDED
        now = self.clock()
        inventory = self.store.inventory(number)
        if inventory.record and inventory.concerns(number) and inventory.record.is_leased(now):
            raise NumberBusyError
        if blockers := self.blockers.holding(number, inventory):
            self.store.block(number, blocked(number, now), blockers)
            return Outcome.BLOCKED
        self.store.claim(number, claimed(number, now), inventory, now + FLOW_GRACE)
        return Outcome.CLAIMED

    def _release(self, step: ArchiveStep, number: PhoneNumber | None) -> Outcome:
        if number is None or not is_held_by(number, step.attempt):
            return Outcome.SUPERSEDED
        phone = self.store.inventory(number).phone
        if phone is None or phone.assigned_number_uuid != number.uuid:
            return Outcome.NOTHING_TO_RELEASE
        if phone.webhook_status is WebhookStatus.DETACHED:
            return Outcome.NOTHING_TO_RELEASE
        is_forced = number.archive.force
        webhooks = self.webhooks()
        if not (webhooks.detach_later(phone) if is_forced else webhooks.detach(phone)):
            raise NumberBusyError
        return Outcome.CARRIER_SKIPPED if is_forced else Outcome.RELEASED

    def _finish(self, step: ArchiveStep, number: PhoneNumber | None) -> Outcome:
        if number is not None and number.is_archived:
            return Outcome.ARCHIVED
        if number is None or not is_held_by(number, step.attempt):
            return Outcome.SUPERSEDED
        now = self.clock()
        inventory = self.store.inventory(number)
        phone = self._unassign(number, inventory.phone)
        due_at = next_due(phone, idle_limit=self.idle_limit, now=now) if phone else None
        self.store.finish(number, archived(number, now), inventory, phone, due_at)
        return Outcome.ARCHIVED

    def _unassign(self, number: PhoneNumber, phone: ProviderPhone | None) -> ProviderPhone | None:
        if phone is None or phone.assigned_number_uuid != number.uuid:
            return replace(phone, releasing=None) if phone else None
        return released(phone, quarantine=self.quarantine, now=self.clock())

    def _fail(self, step: ArchiveStep, number: PhoneNumber | None, reason: str) -> Outcome:
        if number is not None and number.archive_status is ArchiveStatus.FAILED:
            return Outcome.FAILED if number.archive.number == step.attempt else Outcome.SUPERSEDED
        if number is None or not is_under_way(number, step.attempt):
            return Outcome.SUPERSEDED
        now = self.clock()
        inventory = self.store.inventory(number)
        # What may have been cleared at the carrier is due to be set again.
        phone = replace(inventory.phone, releasing=None) if inventory.phone else None
        due_at = next_due(phone, idle_limit=self.idle_limit, now=now) if phone else None
        self.store.fail(number, failed(number, reason, now), inventory, phone, due_at)
        return Outcome.FAILED
