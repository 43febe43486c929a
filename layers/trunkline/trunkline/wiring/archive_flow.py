"""The tasks of the archive's state machine, and what keeps a number from being archived."""

from typing import TYPE_CHECKING

from trunkline.services.archive_flow import ArchiveFlow, Blockers
from trunkline.settings import release_settings
from trunkline.table.archiving import ArchiveTable
from trunkline.table.client import table
from trunkline.table.events import EventTable

if TYPE_CHECKING:
    from trunkline.services.number_webhooks import NumberWebhooks


def archive_blockers() -> Blockers:
    """Compose the use case of finding what still needs a number."""
    return Blockers(ArchiveTable(table()), EventTable(table()))


def archive_flow() -> ArchiveFlow:
    """Compose the tasks of the state machine."""
    release = release_settings()
    return ArchiveFlow(
        store=ArchiveTable(table()),
        blockers=archive_blockers(),
        webhooks=_webhooks,
        quarantine=release.quarantine,
        idle_limit=release.idle_limit,
    )


def _webhooks() -> "NumberWebhooks":
    from trunkline.wiring import carriers  # noqa: PLC0415 - of the tasks only one, for a number that has a carrier

    return carriers.number_webhooks()
