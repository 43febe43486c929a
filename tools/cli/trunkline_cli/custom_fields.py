"""``trunkline custom-fields``: what Quo contacts may have besides their own fields."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli.options import AsJson, Tenant, Yes
from trunkline_cli.output import confirm, print_record, print_rows
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.custom_fields import CustomField

app = typer.Typer(help="Custom fields of Quo contacts. The published API lists them and cannot make them.")
COLUMNS = {"key": "KEY", "name": "NAME", "type": "TYPE", "options": "OPTIONS", "id": "ID"}


class FieldType(StrEnum):
    """The types of ``trunkline.domain.custom_fields``."""

    ADDRESS = "address"
    BOOLEAN = "boolean"
    DATE = "date"
    MULTI_SELECT = "multi-select"
    NUMBER = "number"
    STRING = "string"
    URL = "url"


@app.command()
def define(
    context: typer.Context,
    *,
    key: Annotated[str, typer.Argument(help="What requests call it: letters, digits, _ and -.")],
    tenant: Tenant,
    type_: Annotated[FieldType, typer.Option("--type", help="What its values are.")],
    name: Annotated[str | None, typer.Option("--name", help="What people call it; the key if not given.")] = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", help="A choice of a multi-select; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Define a field."""
    reach(context)
    from trunkline.domain.custom_fields import CustomFieldType
    from trunkline.wiring.custom_fields import custom_fields as wired_custom_fields
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    made = wired_custom_fields().define(
        owner, key=key, name=name or key, type_=CustomFieldType(type_.value), options=option or ()
    )
    print_record(_view(made), as_json=as_json, titles=COLUMNS)


@app.command("list")
def list_(context: typer.Context, *, tenant: Tenant, as_json: AsJson = False) -> None:
    """List a tenant's fields, at most 100. They are in the order of their keys."""
    reach(context)
    from trunkline.wiring.custom_fields import custom_fields as wired_custom_fields
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    rows = [_view(field) for field in wired_custom_fields().all(owner)]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="No custom fields: `custom-fields define` makes one")


@app.command()
def delete(
    context: typer.Context,
    *,
    key: Annotated[str, typer.Argument(help="The field's key.")],
    tenant: Tenant,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Delete a field. Contacts keep the values they have; no new value of it is taken."""
    reach(context)
    from trunkline.wiring.custom_fields import custom_fields as wired_custom_fields
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    confirm(f"Delete the custom field {key} of {tenant}? Another of this key will have another id.", yes=yes)
    wired_custom_fields().delete(owner, key)
    print_record({"key": key, "deleted": True}, as_json=as_json, titles={"key": "KEY", "deleted": "DELETED"})


def _view(field: "CustomField") -> dict[str, Any]:
    return {
        "id": field.id,
        "key": field.key,
        "name": field.name,
        "type": str(field.type),
        "options": list(field.options),
    }
