"""The records that the API document's examples are about.

The demo tenant Acme of the local stack has each of them, so every example works there. What an operation takes away has
a record of its own: whatever else is tried goes on working.
"""

from datetime import UTC, datetime
from typing import Final

from trunkline.domain.customer_events import EventType, event_id
from trunkline.domain.identifiers import (
    E164,
    ContactId,
    NumberId,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
    number_uuid,
    provider_phone_uuid,
)
from trunkline.domain.subscriptions import SubscriptionId

AT: Final = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
ORGANIZATION: Final = OrganizationId("org_acme")
WORKSPACE: Final = WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")

# Of Acme's pool at Twilio, beyond the eight that the carrier's sandbox knows: they belong to no account.
PHONE_NUMBER: Final = E164("+12125551242")
NUMBER_ID: Final = NumberId(7594555089982731)
NUMBER_UUID: Final = number_uuid(WORKSPACE, NUMBER_ID)
TO_ARCHIVE: Final = E164("+12125551243")
TO_ARCHIVE_ID: Final = NumberId(7594555089982732)
TO_LINK: Final = E164("+12125551244")
TO_LINK_UUID: Final[ProviderPhoneUuid] = provider_phone_uuid(ORGANIZATION, TO_LINK)

CALLER: Final = E164("+12025550100")
CALL_ID: Final = "CA0123456789abcdef0123456789abcdef"
RECORDING_ID: Final = "RE0123456789abcdef0123456789abcdef"
MESSAGE_ID: Final = "SM0123456789abcdef0123456789abcdef"

CONTACT_ID: Final = ContactId("664d0db69fcac7cf2e6ec0aa")
CONTACT_TO_DELETE: Final = ContactId("664d0db69fcac7cf2e6ec0ab")

# Not the id of the vendor's example, which creates that phone.
WELL_PHONE_ID: Final = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
WELL_PHONE_TO_DELETE: Final = "9b2d1c3e-5a4f-4e6b-8d7c-1f0a2b3c4d5e"

# Nor the number of the vendor's example.
ZUDU_NUMBER: Final = E164("+14157774445")
ZUDU_NUMBER_TO_DELETE: Final = E164("+14157774446")

WEBHOOK_ID: Final = SubscriptionId("0b4ff0f5-5d5e-4d6c-9d7c-0d4bb0f7a1aa")
WEBHOOK_TO_DELETE: Final = SubscriptionId("0b4ff0f5-5d5e-4d6c-9d7c-0d4bb0f7a1ab")
QUO_WEBHOOK: Final = SubscriptionId("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
QUO_WEBHOOK_TO_DELETE: Final = SubscriptionId("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a02")
# What makes the event of a trial another than that of any other trial.
TRIAL: Final = "example"
DELIVERY_ID: Final = event_id(EventType.TEST, AT, (ORGANIZATION, TRIAL))
