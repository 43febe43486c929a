"""``trunkline webhooks``: what carriers send, and what customers verify with."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli import customer_webhooks, views
from trunkline_cli.lookup import find_number
from trunkline_cli.options import AsJson, InTenant, InWorkspace, Tenant
from trunkline_cli.output import note, print_line, print_record
from trunkline_cli.target import Target, client, reach

if TYPE_CHECKING:
    from trunkline.domain.phone_numbers import PhoneNumber

app = typer.Typer(help="Webhooks from carriers (tail) and to customers.")
FUNCTIONS = ("WebhookTwilioFunction", "WebhookPlivoFunction", "WebhookTelnyxFunction")
# CloudWatch shows a line after some seconds, and not always in order: the last ones are read again.
_OVERLAP_MS = 15_000
_PAUSE_SECONDS = 2.0
_NEWEST = 20


@app.command()
def tail(
    context: typer.Context,
    *,
    number: Annotated[
        str | None,
        typer.Argument(metavar="[NUMBER]", help="Only this number's calls and messages, with what they say."),
    ] = None,
    tenant: InTenant = None,
    workspace: InWorkspace = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=1, help="End after so long; else it goes on until Ctrl-C.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what carriers send, as it comes. Each delivery has our status; refused ones are shown too.

    With a NUMBER it shows its calls and messages instead, a line for each step.
    """
    target = reach(context)
    found = find_number(tenant, workspace, number) if number else None
    look = _Deliveries(target).new if found is None else _Steps(found).new
    note(f"Waiting for {'carriers' if found is None else found.phone_number}; Ctrl-C ends it.")
    for entry in _every_pause(look, seconds):
        print_line(json.dumps(entry) if as_json else "  ".join(str(value) for value in entry.values() if value))


@app.command()
def secret(
    context: typer.Context,
    *,
    tenant: Tenant,
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Make a new one first; for 24 hours the one before counts too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the signing secret of a tenant's Zudu webhook URLs."""
    reach(context)
    from trunkline.domain.subscriptions import ZUDU
    from trunkline.wiring.deliveries import zudu_webhooks as wired_zudu_webhooks
    from trunkline.wiring.subscriptions import subscriptions as wired_subscriptions
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    if rotate:
        wired_zudu_webhooks().shared(owner)
        _, told = wired_subscriptions().rotate(owner, None, ZUDU)
    else:
        told = wired_zudu_webhooks().secret(owner)
    print_record({"tenant": owner, "secret": told}, as_json=as_json, titles={"tenant": "TENANT", "secret": "SECRET"})


def _every_pause(look: Callable[[], list[dict[str, Any]]], seconds: float | None) -> Iterator[dict[str, Any]]:
    ends_at = time.monotonic() + seconds if seconds else float("inf")
    while True:
        yield from look()
        if time.monotonic() + _PAUSE_SECONDS > ends_at:
            return
        time.sleep(_PAUSE_SECONDS)


class _Deliveries:
    """What the functions of the carriers' webhooks have logged since the last look."""

    def __init__(self, target: Target) -> None:
        self._groups = {_log_group(target.resources[name]) for name in FUNCTIONS if name in target.resources}
        self._since = int(time.time() * 1000)
        self._seen: dict[str, int] = {}

    def new(self) -> list[dict[str, Any]]:
        now = int(time.time() * 1000)
        found = [entry for group in sorted(self._groups) for entry in self._logged(group)]
        new = [entry for entry in found if entry["requestId"] not in self._seen]
        self._seen |= {entry["requestId"]: now for entry in new}
        self._seen = {name: at for name, at in self._seen.items() if now - at < 2 * _OVERLAP_MS}
        self._since = max(self._since, now - _OVERLAP_MS)
        return sorted(new, key=lambda entry: str(entry["at"]))

    def _logged(self, group: str) -> Iterator[dict[str, Any]]:
        logs = client("logs")
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=self._since)
        try:
            for page in pages:
                yield from filter(None, map(_delivery, page["events"]))
        except logs.exceptions.ResourceNotFoundException:
            return  # a function that was never called has no group yet


class _Steps:
    """The calls and messages of a number that have changed since the last look."""

    def __init__(self, number: "PhoneNumber") -> None:
        self._number = number
        self._seen: dict[str, str] = {}
        self.new()

    def new(self) -> list[dict[str, Any]]:
        from trunkline.table.client import table
        from trunkline.table.events import EventTable

        events, uuid = EventTable(table()), self._number.uuid
        entries = [
            *map(_call_step, events.calls(uuid, limit=_NEWEST, after=None).entries),
            *map(_message_step, events.messages(uuid, limit=_NEWEST, after=None).entries),
        ]
        new = [entry for entry in entries if self._seen.get(entry["id"]) != str(entry)]
        self._seen = {entry["id"]: str(entry) for entry in entries}
        return sorted(new, key=lambda entry: str(entry["at"]))


def _log_group(function: str) -> str:
    configuration = client("lambda").get_function_configuration(FunctionName=function)
    return str(configuration.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{function}")


def _delivery(event: dict[str, Any]) -> dict[str, Any] | None:
    """Return the delivery that a line of the log tells of, if it tells of one."""
    try:
        line = json.loads(event["message"])
    except ValueError:
        return None
    if not isinstance(line, dict) or line.get("message") != "webhook":
        return None
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    return {
        "at": at.strftime("%H:%M:%S"),
        "carrier": str(line.get("route", "")).partition("/webhooks/")[2].partition("/")[0],
        "kind": line.get("kind"),
        "status": line.get("status"),
        "milliseconds": line.get("duration_ms"),
        "requestId": str(line.get("request_id")),
    }


def _call_step(call: Any) -> dict[str, Any]:
    view = views.call_view(call)
    names = ("direction", "from", "to", "status", "durationSeconds", "recordings", "id")
    return {"at": view["endedAt"] or view["answeredAt"] or view["startedAt"], **{name: view[name] for name in names}}


def _message_step(message: Any) -> dict[str, Any]:
    view = views.message_view(message)
    return {"at": view["receivedAt"], **{name: view[name] for name in ("from", "to", "text", "id")}}


customer_webhooks.add_to(app)
