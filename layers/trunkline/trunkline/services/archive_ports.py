"""What an archive is told, and what it asks of Step Functions and of what else knows the number."""

from dataclasses import dataclass, field
from typing import Protocol

from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone


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
    """What the organisation's inventory says of a number.

    A number that is not registered may have an item all the same, with the agents that refer to it, or with webhooks of
    a registration that is not complete: then ``record`` is not listed.
    """

    record: ProviderPhone | None = None
    agents: "dict[str, str]" = field(default_factory=dict)
    releasing: NumberUuid | None = None

    @property
    def phone(self) -> ProviderPhone | None:
        """The provider phone; None when the number is not registered."""
        return self.record if self.record and self.record.is_listed else None

    def concerns(self, number: PhoneNumber) -> bool:
        """Tell whether this number may hold the record: the record serves it, or no other."""
        return self.phone is None or self.phone.assigned_number_uuid in (None, number.uuid)


class Executions(Protocol):
    """The state machine. Raises UnavailableError when it is out of reach."""

    def start(self, step: ArchiveStep) -> None:
        """See to it that the attempt's execution runs; one that runs already is the same one.

        Raises:
            ExecutionClosedError: It has ended.
        """

    def is_running(self, step: ArchiveStep) -> bool:
        """Tell whether the attempt's execution was started and has not ended."""
