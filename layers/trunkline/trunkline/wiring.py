"""Which store serves which use case. Functions and the edge ask here; everything is made on first use."""

from functools import lru_cache
from typing import TYPE_CHECKING

from trunkline.services.credentials import Authenticator
from trunkline.settings import settings
from trunkline.table.client import table
from trunkline.table.credentials import CredentialTable

if TYPE_CHECKING:
    from trunkline.aws.recordings import S3RecordingFiles
    from trunkline.services.carrier_accounts import Accounts
    from trunkline.services.carrier_attachments import CarrierAttachments
    from trunkline.services.contacts import Contacts
    from trunkline.services.custom_fields import CustomFields
    from trunkline.services.idempotency import IdempotencyStore
    from trunkline.services.phone_numbers import PhoneNumbers
    from trunkline.services.recordings import Recordings
    from trunkline.services.registrations import Registrations
    from trunkline.services.webhooks import Webhooks
    from trunkline.services.well_phones import WellPhones
    from trunkline.services.zudu_numbers import ZuduNumbers
    from trunkline.table.events import EventTable


@lru_cache(maxsize=1)
def authenticator() -> Authenticator:
    """Recognises tokens; one per warm environment, for it remembers whom it has met."""
    return Authenticator(CredentialTable(table()))


def phone_numbers() -> "PhoneNumbers":
    """The use cases of a workspace's phone numbers."""
    from trunkline.services.phone_numbers import PhoneNumbers  # noqa: PLC0415 - only for the functions that need it
    from trunkline.table.phone_numbers import PhoneNumberTable  # noqa: PLC0415

    return PhoneNumbers(PhoneNumberTable(table()))


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
    from trunkline.aws.clients import client  # noqa: PLC0415
    from trunkline.aws.kms import KmsSealer  # noqa: PLC0415
    from trunkline.services.carrier_accounts import Accounts  # noqa: PLC0415
    from trunkline.table.carrier_accounts import AccountTable  # noqa: PLC0415

    return Accounts(AccountTable(table()), KmsSealer(client("kms"), settings().secrets_key_id))


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
    from trunkline.aws.clients import client  # noqa: PLC0415
    from trunkline.aws.kms import KmsSealer  # noqa: PLC0415
    from trunkline.aws.webhook_queues import SqsEventQueue, SqsRecordingQueue  # noqa: PLC0415
    from trunkline.services.carrier_accounts import Accounts  # noqa: PLC0415
    from trunkline.services.webhooks import Webhooks  # noqa: PLC0415
    from trunkline.table.carrier_accounts import AccountTable  # noqa: PLC0415
    from trunkline.table.client import impatient_table  # noqa: PLC0415
    from trunkline.table.events import EventTable  # noqa: PLC0415

    quick = impatient_table()
    return Webhooks(
        EventTable(quick),
        Accounts(AccountTable(quick), KmsSealer(client("kms"), settings().secrets_key_id)),
        SqsEventQueue(client("sqs"), settings().events_queue_url),
        SqsRecordingQueue(client("sqs"), settings().recordings_queue_url),
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
    from trunkline.carriers.recording_files import fetch_recording  # noqa: PLC0415
    from trunkline.services.recordings import Recordings  # noqa: PLC0415

    return Recordings(fetch_recording, recording_files(), events())
