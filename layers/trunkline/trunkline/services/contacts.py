"""An organisation's contacts: create, read, list, change, delete."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trunkline.domain.contacts import Contact, ContactChanges, ContactPoint, new_contact_id
from trunkline.domain.custom_fields import CustomValue, SentCustomField, fitted
from trunkline.domain.identifiers import ContactId, OrganizationId
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import NotFoundError, UnavailableError
from trunkline.invocation import attempts
from trunkline.services.idempotency import IdempotentResponse

if TYPE_CHECKING:
    from trunkline.table.contacts import ContactTable
    from trunkline.table.custom_fields import CustomFieldTable


class StaleContactError(Exception):
    """The contact was changed since it was read; read it again and decide anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter:
    """Which contacts a list is of: those with one of the external ids, and from one of the sources; empty is any."""

    external_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """What a client says of a contact that it creates."""

    organization_id: OrganizationId
    created_by_user_id: str
    source: str
    external_id: str | None
    source_url: str | None
    company: str | None
    first_name: str | None
    last_name: str | None
    role: str | None
    emails: Sequence[ContactPoint]
    phone_numbers: Sequence[ContactPoint]
    custom_fields: Sequence[SentCustomField]


class Contacts:
    """The use cases, over their stores."""

    def __init__(
        self,
        store: "ContactTable",
        fields: "CustomFieldTable",
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store = store
        self.fields = fields
        self.clock = clock
        self.sleep = sleep

    def get(self, organization: OrganizationId, contact: ContactId) -> Contact:
        """Return the contact.

        Raises:
            NotFoundError: The organisation has no such contact.
        """
        found = self.store.find(organization, contact)
        if found is None:
            raise NotFoundError("Contact")
        return found

    def create(self, new: NewContact, idempotent: IdempotentResponse[Contact] | None = None) -> Contact:
        """Create a contact.

        Raises:
            CustomFieldsError: A custom field is not one of the organisation, or its value is not of its type.
            DuplicateContactError: The organisation has another with the same source and external id.
            RuleError: The contact is too large.
        """
        now = self.clock()
        contact = Contact(
            id=new_contact_id(),
            organization_id=new.organization_id,
            created_by_user_id=new.created_by_user_id,
            created_at=now,
            updated_at=now,
            source=new.source,
            external_id=new.external_id,
            source_url=new.source_url,
            company=new.company,
            first_name=new.first_name,
            last_name=new.last_name,
            role=new.role,
            emails=tuple(new.emails),
            phone_numbers=tuple(new.phone_numbers),
            custom_values=tuple(self._fitted(new.organization_id, new.custom_fields)),
        ).checked()
        self.store.add(contact, idempotent)
        return contact

    def change(
        self,
        organization: OrganizationId,
        contact: ContactId,
        changes: ContactChanges,
        custom_fields: Sequence[SentCustomField] = (),
    ) -> Contact:
        """Change a contact, and return it. A change that changes nothing writes nothing.

        Raises:
            CustomFieldsError: A custom field is not one of the organisation, or its value is not of its type.
            DuplicateContactError: The organisation has another with the same source and external id.
            NotFoundError: The organisation has no such contact.
            RuleError: A change is for an item that the contact has not, or the contact becomes too large.
        """
        for attempt in attempts(self.sleep):
            before = self.get(organization, contact)
            if attempt == 0:
                changes = replace(changes, custom_values=self._fitted(organization, custom_fields))
            after = before.changed(changes, self.clock())
            if after == before:
                return before
            try:
                self.store.save(before, after)
            except StaleContactError:
                continue
            return after
        raise UnavailableError

    def delete(self, organization: OrganizationId, contact: ContactId) -> None:
        """Delete the contact.

        Raises:
            NotFoundError: The organisation has no such contact.
        """
        for _ in attempts(self.sleep):
            try:
                self.store.remove(self.get(organization, contact))
            except StaleContactError:
                continue
            return
        raise UnavailableError

    def _fitted(self, organization: OrganizationId, sent: Sequence[SentCustomField]) -> Sequence[CustomValue]:
        """Fit the values that were sent; the definitions are read only when there are any."""
        return fitted(sent, self.fields.all(organization)) if sent else ()
