"""Users and the numbers that they have registered, in the table."""

from dataclasses import dataclass

from trunkline.domain.e164 import E164
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.domain.phone_numbers import Carrier
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.domain.user_phones import UserPhone
from trunkline.errors import DuplicateRegistrationError, RequestInFlightError
from trunkline.services.attachment_ports import LostAttemptError
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page
from trunkline.services.registration_ports import Completion, Situation, StaleRegistrationError
from trunkline.table import keys
from trunkline.table.attachments import attachment_from, attachment_write, webhook_write
from trunkline.table.attributes import Item
from trunkline.table.carrier_accounts import account_from, account_write
from trunkline.table.client import ConditionFailedError, Table
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import provider_phone_attributes, provider_phone_from
from trunkline.table.writes import Put, Update, Write

# What a registration says of a provider phone that is in the inventory already.
_REGISTERED = ("provider", "capabilities", "account_id", "attachment", "idle_since")


@dataclass(frozen=True, slots=True)
class RegistrationTable:
    """The store of ``trunkline.services.registrations``."""

    table: Table

    def situation(self, organization: OrganizationId, user_id: str, e164: E164, account: CarrierAccount) -> Situation:
        """One batch read."""
        phone = provider_phone_uuid(organization, e164)
        user, user_phone, inventory, attachment, stored = self.table.get_all(
            [
                keys.user(organization, user_id),
                keys.user_phone(organization, user_id, e164),
                keys.provider_phone(organization, phone),
                keys.attachment(organization, phone),
                keys.carrier_account(organization, account.carrier, account.account_id),
            ]
        )
        return Situation(
            user_exists=user is not None,
            user_phone=_user_phone_from(user_phone) if user_phone else None,
            phone=provider_phone_from(inventory),
            attachment=attachment_from(attachment),
            account=account_from(stored),
        )

    def complete(self, completion: Completion, idempotent: IdempotentResponse[UserPhone] | None) -> None:
        """One transaction: registration, inventory, attachment, account, receipt."""
        before, after = completion.attachment_before, completion.attachment
        writes: list[Write] = [
            Put(
                label="user phone",
                key=_key(completion.user_phone),
                attributes=_user_phone_attributes(completion.user_phone),
                condition="attribute_not_exists(pk)",
            ),
            _inventory_write(completion),
            attachment_write(before, after),
        ]
        if completion.account is not completion.account_before:
            writes.append(account_write(completion.account_before, completion.account))
        if after.account_id != before.account_id:
            writes.append(webhook_write(after))
        try:
            self.table.write(*writes, *idempotency_writes(idempotent, completion.user_phone))
        except ConditionFailedError as error:
            _raise_for(error)
        if idempotent:
            idempotent.is_stored = True

    def page(
        self, organization: OrganizationId, user_id: str, *, limit: int | None, after: str | None
    ) -> Page[UserPhone]:
        """One query; positions are numbers."""
        collection = keys.user_phones(organization, user_id)
        start = keys.user_phone(organization, user_id, after) if after else None
        result = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix, limit=limit, after=start)
        phones = [_user_phone_from(item) for item in result.items]
        return Page(phones, None if result.ended or not phones else phones[-1].phone_number)

    def user_exists(self, organization: OrganizationId, user_id: str) -> bool:
        """One read."""
        return self.table.get(keys.user(organization, user_id)) is not None


def _raise_for(error: ConditionFailedError) -> None:
    if "receipt" in error.found:
        raise RequestInFlightError from error
    if "user phone" in error.found:
        raise DuplicateRegistrationError from error
    if "attachment" in error.found:
        raise LostAttemptError from error
    raise StaleRegistrationError from error


def _inventory_write(completion: Completion) -> Update:
    phone = completion.phone
    attributes = provider_phone_attributes(phone)
    known = completion.phone_before is not None
    names = _REGISTERED if known else tuple(name for name, value in attributes.items() if value is not None)
    return Update(
        label="provider phone",
        key=keys.provider_phone(phone.organization_id, phone.uuid),
        # Not the whole item: others say things of the number in it.
        set_={name: attributes[name] for name in names},
        condition="attribute_exists(provider) AND attribute_not_exists(releasing)"
        if known
        else "attribute_not_exists(provider)",
    )


def _user_phone_attributes(phone: UserPhone) -> Item:
    return {
        "entity": "user_phone",
        "user_phone_id": phone.id,
        "organization": phone.organization_id,
        "user_id": phone.user_id,
        "e164": phone.phone_number,
        "carrier": phone.carrier,
        "provider_phone_uuid": phone.provider_phone_uuid,
        "created_at": to_iso(phone.created_at),
    }


def _user_phone_from(item: Item) -> UserPhone:
    return UserPhone(
        id=item["user_phone_id"],
        organization_id=item["organization"],
        user_id=item["user_id"],
        phone_number=item["e164"],
        carrier=Carrier(item["carrier"]),
        provider_phone_uuid=item["provider_phone_uuid"],
        created_at=from_iso(item["created_at"]),
    )


def _key(phone: UserPhone) -> keys.Key:
    return keys.user_phone(phone.organization_id, phone.user_id, phone.phone_number)
