"""What an attempt at a number's webhooks begins with, and how adapters see it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from trunkline.domain.attachments import Attachment
from trunkline.domain.identifiers import ProviderPhoneUuid
from trunkline.domain.phone_numbers import AttachmentStatus
from trunkline.domain.webhooks import new_webhook_token
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError, NumberNotOwnedError
from trunkline.services.attachment_ports import AttachmentStore, LostAttemptError, NumberClaimedError
from trunkline.services.carrier_adapters import (
    CarrierAccount,
    CarrierAdapter,
    Configuration,
    OwnedNumber,
    WebhookTargets,
)


class NumberBusyError(CarrierUnavailableError):
    """Another request is changing the number at its carrier; it ends within its own deadline."""


def begin_for(store: AttachmentStore, before: Attachment | None, intent: Attachment) -> None:
    """Record an intent, in the words of a carrier.

    Raises:
        CarrierRefusedError: Another organisation has the number.
        NumberBusyError: Somebody else works on it.
    """
    try:
        with lost_means_unavailable():
            store.begin(before, intent)
    except NumberClaimedError as error:
        raise CarrierRefusedError(f"{intent.carrier} account or number cannot be used by this organisation") from error


@contextmanager
def lost_means_unavailable() -> Iterator[None]:
    """A lost attempt in the words of a carrier: asking again is right."""
    try:
        yield
    except LostAttemptError as error:
        raise NumberBusyError("The number is being changed by another request") from error


def new_attachment(
    account: CarrierAccount,
    number: OwnedNumber,
    phone: ProviderPhoneUuid,
    webhook_base_url: str,
    *,
    is_registered: bool,
) -> Attachment:
    """A detached attachment with a new webhook token.

    Raises:
        CarrierRefusedError: It is not known where the carrier is to send events.
    """
    if not webhook_base_url:
        raise CarrierRefusedError("The webhook base URL is not configured")
    token = new_webhook_token()
    return Attachment(
        organization_id=account.organization_id,
        provider_phone_uuid=phone,
        e164=number.e164,
        carrier=account.carrier,
        account_id=account.account_id,
        carrier_number_id=number.carrier_id,
        owner_id=number.owner_id,
        capabilities=number.capabilities,
        token=token,
        base_url=f"{webhook_base_url}/webhooks/{account.carrier}/{token}",
        status=AttachmentStatus.DETACHED,
        previous={},
        attempt=new_attempt(),
        is_registered=is_registered,
    )


def with_what_stands(adapter: CarrierAdapter, attachment: Attachment) -> Attachment:
    """The attachment with what was before it, if our webhooks stand there already; else with nothing known of that.

    A number that was given back and bought again is another one at its carrier, with the same digits.

    Raises:
        CarrierGoneError: The account has no such number any more.
    """
    try:
        is_ours = adapter.is_attached(owned_number(attachment), webhook_targets_of(attachment))
    except CarrierGoneError as error:
        is_ours = False
        try:
            number = adapter.find_owned(attachment.e164)
        except NumberNotOwnedError:
            raise error from None
        attachment = replace(attachment, carrier_number_id=number.carrier_id, owner_id=number.owner_id)
    return attachment if is_ours else replace(attachment, previous={})


def with_previous(
    store: AttachmentStore, adapter: CarrierAdapter, intent: Attachment
) -> tuple[Attachment, Configuration | None]:
    """The intent with what is set at the carrier, kept before it is replaced; and what was read for it, for ``attach``.

    It is read once the number is claimed: before, it may be what another organisation's attempt has left. Nothing is
    read where an earlier attempt has kept it.

    Raises:
        LostAttemptError: Somebody else works on it.
    """
    if intent.previous:
        return intent, None
    found = adapter.read_configuration(owned_number(intent))
    known = replace(intent, previous=dict(found))
    store.change(intent, known)
    return known, found


def new_attempt() -> str:
    """A name for one attempt."""
    return secrets.token_hex(8)


def webhook_targets_of(attachment: Attachment) -> WebhookTargets:
    """The webhooks of an attachment; the name fits all carriers' rules and tells nothing of the token."""
    return WebhookTargets(name=f"trunkline-{attachment.provider_phone_uuid}", base_url=attachment.base_url)


def owned_number(attachment: Attachment) -> OwnedNumber:
    """The number of an attachment."""
    return OwnedNumber(
        carrier_id=attachment.carrier_number_id,
        owner_id=attachment.owner_id,
        e164=attachment.e164,
        capabilities=attachment.capabilities,
    )
