"""A workspace's phone numbers: create, read, change, link."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from trunkline.domain.identifiers import (
    E164,
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
    new_number_id,
    provider_phone_uuid,
)
from trunkline.domain.phone_numbers import DEFAULT_SETTINGS, PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone, linked, needs_attaching, seen_with
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import (
    NotFoundError,
    NumberElsewhereError,
    ProviderPhoneInQuarantineError,
    ProviderPhoneTakenError,
    RuleError,
    UnavailableError,
)
from trunkline.invocation import attempts
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page

if TYPE_CHECKING:
    from trunkline.table.phone_numbers import PhoneNumberTable


class Keep(Enum):
    """Tells "leave the link as it is" from None, which clears it."""

    LINK = "link"


KEEP_LINK: Final = Keep.LINK


class StaleNumberError(Exception):
    """The number was changed since it was read; read it again and decide anew."""


class NewPhoneNumber(NamedTuple):
    """What a client says of a number that it creates: the number, a provider phone, or both."""

    organization_id: OrganizationId
    workspace_uuid: WorkspaceUuid
    created_by: str
    phone_number: E164 | None
    provider_phone_uuid: ProviderPhoneUuid | None
    settings: Mapping[str, Any]


class PhoneNumbers:
    """The use cases, over a store."""

    def __init__(
        self,
        store: "PhoneNumberTable",
        attach: Callable[[ProviderPhone], bool],
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store = store
        # Has webhooks set, now or later; True when they are.
        self.attach = attach
        self.clock = clock
        self.sleep = sleep

    def get(self, workspace: WorkspaceUuid, number: NumberUuid) -> PhoneNumber:
        """Return the number, and whether it rings.

        A linked one costs a second read.

        Raises:
            NotFoundError: The workspace never had it.
        """
        return self._seen(_required(self.store.find(workspace, number)))

    def page(
        self, workspace: WorkspaceUuid, *, archived: bool, limit: int | None, after: str | None
    ) -> Page[PhoneNumber]:
        """List numbers of the workspace, each with whether it rings.

        A batch read for each 100 that are linked.
        """
        found = self.store.page(workspace, archived=archived, limit=limit, after=after)
        phones = self.store.provider_phones_of(found.entries)
        return Page([_with_webhooks(each, phones.get(each.uuid)) for each in found.entries], found.next_position)

    def create(self, new: NewPhoneNumber, idempotent: IdempotentResponse[PhoneNumber] | None = None) -> PhoneNumber:
        """Create a number in a workspace, linked to its provider phone when one is named or the pool has it free.

        Raises:
            DuplicateNumberError: The workspace has the number already, live.
            NotFoundError: The organisation has no such provider phone.
            ProviderPhoneTakenError: The named provider phone is in use.
            RuleError: The settings contradict each other, or there is no number to create.
        """
        is_elsewhere = False
        for _ in attempts(self.sleep):
            phone = None if is_elsewhere else self._phone_to_link(new)
            number = self._number(new, phone)
            try:
                self.store.add(number, idempotent, phone)
            except NumberElsewhereError:
                if new.provider_phone_uuid is not None:
                    raise
                is_elsewhere = True  # the pool's record of it stays, and cannot ring
                continue
            except (ProviderPhoneTakenError, ProviderPhoneInQuarantineError):
                if new.provider_phone_uuid is not None:
                    raise
                continue  # it was free in the pool a moment ago; look again
            except StaleNumberError:
                continue  # the provider phone has changed, or another number has the random id
            return self._attached(number, phone, idempotent)
        raise UnavailableError

    def change(
        self,
        workspace: WorkspaceUuid,
        number: NumberUuid,
        organization: OrganizationId,
        *,
        settings: Mapping[str, Any] | None = None,
        provider_phone: ProviderPhoneUuid | Literal[Keep.LINK] | None = KEEP_LINK,
        idempotent: IdempotentResponse[PhoneNumber] | None = None,
    ) -> PhoneNumber:
        """Change a number's settings, and keep, set or clear its link.

        A change that changes nothing writes nothing.

        Raises:
            ConflictError: The number is archived or being archived.
            NotFoundError: The workspace has no such number, or the organisation no such provider phone.
            ProviderPhoneTakenError: The provider phone is in use by another number or workspace.
            RuleError: The settings contradict each other.
        """
        for _ in attempts(self.sleep):
            if isinstance(provider_phone, str):
                found, phone = self.store.find_with_provider_phone(workspace, number, organization, provider_phone)
            else:
                found, phone = self.store.find(workspace, number), None
            before = _required(found)
            after = self._changed(before, settings or {}, provider_phone, phone)
            try:
                if after != before:
                    self.store.save(before, after, idempotent, phone)
            except StaleNumberError:
                continue
            return self._seen(self._attached(after, phone, idempotent))
        raise UnavailableError

    def _seen(self, number: PhoneNumber) -> PhoneNumber:
        if number.provider_phone_uuid is None or number.webhooks is not None:
            return number
        phone = self.store.find_provider_phone(number.organization_id, number.provider_phone_uuid)
        return _with_webhooks(number, phone)

    def _attached(
        self, number: PhoneNumber, phone: ProviderPhone | None, idempotent: IdempotentResponse[PhoneNumber] | None
    ) -> PhoneNumber:
        if phone is None or phone.uuid != number.provider_phone_uuid or not needs_attaching(phone):
            return number
        was_linked = phone.assigned_number_uuid == number.uuid
        is_attached = self.attach(phone if was_linked else linked(phone, number))
        # A replay repeats what was kept with the change, so the first answer to such a request says no more than that.
        return replace(number, webhooks="attached") if is_attached and idempotent is None else number

    def _changed(
        self,
        before: PhoneNumber,
        settings: Mapping[str, Any],
        wanted: ProviderPhoneUuid | Literal[Keep.LINK] | None,
        phone: ProviderPhone | None,
    ) -> PhoneNumber:
        now = self.clock()
        after = before.with_settings(settings, now)
        if wanted is KEEP_LINK:
            return after
        if wanted is None:
            return after.unlinked(now)
        if phone is None:
            raise NotFoundError("Provider phone")
        return seen_with(after.linked_to(phone, now), phone)

    def _phone_to_link(self, new: NewPhoneNumber) -> ProviderPhone | None:
        if new.provider_phone_uuid is not None:
            phone = self.store.find_provider_phone(new.organization_id, new.provider_phone_uuid)
            if phone is None:
                raise NotFoundError("Provider phone")
            return phone
        if new.phone_number is None:
            raise RuleError("phoneNumber", "is required when no providerPhoneUuid is sent")
        return self.store.find_provider_phone(
            new.organization_id, provider_phone_uuid(new.organization_id, new.phone_number)
        )

    def _number(self, new: NewPhoneNumber, phone: ProviderPhone | None) -> PhoneNumber:
        e164 = phone.phone_number if new.phone_number is None and phone else new.phone_number
        assert e164 is not None  # noqa: S101 - _phone_to_link has refused the request that names neither
        now = self.clock()
        number = PhoneNumber(
            workspace_uuid=new.workspace_uuid,
            id=new_number_id(),
            organization_id=new.organization_id,
            phone_number=e164,
            created_by=new.created_by,
            created_at=now,
            updated_at=now,
            settings=DEFAULT_SETTINGS.changed(new.settings),
        )
        if phone is None or (new.provider_phone_uuid is None and not phone.is_free_for(number)):
            return number
        # Whether a phone that was named is free, the store decides: it also knows a duplicate, which is told first.
        return seen_with(number.served_by(phone), phone)


def _with_webhooks(number: PhoneNumber, phone: ProviderPhone | None) -> PhoneNumber:
    return replace(number, webhooks=phone.published_webhooks if phone else "none")


def _required(number: PhoneNumber | None) -> PhoneNumber:
    if number is None:
        raise NotFoundError("Phone number")
    return number
