"""Which store serves which use case. Functions and the edge ask here; everything is made on first use."""

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from trunkline.services.credentials import Authenticator
from trunkline.settings import (
    event_bus_name,
    recording_bytes_a_day,
    reference_dead_letters_url,
    release_settings,
    settings,
    state_machine_arn,
)
from trunkline.table.client import table
from trunkline.table.credentials import CredentialTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from trunkline.aws.recordings import S3RecordingFiles
    from trunkline.domain.phone_numbers import ProviderPhone
    from trunkline.domain.provider_phones import ReleasePolicy
    from trunkline.events.number_stream import Bus
    from trunkline.events.reference_changes import ReferenceChanges
    from trunkline.services.archive_blockers import Blockers
    from trunkline.services.archive_flow import ArchiveFlow
    from trunkline.services.archive_ports import ArchiveStore, Executions
    from trunkline.services.archive_requests import ArchiveRequests
    from trunkline.services.attachments import Attachments
    from trunkline.services.carrier_accounts import Accounts
    from trunkline.services.carrier_attachments import CarrierAttachments
    from trunkline.services.carriers import Carriers
    from trunkline.services.cleanup import ScheduledCleanup
    from trunkline.services.contacts import Contacts
    from trunkline.services.custom_fields import CustomFields
    from trunkline.services.idempotency import IdempotencyStore
    from trunkline.services.phone_numbers import PhoneNumbers
    from trunkline.services.recordings import Recordings
    from trunkline.services.registrations import Registrations
    from trunkline.services.tenants import Tenants
    from trunkline.services.webhooks import Webhooks
    from trunkline.services.well_phones import WellPhones
    from trunkline.services.zudu_numbers import ZuduNumbers
    from trunkline.table.client import Table
    from trunkline.table.events import EventTable


@lru_cache(maxsize=1)
def authenticator() -> Authenticator:
    """Recognises tokens; one per warm environment, for it remembers whom it has met."""
    return Authenticator(CredentialTable(table()))


def phone_numbers() -> "PhoneNumbers":
    """The use cases of a workspace's phone numbers."""
    from trunkline.services.phone_numbers import PhoneNumbers  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.phone_numbers import PhoneNumberTable  # noqa: PLC0415

    def attach(phone: "ProviderPhone") -> None:
        attachments().attach_now_or_later(phone)

    return PhoneNumbers(PhoneNumberTable(table(), idle_limit=release_policy().idle_limit), attach)


def contacts() -> "Contacts":
    """The use cases of an organisation's contacts."""
    from trunkline.services.contacts import Contacts  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.contacts import ContactTable  # noqa: PLC0415
    from trunkline.table.custom_fields import CustomFieldTable  # noqa: PLC0415

    return Contacts(ContactTable(table()), CustomFieldTable(table()))


def custom_fields() -> "CustomFields":
    """The use cases of the custom fields that an organisation defines."""
    from trunkline.services.custom_fields import CustomFields  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.custom_fields import CustomFieldTable  # noqa: PLC0415

    return CustomFields(CustomFieldTable(table()))


def well_phones() -> "WellPhones":
    """The use cases of Well phones."""
    from trunkline.services.well_phones import WellPhones  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.well_phones import WellPhoneTable  # noqa: PLC0415

    return WellPhones(WellPhoneTable(table()))


def zudu_numbers() -> "ZuduNumbers":
    """The use cases of Zudu's phone numbers."""
    from trunkline.services.zudu_numbers import ZuduNumbers  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.zudu_numbers import ZuduNumberTable  # noqa: PLC0415

    return ZuduNumbers(ZuduNumberTable(table()))


def idempotency_store() -> "IdempotencyStore":
    """Where answers are kept; only a request with an idempotency key pays for the import."""
    from trunkline.table.idempotency import IdempotencyTable  # noqa: PLC0415

    return IdempotencyTable(table())


@lru_cache(maxsize=1)
def carrier_accounts() -> "Accounts":
    """Opens carrier accounts; one per warm environment, for it remembers them for five minutes."""
    return _accounts_in(table())


