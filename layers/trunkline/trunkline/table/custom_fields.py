"""The custom fields that organisations define for their contacts, in the table."""

from collections.abc import Sequence

from trunkline.domain.custom_fields import CustomField, CustomFieldType
from trunkline.domain.identifiers import OrganizationId
from trunkline.errors import ConflictError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Delete, Item, Put


class CustomFieldTable:
    """The store of ``trunkline.services.custom_fields``."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def all(self, organization: OrganizationId) -> Sequence[CustomField]:
        """List the organisation's definitions, in the order of their keys.

        One query: a hundred definitions below 4 KB each are within the 1 MB that it reads.
        """
        fields = keys.contact_fields(organization)
        return [_field(item) for item in self.table.query(pk=fields.pk, sk_prefix=fields.sk_prefix).items]

    def add(self, organization: OrganizationId, field: CustomField) -> None:
        """Store a new definition.

        One conditional write: the key says it all.

        Raises:
            ConflictError: The organisation has a field of this key.
        """
        attributes = {
            "entity": "contact_custom_field",
            "field_id": field.id,
            "field_key": field.key,
            "field_name": field.name,
            "field_type": field.type,
            "field_options": list(field.options),
        }
        try:
            self.table.write(
                Put(
                    label="field",
                    key=keys.contact_field(organization, field.key),
                    attributes=attributes,
                    condition="attribute_not_exists(pk)",
                )
            )
        except ConditionFailedError as error:
            raise ConflictError("The organisation has a custom field of this key") from error

    def remove(self, organization: OrganizationId, field_key: str) -> bool:
        """Remove a definition; False when there is none of this key.

        One conditional write.
        """
        try:
            self.table.write(
                Delete(
                    label="field",
                    key=keys.contact_field(organization, field_key),
                    condition="attribute_exists(pk)",
                )
            )
        except ConditionFailedError:
            return False
        return True


def _field(item: Item) -> CustomField:
    return CustomField(
        id=item["field_id"],
        key=item["field_key"],
        name=item["field_name"],
        type=CustomFieldType(item["field_type"]),
        options=tuple(item["field_options"]),
    )
