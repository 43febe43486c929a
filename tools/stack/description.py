"""The description of the running stack: `.local/stack.json`, `.local/demo.sh` and the lines for a person."""

import json
import os
import shlex
from pathlib import Path
from typing import Any

from tools.stack.console import Console
from tools.stack.deployment import Deployment
from tools.stack.package import Package
from tools.stack.settings import ACCESS_KEY_ID, REGION, Settings

_OUTPUTS = {
    "table_name": "TableName",
    "state_machine_arn": "StateMachineArn",
    "event_bus_name": "EventBusName",
}


def describe(endpoint_url: str, package: Package, deployment: Deployment, tenants: dict[str, Any]) -> dict[str, Any]:
    """Return what stack.json says; what does not exist is left out."""
    functions = {
        folder: deployment.physical_ids[logical_id]
        for logical_id, folder in package.function_folders.items()
        if logical_id in deployment.physical_ids
    }
    aws: dict[str, Any] = {"endpoint_url": endpoint_url, "region": REGION}
    for key, output in _OUTPUTS.items():
        if output in deployment.outputs:
            aws[key] = deployment.outputs[output]
    description: dict[str, Any] = {"aws": aws | {"functions": functions}, "tenants": tenants}
    if deployment.api_url:
        description["api_url"] = deployment.api_url
    return description


def write_description(settings: Settings, description: dict[str, Any]) -> None:
    """Write both files, each at once and for the owner only: they hold the demo tenants' secrets."""
    variables = shell_variables(description)
    lines = "".join(f"{name}={shlex.quote(value)}\n" for name, value in variables.items())
    _write(settings.shell_file, lines)
    _write(settings.stack_file, json.dumps(description, indent=2))


def remove_description(settings: Settings) -> None:
    """Remove what says that a stack runs."""
    settings.stack_file.unlink(missing_ok=True)
    settings.shell_file.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    partial.replace(path)


def shell_variables(description: dict[str, Any]) -> dict[str, str]:
    """Return what requests of the first demo tenant need, by the names that the documents use."""
    tenant, api = _first_tenant(description), description.get("api_url")
    zudu, phones = tenant.get("zudu", {}), tenant.get("providerPhones", [])
    variables = {
        "API": api,
        "NUMBERS": f"{api}/api/v2/w/{tenant['workspaceUuid']}/phone-numbers"
        if api and "workspaceUuid" in tenant
        else None,
        "SANDBOX": description.get("carriers", {}).get("control_url"),
        "WORKSPACE": tenant.get("workspaceUuid"),
        "USER_ID": tenant.get("userId"),
        "TOKEN": tenant.get("tokens", {}).get("admin"),
        "QUO_KEY": tenant.get("quoKey"),
        "ZUDU_KEY": zudu.get("key"),
        "ZUDU_SECRET": zudu.get("secret"),
        "PROVIDER_PHONE": phones[-1]["uuid"] if phones else None,
    }
    return {name: str(value) for name, value in variables.items() if value}


def _first_tenant(description: dict[str, Any]) -> dict[str, Any]:
    tenants = description["tenants"]
    first: dict[str, Any] = tenants.get("acme") or next(iter(tenants.values()), {})
    return first


def greet(console: Console, settings: Settings, description: dict[str, Any], seconds: float) -> None:
    """Say what runs, where, and what to try first: no more than fits a screen."""
    console.line(f"\nThe local stack is ready ({seconds:.1f} s).\n")
    show_status(console, settings, description)
    command = first_command(description)
    if command:
        console.line(f"\nTry it:\n  {command}")


def show_status(console: Console, settings: Settings, description: dict[str, Any]) -> None:
    """Say what runs and where; the credentials are in the files that are named."""
    has_pages = "pages" in description["aws"]["functions"]
    rows = [
        ("API", description.get("api_url", "none")),
        ("Console", f"{description['api_url']}/console" if has_pages else ""),
        ("Reference", f"{description['api_url']}/docs" if has_pages else ""),
        ("Carriers", description.get("carriers", {}).get("control_url", "")),
        ("AWS endpoint", f"{description['aws']['endpoint_url']} ({REGION}, access key and secret: {ACCESS_KEY_ID})"),
        ("Tenants", ", ".join(description["tenants"])),
        ("Credentials", f"{settings.stack_file}; for a shell: . {settings.shell_file.relative_to(settings.root)}"),
    ]
    console.table([row for row in rows if row[1]])


def first_command(description: dict[str, Any]) -> str | None:
    """Return a command that lists the phone numbers of the first demo tenant, for a shell."""
    if not {"NUMBERS", "TOKEN"} <= shell_variables(description).keys():
        return None
    return '. .local/demo.sh; curl -sS --fail-with-body "$NUMBERS" -H "Authorization: Bearer $TOKEN"'
