"""What the schedule comes back to. Another kind of item that can be due is one more entry in both mappings."""

from trunkline.services.cleanup import ScheduledCleanup
from trunkline.services.reconcilers import ArchiveReconciler, AttachmentReconciler, ProviderPhoneReconciler
from trunkline.table.attachments import attachment_from
from trunkline.table.client import table
from trunkline.table.due import DueTable
from trunkline.table.items import number_from, provider_phone_from
from trunkline.table.provider_phones import ProviderPhoneTable
from trunkline.wiring import archive, carriers
from trunkline.wiring.archive_flow import archive_flow
from trunkline.wiring.release import release_policy


def scheduled_cleanup() -> ScheduledCleanup:
    """Compose the use case of ending what was begun and has not ended."""
    return ScheduledCleanup(
        index=DueTable(
            table(),
            {"phone_number": number_from, "provider_phone": provider_phone_from, "attachment": attachment_from},
        ),
        reconcilers={
            "phone_number": ArchiveReconciler(archive.archive_store(), archive.executions(), archive_flow()),
            "provider_phone": ProviderPhoneReconciler(
                ProviderPhoneTable(table()),
                carriers.attachments(),
                carriers.carriers,
                idle_limit=release_policy().idle_limit,
            ),
            "attachment": AttachmentReconciler(carriers.carrier_attachments()),
        },
    )
