"""What an attempt at a number's webhooks is made of, and how adapters see it."""

import secrets
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from trunkline.domain.provider_phones import ProviderPhone, Webhooks, WebhookStatus
from trunkline.domain.webhooks import new_webhook_token
from trunkline.errors import CarrierGoneError, CarrierRefusedError, NumberNotOwnedError
from trunkline.services.carrier_accounts import Accounts
from trunkline.services.carrier_adapters import (
    CarrierAccount,
    CarrierAdapter,
    Configuration,
    OwnedNumber,
    WebhookTargets,
)

if TYPE_CHECKING:
    from trunkline.table.number_webhooks import NumberWebhookTable


def new_webhooks(account: CarrierAccount, number: OwnedNumber, origin: str) -> Webhooks:
    """Webhooks with a new token, of which nothing is set yet.

    Raises:
        CarrierRefusedError: It is not known where the carrier is to send events.
    """
    if not origin:
        raise CarrierRefusedError("The webhook base URL is not configured")
    return Webhooks(
        status=WebhookStatus.DETACHED,
        carrier=account.carrier,
        account_id=account.account_id,
        carrier_number_id=number.carrier_id,
        owner_id=number.owner_id,
        token=new_webhook_token(),
        origin=origin,
        attempt=new_attempt(),
    )


def new_attempt() -> str:
    """Return a name for one attempt."""
    return secrets.token_hex(8)


def account_of(accounts: Accounts, phone: ProviderPhone, webhooks: Webhooks) -> CarrierAccount:
    """Return the account that sets the webhooks, as it is stored now.

    Raises:
        CarrierRefusedError: It is not stored.
    """
    organization, carrier = phone.organization_id, webhooks.carrier
    # Afresh: a secret that was rotated a moment ago is not one that the carrier refuses.
    account = accounts.open(organization, carrier, webhooks.account_id, not_older_than_seconds=0)
    if account is None and webhooks.sealed_secret:
        account = accounts.unsealed_secret(webhooks.sealed_secret, organization, carrier, webhooks.account_id)
    if account is None:
        raise CarrierRefusedError("The credentials of the carrier account are not stored")
    return account


def with_what_stands(phone: ProviderPhone, webhooks: Webhooks, adapter: CarrierAdapter) -> Webhooks:
    """Return the webhooks with what was before them if ours still stand, else without.

    Only the carrier knows whether a worker cleared them before it died.
    """
    is_ours = False
    with suppress(CarrierGoneError):
        is_ours = adapter.is_attached(owned_number(phone, webhooks), targets_of(phone, webhooks))
    return webhooks if is_ours else replace(webhooks, previous=None)


def found_again(
    phone: ProviderPhone, adapter: CarrierAdapter, gone: CarrierGoneError
) -> tuple[ProviderPhone, Webhooks]:
    """Find a number that was cancelled and bought again: another one at its carrier, with the same digits.

    Returns:
        The provider phone with what the number can do now, its webhooks as they were; and the webhooks to begin.

    Raises:
        CarrierGoneError: The account has no such number any more.
    """
    try:
        number = adapter.find_owned(phone.phone_number)
    except NumberNotOwnedError:
        raise gone from None
    found = replace(phone, capabilities=number.capabilities)
    return found, replace(_known(phone), carrier_number_id=number.carrier_id, owner_id=number.owner_id, previous=None)


def keep_previous(
    store: "NumberWebhookTable", phone: ProviderPhone, adapter: CarrierAdapter
) -> tuple[ProviderPhone, Configuration | None]:
    """Keep what is set at the carrier before it is replaced.

    It is read once the number is claimed: before, it may be what another organisation's attempt has left. Nothing is
    read where an earlier attempt has kept it.

    Returns:
        The provider phone with what was kept, and what was read for it, for the adapter's ``attach``.

    Raises:
        CarrierError: As CarrierAdapter says.
        LostAttemptError: Somebody else works on it.
    """
    webhooks = _known(phone)
    if webhooks.previous is not None:
        return phone, None
    found = adapter.read_configuration(owned_number(phone))
    return store.change(phone, replace(webhooks, previous=dict(found))), found


def set_webhooks(store: "NumberWebhookTable", phone: ProviderPhone, adapter: CarrierAdapter) -> ProviderPhone:
    """Set ours at the carrier, and give the provider phone with what was kept of those before; raises as above."""
    phone, found = keep_previous(store, phone, adapter)
    adapter.attach(owned_number(phone), targets_of(phone), found)
    return phone


def remove(phone: ProviderPhone, adapter: CarrierAdapter) -> None:
    """Have nothing of ours stand at the carrier.

    Raises:
        CarrierError: As CarrierAdapter says, but for CarrierGoneError: a number that is gone sends nothing any more.
    """
    webhooks = _known(phone)
    if webhooks.previous is not None:  # else nothing was set
        with suppress(CarrierGoneError):
            adapter.detach(owned_number(phone, webhooks), targets_of(phone, webhooks), webhooks.previous)


def targets_of(phone: ProviderPhone, webhooks: Webhooks | None = None) -> WebhookTargets:
    """Return where a number's events go; the name fits all carriers' rules and does not contain the token."""
    return WebhookTargets(name=f"trunkline-{phone.uuid}", base_url=(webhooks or _known(phone)).base_url)


def owned_number(phone: ProviderPhone, webhooks: Webhooks | None = None) -> OwnedNumber:
    """Return the number as its carrier knows it."""
    webhooks = webhooks or _known(phone)
    return OwnedNumber(
        carrier_id=webhooks.carrier_number_id,
        owner_id=webhooks.owner_id,
        e164=phone.phone_number,
        capabilities=phone.capabilities,
    )


def _known(phone: ProviderPhone) -> Webhooks:
    assert phone.webhooks is not None  # noqa: S101 - an attempt has begun
    return phone.webhooks
