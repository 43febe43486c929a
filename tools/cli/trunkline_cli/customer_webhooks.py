"""``trunkline webhooks list|deliveries|retry|test|listen``: what customers are sent."""

import json
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.lookup import find_workspace
from trunkline_cli.options import AsJson, InWorkspace, Limit, Tenant
from trunkline_cli.output import note, print_line, print_record, print_rows
from trunkline_cli.target import Target, reach

if TYPE_CHECKING:
    from trunkline.domain.deliveries import Delivery
    from trunkline.domain.subscriptions import Subscription
    from trunkline.services.subscriptions import Subscriptions

_WEBHOOKS = {"id": "ID", "workspaceUuid": "WORKSPACE", "url": "URL", "events": "EVENTS", "state": "STATE"}
_DELIVERIES = {
    "id": "ID",
    "type": "EVENT",
    "status": "STATUS",
    "tries": "TRIES",
    "last": "LAST",
    "nextTryAt": "NEXT TRY",
}

WebhookArgument = Annotated[str, typer.Argument(metavar="WEBHOOK", help="The webhook's id, as `list` shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to their group."""
    commands: dict[str, Callable[..., None]] = {
        "list": list_,
        "deliveries": deliveries,
        "retry": retry,
        "test": send_test,
        "listen": listen,
    }
    for name, command in commands.items():
        app.command(name)(command)


def list_(context: typer.Context, *, tenant: Tenant, as_json: AsJson = False) -> None:
    """List where a tenant's events are sent."""
    _reach(context)
    from trunkline.domain.identifiers import OrganizationId
    from trunkline.table.client import table
    from trunkline.table.subscriptions import SubscriptionTable

    found = SubscriptionTable(table()).of_organization(OrganizationId(tenant))
    rows = [_webhook_row(each) for each in found]
    print_rows(rows, as_json=as_json, columns=_WEBHOOKS, empty="This tenant has no webhooks")


def deliveries(
    context: typer.Context,
    webhook: WebhookArgument,
    *,
    tenant: Tenant,
    status: Annotated[
        str | None, typer.Option("--status", help="Only these: pending, delivered, failed or parked.")
    ] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """List a webhook's last deliveries, the newest first."""
    _reach(context)
    from trunkline.domain.deliveries import DeliveryStatus
    from trunkline.table.client import table
    from trunkline.table.deliveries import DeliveryTable

    if status not in (None, *DeliveryStatus):
        raise CliError(ExitCode.USAGE, f"--status: write one of {', '.join(DeliveryStatus)}")
    wanted = DeliveryStatus(status) if status else None
    page = DeliveryTable(table()).of_subscription(_found(tenant, webhook), wanted, limit=limit, after=None)
    rows = [_delivery_row(each) for each in page.entries]
    print_rows(rows, as_json=as_json, columns=_DELIVERIES, empty="Nothing was to be delivered there")


def retry(
    context: typer.Context,
    webhook: WebhookArgument,
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="The delivery's id, as `deliveries` shows it.")],
    *,
    tenant: Tenant,
    as_json: AsJson = False,
) -> None:
    """Deliver an event again at once, whatever became of it."""
    _reach(context)
    found = _found(tenant, webhook)
    asked = _use_cases().retry(found.organization_id, found.workspace_uuid, found.id, delivery)
    print_record(_delivery_row(asked), as_json=as_json, titles=_DELIVERIES)


def send_test(context: typer.Context, webhook: WebhookArgument, *, tenant: Tenant, as_json: AsJson = False) -> None:
    """Send a `webhook.test`; `deliveries` shows what came of it."""
    _reach(context)
    found = _found(tenant, webhook)
    made = _use_cases().test(found.organization_id, found.workspace_uuid, found.id)
    print_record(_delivery_row(made), as_json=as_json, titles=_DELIVERIES)


def listen(
    context: typer.Context,
    *,
    tenant: Tenant,
    workspace: InWorkspace = None,
    events: Annotated[
        list[str] | None, typer.Option("--events", help="Events or patterns, such as call.*,message.received.")
    ] = None,
    forward_to: Annotated[
        str | None, typer.Option("--forward-to", metavar="URL", help="Send each event on, and respond as it does.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=1, help="End after so long; else it goes on until Ctrl-C.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a tenant's events as they come, on the local stack. Each signature is verified.

    It is an endpoint on this machine, which is a webhook of the tenant as long as it listens. With --forward-to each
    event goes on to your application as it came; what that responds is what the delivery gets.
    """
    if forward_to and not forward_to.startswith(("http://", "https://")):
        raise CliError(ExitCode.USAGE, f"--forward-to: write a URL, such as http://{forward_to}")
    if not _reach(context).is_local:
        raise CliError(ExitCode.USAGE, "listen works with the local stack alone: nothing else reaches this machine")
    from trunkline.domain.identifiers import OrganizationId
    from trunkline.services.subscriptions import NewSubscription

    from trunkline_cli.receiver import Receiver

    owner, service = OrganizationId(tenant), _use_cases()
    place = find_workspace(tenant, workspace).uuid if workspace else None
    with Receiver(_printer(as_json=as_json), forward_to=forward_to) as receiver:
        new = NewSubscription(
            organization_id=owner,
            workspace_uuid=place,
            created_by="trunkline webhooks listen",
            url=receiver.url,
            patterns=_patterns(events),
            description="trunkline webhooks listen",
        )
        made, receiver.secret = service.create(new)
        note(f"Listening at {receiver.url} as webhook {made.id}; Ctrl-C ends it.")
        if forward_to:
            note(f"Forwarding to {forward_to}; the signing secret is {receiver.secret}")
        try:
            threading.Event().wait(seconds)
        except KeyboardInterrupt:
            pass
        finally:
            service.delete(owner, place, made.id)


def _patterns(events: list[str] | None) -> list[str]:
    return [name.strip() for each in events or ["*"] for name in each.split(",") if name.strip()]


def _printer(*, as_json: bool) -> Callable[[dict[str, Any]], None]:
    def show(heard: dict[str, Any]) -> None:
        if as_json:
            print_line(json.dumps(heard))
            return
        number = heard["data"].get("phoneNumber") or {}
        about = heard["data"].get("message") or heard["data"].get("call") or {}
        told = [about.get(name) for name in ("from", "text", "status")] if isinstance(about, dict) else [about]
        responded = f"-> {heard['forwarded']}" if "forwarded" in heard else None
        parts = [heard["timestamp"], heard["type"], number.get("phoneNumber"), *told, heard["id"], responded]
        print_line("  ".join(str(part) for part in parts if part))

    return show


def _reach(context: typer.Context) -> Target:
    target = reach(context)
    if queue := target.resources.get("DeliveriesQueue"):
        os.environ["DELIVERIES_QUEUE_URL"] = queue
    return target


def _use_cases() -> "Subscriptions":
    from trunkline.wiring.subscriptions import subscriptions as wired_subscriptions

    return wired_subscriptions()


def _found(tenant: str, webhook: str) -> "Subscription":
    from trunkline.domain.identifiers import OrganizationId
    from trunkline.domain.subscriptions import SubscriptionId
    from trunkline.table.client import table
    from trunkline.table.subscriptions import SubscriptionTable

    found = SubscriptionTable(table()).find(OrganizationId(tenant), SubscriptionId(webhook))
    if found is None:
        raise CliError(ExitCode.NOT_FOUND, f"The tenant {tenant} has no webhook {webhook}; `list` shows them")
    return found


def _webhook_row(subscription: "Subscription") -> dict[str, Any]:
    from trunkline.domain.timestamps import to_iso

    since = subscription.failing_since
    state = "enabled" if subscription.is_enabled else f"disabled ({subscription.disabled_reason or 'by hand'})"
    return {
        "id": subscription.id,
        "workspaceUuid": subscription.workspace_uuid,
        "url": subscription.url,
        "events": list(subscription.patterns),
        "format": str(subscription.format),
        "description": subscription.description,
        "state": state + (f", fails since {to_iso(since)}" if since and subscription.is_enabled else ""),
    }


def _delivery_row(delivery: "Delivery") -> dict[str, Any]:
    from trunkline.domain.timestamps import to_iso

    last = delivery.tries[-1] if delivery.tries else None
    return {
        "id": delivery.id,
        "type": str(delivery.event.type),
        "status": str(delivery.status),
        "reason": delivery.reason,
        "tries": len(delivery.tries),
        "last": (last.error or last.status) if last else None,
        "nextTryAt": to_iso(delivery.next_try_at) if delivery.next_try_at else None,
        "responseBody": delivery.response_body or None,
    }
