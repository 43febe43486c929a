"""Moving a phone number to another workspace of its organisation; an operator's task."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trunkline.domain.archiving import archived
from trunkline.domain.identifiers import new_number_id
from trunkline.domain.phone_numbers import NO_ATTEMPT, UNDER_WAY, ArchiveStatus, PhoneNumber
from trunkline.domain.tenants import Workspace
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import ConflictError, NotFoundError, UnavailableError
from trunkline.invocation import attempts
from trunkline.services.phone_numbers import StaleNumberError

if TYPE_CHECKING:
    from trunkline.table.archiving import ArchiveTable
    from trunkline.table.number_moves import NumberMoveTable


class MoveBlockedError(ConflictError):
    """A workflow or event rule of the workspace refers to the number."""

    def __init__(self) -> None:
        super().__init__("A workflow or event rule of its workspace uses this number; `references list` shows which")


@dataclass(frozen=True, slots=True)
class NumberMoves:
    """The use case.

    The number's record in the old workspace is archived and keeps its history. The new record has the settings and the
    provider phone, and gets the calls from then on. What is set at the carrier does not change: the number rings
    throughout.
    """

    numbers: "ArchiveTable"
    store: "NumberMoveTable"
    clock: Clock = utc_now
    sleep: Callable[[float], None] = time.sleep

    def move(self, number: PhoneNumber, target: Workspace) -> PhoneNumber:
        """Move a number to another workspace of its organisation.

        Args:
            number: The number; it is read again.
            target: Where it is to be.

        Returns:
            The number's record in the other workspace.

        Raises:
            ConflictError: It is there already, archived or being archived, or something of its workspace needs it.
            NotFoundError: There is no such number, or the workspace is another organisation's.
            UnavailableError: The number kept changing.
        """
        if target.organization_id != number.organization_id:
            raise NotFoundError(f"Workspace {target.uuid}")
        if target.uuid == number.workspace_uuid:
            raise ConflictError("The number is in this workspace already")
        for _ in attempts(self.sleep):
            before = self.numbers.find(number.workspace_uuid, number.uuid)
            if before is None:
                raise NotFoundError("Phone number")
            _require_at_rest(before)
            now = self.clock()
            moved = replace(
                before,
                workspace_uuid=target.uuid,
                id=new_number_id(),
                archive_status=ArchiveStatus.ACTIVE,
                archive=NO_ATTEMPT,
                created_at=now,
                updated_at=now,
                version=1,
            )
            try:
                self.store.move(before, archived(before, now), moved)
            except StaleNumberError:
                continue
            return moved
        raise UnavailableError


def _require_at_rest(number: PhoneNumber) -> None:
    if number.is_archived:
        raise ConflictError("The number is archived")
    if number.archive_status in UNDER_WAY:
        raise ConflictError("The number is being archived")
