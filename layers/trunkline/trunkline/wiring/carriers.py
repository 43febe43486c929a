"""Numbers' webhooks at the carriers. Importing this loads what talks to carriers."""

from trunkline.carriers.registry import adapter_for
from trunkline.services.attachments import Attachments
from trunkline.services.carrier_attachments import CarrierAttachments
from trunkline.services.carriers import Carriers
from trunkline.services.registrations import Registrations
from trunkline.settings import settings
from trunkline.table.attachments import AttachmentTable
from trunkline.table.client import table
from trunkline.table.provider_phones import ProviderPhoneTable
from trunkline.table.registrations import RegistrationTable
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.release import release_policy


def carrier_attachments() -> CarrierAttachments:
    """Webhooks at the carriers: the ``Carriers`` of the phone-number and archive use cases."""
    return CarrierAttachments(AttachmentTable(table()), carrier_accounts(), adapter_for, settings().webhook_base_url)


def carriers() -> Carriers:
    """Every carrier behind one face."""
    return carrier_attachments()


def attachments() -> Attachments:
    """Setting and clearing webhooks."""
    return Attachments(ProviderPhoneTable(table()), carriers, idle_limit=release_policy().idle_limit)


def registrations() -> Registrations:
    """Compose the use cases of registering numbers that users own."""
    return Registrations(RegistrationTable(table()), carrier_attachments())
