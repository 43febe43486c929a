"""What the schedule comes back to. Another kind of item that can be due is one more entry in both mappings."""

from trunkline.aws.clients import client
from trunkline.aws.webhook_queues import SqsRecordingQueue
from trunkline.carriers.registry import log_for
from trunkline.services.backfill_walks import BackfillReconciler
from trunkline.services.cleanup import ScheduledCleanup
from trunkline.services.reconcilers import ArchiveReconciler, DeliveryReconciler, ProviderPhoneReconciler
from trunkline.settings import release_settings, settings
from trunkline.table.backfills import BackfillTable, backfill_from
from trunkline.table.client import table
from trunkline.table.deliveries import DeliveryTable, delivery_from
from trunkline.table.due import DueTable
from trunkline.table.events import EventTable
from trunkline.table.number_items import number_from, record_from
from trunkline.table.provider_phones import ProviderPhoneTable
from trunkline.table.registrations import RegistrationTable
from trunkline.wiring import archive, carriers
from trunkline.wiring.archive_flow import archive_flow
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.hints import hint_queue


def scheduled_cleanup() -> ScheduledCleanup:
    """Compose the use case of ending what was begun and has not ended."""
    records = table()
    queue = SqsRecordingQueue(lambda: client("sqs"), lambda: settings().recordings_queue_url)
    return ScheduledCleanup(
        index=DueTable(
            records,
            {
                "phone_number": number_from,
                "provider_phone": record_from,
                "backfill": backfill_from,
                "delivery": delivery_from,
            },
        ),
        reconcilers={
            "phone_number": ArchiveReconciler(archive.archive_store(), archive.executions(), archive_flow()),
            "provider_phone": ProviderPhoneReconciler(
                ProviderPhoneTable(records),
                RegistrationTable(records),
                carriers.number_webhooks(),
                idle_limit=release_settings().idle_limit,
            ),
            "backfill": BackfillReconciler(
                BackfillTable(records), EventTable(records), queue, carrier_accounts(), log_for
            ),
            "delivery": DeliveryReconciler(DeliveryTable(records), hint_queue()),
        },
    )
