"""Which organisations have endpoints that are slow: one item each."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.timestamps import to_iso
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Update

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SlowOrganizationTable:
    """The store of ``trunkline.services.slow_organizations``."""

    table: Table

    def is_slow(self, organization: OrganizationId, now: datetime) -> bool:
        """One read."""
        item = self.table.get(keys.slow_organization(organization))
        return item is not None and str(item["slow_until"]) > to_iso(now)

    def mark(self, organization: OrganizationId, *, until: datetime, unless_beyond: datetime) -> None:
        """One write; nothing happens where it is slow for longer than ``unless_beyond`` already."""
        update = Update(
            label="slow organization",
            key=keys.slow_organization(organization),
            set_={"slow_until": to_iso(until), "delete_after": int((until + _KEPT).timestamp())},
            first={"entity": "slow_organization"},
            condition="attribute_not_exists(slow_until) OR slow_until < :beyond",
            values={":beyond": to_iso(unless_beyond)},
        )
        with suppress(ConditionFailedError):
            self.table.write(update)
