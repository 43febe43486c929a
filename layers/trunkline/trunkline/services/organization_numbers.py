"""The live phone numbers of all workspaces of an organisation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trunkline.table.organization_numbers import OrganizationNumberTable


@dataclass(frozen=True, slots=True)
class OrganizationNumbers:
    """The use cases: so far they are lists, which the store makes."""

    store: "OrganizationNumberTable"
