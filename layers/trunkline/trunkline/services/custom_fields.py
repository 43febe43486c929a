"""The custom fields that an organisation defines for its contacts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trunkline.domain.custom_fields import MAX_FIELDS, CustomField, CustomFieldType, new_custom_field
from trunkline.domain.identifiers import OrganizationId
from trunkline.errors import NotFoundError, RuleError

if TYPE_CHECKING:
    from trunkline.table.custom_fields import CustomFieldTable


class CustomFields:
    """The use cases, over a store."""

    def __init__(self, store: "CustomFieldTable") -> None:
        self.store = store

    def all(self, organization: OrganizationId) -> Sequence[CustomField]:
        """List the organisation's definitions, in the order of their keys."""
        return self.store.all(organization)

    def define(
        self,
        organization: OrganizationId,
        *,
        key: str,
        name: str,
        type_: CustomFieldType,
        options: Sequence[str] = (),
    ) -> CustomField:
        """Define a field. The published API cannot: operators do.

        Raises:
            ConflictError: The organisation has a field of this key.
            RuleError: The definition is malformed, or the organisation has as many as it may have.
        """
        field = new_custom_field(key=key, name=name, type_=type_, options=options)
        known = self.store.all(organization)
        # Two operators at once may pass by one or two; what the limit is for, a bounded read, still holds.
        if len(known) >= MAX_FIELDS and key not in {other.key for other in known}:
            raise RuleError("key", f"the organisation has {MAX_FIELDS} custom fields, which is the limit")
        self.store.add(organization, field)
        return field

    def delete(self, organization: OrganizationId, field_key: str) -> None:
        """Remove a definition. Contacts keep the values they have; no new value of it is taken.

        Raises:
            NotFoundError: The organisation has no field of this key.
        """
        if not self.store.remove(organization, field_key):
            raise NotFoundError(f"Custom field {field_key}")
