"""How many bytes of recordings each organisation has copied today, and its copies in progress: one item a day."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.timestamps import to_iso
from trunkline.services.recordings import RecordingNotCopiedError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Update

# A quarter of what the function does at once: four organisations can be busy without a fifth waiting.
SLOTS = 5
_KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class CopyBudgetTable:
    """The budgets of ``trunkline.services.recordings``.

    The bytes are looked at before a copy and counted after it: an organisation may pass its limit by what its slots
    copy at that moment.
    """

    table: Table
    bytes_a_day: int

    def take_slot(self, organization: OrganizationId, now: datetime, until: datetime) -> str | None:
        """Take a slot for a copy; None when all are taken.

        One read, and mostly one write.

        Raises:
            RecordingNotCopiedError: The organisation has used up its day's bytes.
        """
        key = keys.copy_budget(organization, f"{now:%Y-%m-%d}")
        item, stamp = self.table.get(key) or {}, to_iso(now)
        if item.get("copied_bytes", 0) >= self.bytes_a_day:
            raise RecordingNotCopiedError("The organisation has copied as many bytes of recordings today as it may")
        for slot in (f"slot_{index}" for index in range(SLOTS)):
            if item.get(slot, "") >= stamp:
                continue
            with suppress(ConditionFailedError):
                self.table.write(
                    Update(
                        label="slot",
                        key=key,
                        set_={slot: to_iso(until), "delete_after": int((now + _KEPT).timestamp())},
                        first={"entity": "copy_budget"},
                        condition=f"attribute_not_exists({slot}) OR {slot} < :now",
                        values={":now": stamp},
                    )
                )
                return slot
        return None

    def return_slot(self, organization: OrganizationId, slot: str, now: datetime, copied_bytes: int) -> None:
        """Return a slot, and count what was copied.

        One write.
        """
        self.table.write(
            Update(
                label="slot",
                key=keys.copy_budget(organization, f"{now:%Y-%m-%d}"),
                set_={slot: None},
                add={"copied_bytes": copied_bytes},
                condition="attribute_exists(pk)",
            )
        )
