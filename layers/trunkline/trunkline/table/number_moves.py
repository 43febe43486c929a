"""A phone number's move to another workspace, in the table."""

from dataclasses import dataclass

from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.timestamps import Clock, to_iso, utc_now
from trunkline.errors import DuplicateNumberError
from trunkline.services.number_moves import MoveBlockedError
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Delete, Put, Update, Write
from trunkline.table.number_items import number_attributes
from trunkline.table.number_webhooks import NOT_LEASED

_NO_REFERENCES = "(attribute_not_exists(reference_count) OR reference_count = :none)"


@dataclass(frozen=True, slots=True)
class NumberMoveTable:
    """The store of ``trunkline.services.number_moves``."""

    table: Table
    clock: Clock = utc_now

    def move(self, before: PhoneNumber, left: PhoneNumber, moved: PhoneNumber) -> None:
        """Move a number in one transaction: its record, its guard, and who has its provider phone.

        Raises:
            DuplicateNumberError: The other workspace has the number, live.
            MoveBlockedError: A workflow or event rule refers to the number.
            StaleNumberError: The number is not as it was read, or its carrier is being called.
        """
        writes = [*_leave(before, left), *_arrive(moved)]
        if before.provider_phone_uuid is not None:
            writes.append(self._pass_on(before, moved))
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            if "guard" in error.found:
                raise DuplicateNumberError(error.found["guard"]["number_id"]) from None
            if error.found.get("number", {}).get("version") == before.version:
                raise MoveBlockedError from None
            raise StaleNumberError from error

    def _pass_on(self, before: PhoneNumber, moved: PhoneNumber) -> Update:
        """Give the provider phone to the number's new record; what is set at the carrier stays as it is."""
        assert before.provider_phone_uuid is not None  # noqa: S101 - the caller has looked
        return Update(
            label="provider phone",
            key=keys.provider_phone(before.organization_id, before.provider_phone_uuid),
            set_={
                "assigned_workspace": moved.workspace_uuid,
                "assigned_number": moved.uuid,
                "gsi1pk": keys.reserved_provider_phones(moved.organization_id, moved.workspace_uuid),
            },
            condition=f"assigned_number = :number AND attribute_not_exists(releasing) AND {NOT_LEASED}",
            values={":number": before.uuid, ":now": to_iso(self.clock())},
        )


def _leave(before: PhoneNumber, left: PhoneNumber) -> list[Write]:
    """Archive the record of the old workspace, unless something refers to it."""
    return [
        Delete(
            label="number",
            key=keys.number_in(keys.live_numbers(before.workspace_uuid), before.uuid),
            condition=f"version = :read AND {_NO_REFERENCES}",
            values={":read": before.version, ":none": 0},
        ),
        Put(
            label="archived number",
            key=keys.number_in(keys.archived_numbers(left.workspace_uuid), left.uuid),
            attributes=number_attributes(left),
            condition="attribute_not_exists(pk)",
        ),
        Delete(
            label="old guard",
            key=keys.number_guard(before.workspace_uuid, before.phone_number),
            condition="number_id = :number",
            values={":number": before.id},
        ),
    ]


def _arrive(moved: PhoneNumber) -> list[Write]:
    """Create the record of the new workspace, unless it has these digits already."""
    return [
        Put(
            label="guard",
            key=keys.number_guard(moved.workspace_uuid, moved.phone_number),
            attributes={"number_id": moved.id},
            condition="attribute_not_exists(pk)",
        ),
        Put(
            label="new number",
            key=keys.number_in(keys.live_numbers(moved.workspace_uuid), moved.uuid),
            attributes=number_attributes(moved),
            condition="attribute_not_exists(pk)",
        ),
    ]
