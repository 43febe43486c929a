"""The description of the running stack: `.local/stack.json` and the lines for a person."""

import json
import os
from pathlib import Path
from typing import Any

from tools.stack.console import Console
from tools.stack.deployment import Deployment
from tools.stack.package import Package
from tools.stack.settings import ACCESS_KEY_ID, REGION

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


def write_description(path: Path, description: dict[str, Any]) -> None:
    """Write it at once and for the owner only: it holds the demo tenants' secrets."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(description, file, indent=2)
    partial.replace(path)


def greet(console: Console, path: Path, description: dict[str, Any], seconds: float) -> None:
    """Say what runs, where, and what to try first."""
    console.line(f"\nThe local stack is ready ({seconds:.1f} s).\n")
    rows = [
        ("API", description.get("api_url", "none")),
        ("AWS endpoint", f"{description['aws']['endpoint_url']} ({REGION}, access key and secret: {ACCESS_KEY_ID})"),
        ("Credentials", str(path)),
    ]
    console.table(rows)
    tenants = description["tenants"]
    for name, tenant in tenants.items():
        console.line(f"\nTenant {name}")
        console.table(_tenant_rows(tenant))
    command = first_command(description)
    if command:
        console.line(f"\nTry it:\n  {command}")


def _tenant_rows(tenant: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [
        (label, str(tenant[key]))
        for label, key in (("workspace", "workspaceUuid"), ("Quo key", "quoKey"))
        if key in tenant
    ]
    tokens = tenant.get("tokens", {})
    rows += [(f"token ({scope})", str(token)) for scope, token in tokens.items()]
    if "zudu" in tenant:
        rows.append(("Zudu key", str(tenant["zudu"].get("key", ""))))
    return rows


def first_command(description: dict[str, Any]) -> str | None:
    """Return a command that lists the phone numbers of the first demo tenant, for a shell."""
    tenants = description["tenants"]
    tenant: Any = tenants.get("acme") or next(iter(tenants.values()), None)
    try:
        token, workspace = tenant["tokens"]["read"], tenant["workspaceUuid"]
        url = f"{description['api_url']}/api/v2/w/{workspace}/phone-numbers"
    except (KeyError, TypeError):
        return None
    return f"curl -s -H 'Authorization: Bearer {token}' '{url}'"