def _accounts_in(records: "Table") -> "Accounts":
    from trunkline.aws.clients import client  # noqa: PLC0415
    from trunkline.aws.kms import KmsSealer  # noqa: PLC0415
    from trunkline.services.carrier_accounts import Accounts  # noqa: PLC0415
    from trunkline.table.carrier_accounts import AccountTable  # noqa: PLC0415

    return Accounts(AccountTable(records), KmsSealer(lambda: client("kms"), settings().secrets_key_id))


def carrier_attachments() -> "CarrierAttachments":
    """Webhooks at the carriers: the ``Carriers`` of the phone-number and archive use cases."""
    from trunkline.carriers.registry import adapter_for  # noqa: PLC0415
    from trunkline.services.carrier_attachments import CarrierAttachments  # noqa: PLC0415
    from trunkline.table.attachments import AttachmentTable  # noqa: PLC0415

    return CarrierAttachments(AttachmentTable(table()), carrier_accounts(), adapter_for, settings().webhook_base_url)


def registrations() -> "Registrations":
    """The use cases of registering numbers that users own."""
    from trunkline.services.registrations import Registrations  # noqa: PLC0415
    from trunkline.table.registrations import RegistrationTable  # noqa: PLC0415

    return Registrations(RegistrationTable(table()), carrier_attachments())


@lru_cache(maxsize=1)
def webhooks() -> "Webhooks":
    """Events from carriers; one per warm environment, for it remembers whose tokens it has met."""
    from trunkline.aws.clients import fail_fast_client  # noqa: PLC0415
    from trunkline.table.client import fail_fast_table  # noqa: PLC0415

    return _webhooks_with(fail_fast_table(), lambda: fail_fast_client("sqs"))


def queued_webhooks() -> "Webhooks":
    """Events that waited in the queue: nobody waits for them now, so table and queue get the usual time."""
    from trunkline.aws.clients import client  # noqa: PLC0415

    return _webhooks_with(table(), lambda: client("sqs"))


def _webhooks_with(events: "Table", sqs: "Callable[[], Any]") -> "Webhooks":
    from trunkline.aws.webhook_queues import SqsEventQueue, SqsRecordingQueue  # noqa: PLC0415
    from trunkline.services.webhooks import Webhooks  # noqa: PLC0415
    from trunkline.table.events import EventTable  # noqa: PLC0415

    return Webhooks(
        EventTable(events),
        _accounts_in(events),
        SqsEventQueue(sqs, settings().events_queue_url),
        SqsRecordingQueue(sqs, settings().recordings_queue_url),
    )


def events() -> "EventTable":
    """Histories of calls and messages."""
    from trunkline.table.events import EventTable  # noqa: PLC0415

    return EventTable(table())


def recording_files() -> "S3RecordingFiles":
    """Our copies of recordings."""
    from trunkline.aws.clients import client  # noqa: PLC0415
    from trunkline.aws.recordings import S3RecordingFiles  # noqa: PLC0415

    return S3RecordingFiles(client("s3"), settings().recordings_bucket)


def recordings() -> "Recordings":
    """Copies recordings whose link at the carrier ends."""
    from trunkline.carriers.telnyx.recordings import fetch_recording  # noqa: PLC0415
    from trunkline.services.recordings import Recordings  # noqa: PLC0415
    from trunkline.table.copy_budgets import CopyBudgetTable  # noqa: PLC0415

    budgets = CopyBudgetTable(table(), bytes_a_day=recording_bytes_a_day())
    return Recordings(carrier_accounts(), fetch_recording, recording_files(), events(), budgets)


def carriers() -> "Carriers":
    """Every carrier behind one face; only a number that has a carrier account leads here."""
    return carrier_attachments()


def release_policy() -> "ReleasePolicy":
    """What becomes of numbers that are given back."""
    from trunkline.domain.provider_phones import ReleasePolicy  # noqa: PLC0415

    days = release_settings()
    return ReleasePolicy(
        quarantine=timedelta(days=days.quarantine_days), idle_limit=timedelta(days=days.pool_idle_days)
    )


def attachments() -> "Attachments":
    """Setting and clearing webhooks."""
    from trunkline.services.attachments import Attachments  # noqa: PLC0415
    from trunkline.table.provider_phones import ProviderPhoneTable  # noqa: PLC0415

    return Attachments(ProviderPhoneTable(table()), carriers, idle_limit=release_policy().idle_limit)


