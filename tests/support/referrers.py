"""Workflows and event rules as other systems tell of them."""

import importlib
from collections.abc import Sequence
from typing import Any


def workflow_event(
    workspace: str,
    *,
    version: int,
    numbers: Sequence[str] | None,
    workflow: int | str = 7,
    kind: str = "workflow",
    name: str = "Reminders",
) -> dict[str, Any]:
    """``workflow.published`` with the numbers that it uses, ``workflow.deleted`` when they are None."""
    member = "workflow" if kind == "workflow" else "eventRule"
    detail: dict[str, Any] = {
        "workspaceUuid": workspace,
        member: {
            "id": workflow,
            "uuid": "11111111-2222-4333-8444-555555555555",
            "name": name,
            "version": version,
        },
    }
    if numbers is not None:
        detail["phoneNumberUuids"] = list(numbers)
    return {
        "version": "0",
        "id": "f3c1a5d0-0000-4000-8000-000000000000",
        "source": "workflows",
        "detail-type": f"{kind}.{'deleted' if numbers is None else 'published'}",
        "time": "2026-11-21T09:00:00Z",
        "detail": detail,
    }


def deliver(event: dict[str, Any]) -> None:
    """Invoke the function as the bus does."""
    importlib.import_module("functions.references_on_event.handler").lambda_handler(event, None)
