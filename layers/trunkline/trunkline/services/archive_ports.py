"""What the archive asks of the table, of Step Functions, and of what else knows the number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from trunkline.domain.blockers import ActiveCall, Blocker
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import AttachmentStatus, PhoneNumber, ProviderPhone
from trunkline.services.idempotency import IdempotentResponse


class ExecutionClosedError(Exception):
    """The execution of this attempt has ended; the number says how, unless it ended without having its say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStep:
    """All that an execution is given; the rest it reads from the number."""

    workspace_uuid: WorkspaceUuid
    number_uuid: NumberUuid
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the organisation's inventory says of a number; ``phone`` is None when it is not registered.

    A number that is not registered may have a record all the same, with the agents that refer to it.
    """

    phone: ProviderPhone | None = None
    agents: "dict[str, str]" = field(default_factory=dict)
    releasing: NumberUuid | None = None

    def concerns(self, number: PhoneNumber) -> bool:
        """Whether the record is this number's to hold: it serves it, or no other."""
        return self.phone is None or self.phone.assigned_number_uuid in (None, number.uuid)


class ArchiveStore(Protocol):
    """Where numbers are on their way out. Whatever changes a number raises StaleNumberError when it has changed."""

    def find(self, workspace: WorkspaceUuid, number: NumberUuid) -> PhoneNumber | None:
        """The number, live or archived, as of all writes before."""

    def inventory(self, number: PhoneNumber) -> Inventory:
        """What the inventory says of the number's provider phone, or without one of the number itself."""

    def references(self, number: NumberUuid) -> Sequence[Blocker]:
        """The workflows and event rules that refer to the number, the first hundred."""

    def advance(
        self,
        before: PhoneNumber,
        after: PhoneNumber,
        due_at: datetime,
        idempotent: IdempotentResponse[PhoneNumber] | None = None,
    ) -> None:
        """Store a number on its way, to be looked at by the cleanup when nothing has come of it by ``due_at``."""

    def claim(self, before: PhoneNumber, after: PhoneNumber, inventory: Inventory, due_at: datetime) -> None:
        """Take hold of the number and its inventory record, if nothing at all refers to them."""

    def block(self, before: PhoneNumber, after: PhoneNumber, blockers: Sequence[Blocker]) -> None:
        """Store a number that is still needed, and by what."""

    def blocked_by(self, number: NumberUuid) -> Sequence[Blocker]:
        """What the latest blocked attempt was blocked by."""

    def finish(
        self,
        before: PhoneNumber,
        after: PhoneNumber,
        inventory: Inventory,
        phone: ProviderPhone | None,
        due_at: datetime | None,
    ) -> None:
        """Move the number to the archived ones and let go of its inventory record, which becomes ``phone``."""

    def fail(
        self,
        before: PhoneNumber,
        after: PhoneNumber,
        inventory: Inventory,
        phone: ProviderPhone | None,
        due_at: datetime | None,
    ) -> None:
        """Store the failure and let go of the inventory record if it was held."""

    def mark_attachment(self, phone: ProviderPhone, attachment: AttachmentStatus) -> None:
        """Note on a provider phone that is held what is done with its webhooks."""


class Executions(Protocol):
    """The state machine. Raises UnavailableError when it is out of reach."""

    def start(self, step: ArchiveStep) -> None:
        """See to it that the attempt's execution runs; one that runs already is the same one.

        Raises:
            ExecutionClosedError: It has ended.
        """

    def is_running(self, step: ArchiveStep) -> bool:
        """Whether the attempt's execution was started and has not ended."""


class ActiveCalls(Protocol):
    """The calls of a number that nobody has hung up."""

    def in_progress(self, workspace: WorkspaceUuid, number: NumberUuid) -> Sequence[ActiveCall]:
        """Up to a hundred of them, with calls whose end was never reported."""
