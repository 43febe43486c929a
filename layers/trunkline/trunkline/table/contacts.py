"""Contacts in the table."""

from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.domain.contacts import Contact
from trunkline.domain.identifiers import ContactId, OrganizationId
from trunkline.errors import DuplicateContactError, RequestInFlightError
from trunkline.services.contacts import ContactFilter, StaleContactError
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.contact_items import contact_attributes, contact_from
from trunkline.table.idempotency import idempotency_writes
from trunkline.table.items import ConditionFailedError, Delete, Put, Write


class ContactTable:
    """The store of ``trunkline.services.contacts``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, organization: OrganizationId, contact: ContactId) -> Contact | None:
        """Find the contact, when it is the organisation's.

        One read.
        """
        item = self.table.get(keys.contact(organization, contact))
        return contact_from(item) if item else None

    def page(
        self, organization: OrganizationId, which: ContactFilter, *, limit: int, after: str | None
    ) -> Page[Contact]:
        """List the organisation's contacts that pass the filter, ``limit`` of them unless the list ends.

        A part of a list; ``trunkline.table.contact_pages`` says what it costs.
        """
        from trunkline.table.contact_pages import page_of  # noqa: PLC0415 - only for the function that lists

        return page_of(self.table, organization, which, limit=limit, after=after)

    def add(self, contact: Contact, idempotent: IdempotentResponse[Contact] | None) -> None:
        """Store a new contact.

        One write; a transaction with the guard of an external id, or with a response for retries.

        Raises:
            DuplicateContactError: The organisation has another with the same source and external id.
        """
        writes = [_put(contact, "attribute_not_exists(pk)"), *_guard(contact), *idempotency_writes(idempotent, contact)]
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            _raise_for_others(error)
            # Ids are random: what is found under this one is this very write, which the SDK sent again because its
            # response was lost.
            written = {name: value for name, value in contact_attributes(contact).items() if value is not None}
            if not written.items() <= error.found["contact"].items():
                raise
        if idempotent:
            idempotent.is_stored = True

    def save(self, before: Contact, after: Contact) -> None:
        """Store a changed contact.

        One write; a transaction when the contact moves to another source or external id.

        Raises:
            DuplicateContactError: The organisation has another with the same source and external id.
            StaleContactError: The contact is not as ``before`` any more.
        """
        writes: list[Write] = [_put(after, "version = :read", {":read": before.version})]
        if after.reference != before.reference:
            writes += [*_no_guard(before), *_guard(after)]
        try:
            self.table.write(*writes)
        except ConditionFailedError as error:
            if "contact" in error.found:
                raise StaleContactError from error
            _raise_for_others(error)
            raise

    def remove(self, contact: Contact) -> None:
        """Delete the contact, so that its source and external id are free again.

        One transaction, with the guard of an external id if there is one.

        Raises:
            StaleContactError: The contact is not as it was read any more.
        """
        delete = Delete(
            label="contact",
            key=keys.contact(contact.organization_id, contact.id),
            condition="version = :read",
            values={":read": contact.version},
        )
        try:
            self.table.write_once(delete, *_no_guard(contact))
        except ConditionFailedError as error:
            if "contact" not in error.found:
                raise
            raise StaleContactError from error


def _raise_for_others(error: ConditionFailedError) -> None:
    """Say what a failed condition on another item than the contact means."""
    if "receipt" in error.found:
        raise RequestInFlightError from error
    if "guard" in error.found:
        raise DuplicateContactError(error.found["guard"]["contact_id"]) from error


def _put(contact: Contact, condition: str, values: Mapping[str, Any] | None = None) -> Put:
    return Put(
        label="contact",
        key=keys.contact(contact.organization_id, contact.id),
        attributes=contact_attributes(contact),
        condition=condition,
        values=values or {},
    )


def _guard(contact: Contact) -> Sequence[Write]:
    """Return the claim of a contact on its source and external id; none without an external id."""
    if contact.external_id is None:
        return ()
    return (
        Put(
            label="guard",
            key=keys.contact_guard(contact.organization_id, contact.source, contact.external_id),
            attributes={"entity": "contact_guard", "contact_id": contact.id},
            condition="attribute_not_exists(pk)",
        ),
    )


def _no_guard(contact: Contact) -> Sequence[Write]:
    if contact.external_id is None:
        return ()
    return (
        Delete(
            label="old guard",
            key=keys.contact_guard(contact.organization_id, contact.source, contact.external_id),
            condition="contact_id = :contact",
            values={":contact": contact.id},
        ),
    )
