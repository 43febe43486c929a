"""Users and the numbers that they have registered, in the table."""

from dataclasses import dataclass

from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, LostAttemptError, ProviderPhone
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.errors import DuplicateRegistrationError, RequestInFlightError
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page
from trunkline.services.registration_records import Completion, RegistrationState, StaleRegistrationError, UserPhone
from trunkline.table import keys
from trunkline.table.carrier_accounts import account_from, account_write
from trunkline.table.client import Table
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import ConditionFailedError, Delete, Item, Put, Update, Write
from trunkline.table.number_items import provider_phone_attributes, record_from
from trunkline.table.number_webhooks import token_put, webhooks_as_read

# What a registration says of a provider phone that is in the inventory already.
_REGISTERED = (
    "provider",
    "capabilities",
    "account_id",
    "gsi3pk",
    "gsi3sk",
    "idle_since",
    "webhook_status",
    "webhook_attempt",
    "webhook_lease",
    "webhooks",
)
# What agents say of a number that is not in the inventory yet.
_OTHERS = ("agents", "agent_references")


@dataclass(frozen=True, slots=True)
class RegistrationTable:
    """The store of ``trunkline.services.registrations``."""

    table: Table

    def state(
        self, organization: OrganizationId, user_id: str, e164: E164, account: CarrierAccount
    ) -> RegistrationState:
        """Read all that a registration depends on.

        One batch read.
        """
        user, user_phone, record, stored = self.table.get_all(
            [
                keys.user(organization, user_id),
                keys.user_phone(organization, user_id, e164),
                keys.provider_phone(organization, provider_phone_uuid(organization, e164)),
                keys.carrier_account(organization, account.carrier, account.account_id),
            ]
        )
        return RegistrationState(
            user_exists=user is not None,
            user_phone=_user_phone_from(user_phone) if user_phone else None,
            phone=record_from(record),
            account=account_from(stored),
        )

    def complete(self, completion: Completion, idempotent: IdempotentResponse[UserPhone] | None) -> None:
        """Store a registration in one transaction: the user's, the provider phone, the account, the response.

        Raises:
            DuplicateRegistrationError: The user has registered the number meanwhile.
            LostAttemptError: Somebody else works on the webhooks, or has ended this attempt.
            RequestInFlightError: Another request with the same idempotency key is under way.
            StaleRegistrationError: The provider phone or the account is not as it was.
        """
        before, after = completion.phone_before, completion.phone
        writes: list[Write] = [
            Put(
                label="user phone",
                key=_key(completion.user_phone),
                attributes=_user_phone_attributes(completion.user_phone),
                condition="attribute_not_exists(pk)",
            ),
            _inventory_write(completion),
        ]
        if completion.account is not completion.account_before:
            writes.append(account_write(completion.account_before, completion.account))
        if before.webhooks and after.webhooks and after.webhooks.account_id != before.webhooks.account_id:
            writes.append(token_put(after, after.webhooks))
        try:
            self.table.write(*writes, *idempotency_writes(idempotent, completion.user_phone))
        except ConditionFailedError as error:
            _raise_for(error, before)
        if idempotent:
            idempotent.is_stored = True

    def forget(self, phone: ProviderPhone) -> None:
        """Remove every user's registration of a number that was released to its carrier.

        A query, and one write each.
        """
        partition, after = keys.registrations_of(phone.organization_id, phone.uuid), None
        while True:
            found = self.table.query_gsi1(gsi1pk=partition, after=after)
            for item in found.items:
                self.table.write(Delete(label="user phone", key=keys.Key(item["pk"], item["sk"])))
            if found.ended:
                return
            after = {name: found.items[-1][name] for name in ("pk", "sk", "gsi1pk", "gsi1sk")}

    def page(
        self, organization: OrganizationId, user_id: str, *, limit: int | None, after: str | None
    ) -> Page[UserPhone]:
        """List the numbers that a user has registered; positions are numbers.

        One query.
        """
        collection = keys.user_phones(organization, user_id)
        start = keys.user_phone(organization, user_id, after) if after else None
        result = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix, limit=limit, after=start)
        phones = [_user_phone_from(item) for item in result.items]
        return Page(phones, None if result.ended or not phones else phones[-1].phone_number)

    def user_exists(self, organization: OrganizationId, user_id: str) -> bool:
        """Tell whether the user exists.

        One read.
        """
        return self.table.get(keys.user(organization, user_id)) is not None


def _raise_for(error: ConditionFailedError, before: ProviderPhone) -> None:
    if "receipt" in error.found:
        raise RequestInFlightError from error
    if "user phone" in error.found:
        raise DuplicateRegistrationError from error
    found = error.found.get("provider phone")
    webhooks = before.webhooks
    if found is not None and webhooks:
        is_ours = (found.get("webhook_attempt"), found.get("webhook_status")) == (webhooks.attempt, webhooks.status)
        if not is_ours:
            raise LostAttemptError from error
    raise StaleRegistrationError from error


def _inventory_write(completion: Completion) -> Update:
    before, phone = completion.phone_before, completion.phone
    key = keys.provider_phone(phone.organization_id, phone.uuid)
    attributes = provider_phone_attributes(phone)
    # Not the whole item: others say things of the number in it.
    names = [name for name in attributes if name not in _OTHERS] if not before.is_listed else list(_REGISTERED)
    # Its webhooks are never none here: of a number that has left the inventory meanwhile, none are as they were read.
    condition, values = webhooks_as_read(before)
    if not before.is_listed:
        condition = f"{condition} AND attribute_not_exists(provider)"  # an import may have added it
    return Update(
        label="provider phone",
        key=key,
        set_={name: attributes[name] for name in names} | keys.due_attributes(key, completion.due_at),
        condition=f"{condition} AND attribute_not_exists(releasing)",
        values=values,
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
        "gsi1pk": keys.registrations_of(phone.organization_id, phone.provider_phone_uuid),
        "gsi1sk": phone.user_id,
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