def archive_store() -> "ArchiveStore":
    """Numbers on their way out."""
    from trunkline.table.archiving import ArchiveTable  # noqa: PLC0415

    return ArchiveTable(table())


def archive_blockers() -> "Blockers":
    """What still needs a number."""
    from trunkline.services.archive_blockers import Blockers  # noqa: PLC0415
    from trunkline.table.active_calls import ActiveCallTable  # noqa: PLC0415

    return Blockers(archive_store(), ActiveCallTable(events()))


def executions() -> "Executions":
    """The archive's state machine."""
    from trunkline.aws.clients import client  # noqa: PLC0415
    from trunkline.aws.executions import StepFunctions  # noqa: PLC0415

    # Who asks for an archive may wait for its end besides; what cannot be started now the cleanup starts.
    return StepFunctions(client("stepfunctions", read_seconds=1.5), state_machine_arn())


def archive_requests() -> "ArchiveRequests":
    """Asking for a number to be archived."""
    from trunkline.services.archive_requests import ArchiveRequests  # noqa: PLC0415

    return ArchiveRequests(archive_store(), executions())


def archive_flow() -> "ArchiveFlow":
    """The tasks of the archive's state machine."""
    from trunkline.services.archive_flow import ArchiveFlow  # noqa: PLC0415

    return ArchiveFlow(
        store=archive_store(),
        blockers=archive_blockers(),
        carriers=carriers,
        policy=release_policy(),
    )


def reference_changes() -> "ReferenceChanges":
    """What the bus says of workflows and event rules."""
    from trunkline.aws.clients import client  # noqa: PLC0415
    from trunkline.aws.queues import DeadLetterQueue  # noqa: PLC0415
    from trunkline.events.reference_changes import ReferenceChanges  # noqa: PLC0415
    from trunkline.services.references import References  # noqa: PLC0415
    from trunkline.table.references import ReferenceTable  # noqa: PLC0415

    dead_letters = DeadLetterQueue(client("sqs"), reference_dead_letters_url())
    return ReferenceChanges(References(ReferenceTable(table())), dead_letters)


def event_bus() -> "Bus":
    """Where the service tells what happens."""
    from trunkline.aws.bus import EventBridge  # noqa: PLC0415
    from trunkline.aws.clients import client  # noqa: PLC0415

    return EventBridge(client("events"), event_bus_name())


def scheduled_cleanup() -> "ScheduledCleanup":
    """What the schedule comes back to. Another kind of item that can be due is one more entry in both mappings."""
    from trunkline.services.cleanup import ScheduledCleanup  # noqa: PLC0415
    from trunkline.services.reconcilers import (  # noqa: PLC0415
        ArchiveReconciler,
        AttachmentReconciler,
        ProviderPhoneReconciler,
    )
    from trunkline.table.attachments import attachment_from  # noqa: PLC0415
    from trunkline.table.due import DueTable  # noqa: PLC0415
    from trunkline.table.items import number_from, provider_phone_from  # noqa: PLC0415
    from trunkline.table.provider_phones import ProviderPhoneTable  # noqa: PLC0415

    idle_limit = release_policy().idle_limit
    return ScheduledCleanup(
        index=DueTable(
            table(),
            {"phone_number": number_from, "provider_phone": provider_phone_from, "attachment": attachment_from},
        ),
        reconcilers={
            "phone_number": ArchiveReconciler(archive_store(), executions(), archive_flow()),
            "provider_phone": ProviderPhoneReconciler(
                ProviderPhoneTable(table()), attachments(), carriers, idle_limit=idle_limit
            ),
            "attachment": AttachmentReconciler(carrier_attachments()),
        },
    )


def tenants() -> "Tenants":
    """Making tenants and giving them credentials; no function does that."""
    from trunkline.services.tenants import Tenants  # noqa: PLC0415
    from trunkline.table.credential_register import CredentialRegisterTable  # noqa: PLC0415
    from trunkline.table.tenants import TenantTable  # noqa: PLC0415

    return Tenants(TenantTable(table()), CredentialRegisterTable(table()))
