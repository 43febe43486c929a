"""Responses to the carriers' webhooks of calls: how a call goes on."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from trunkline.carriers.call_documents import NOTHING
from trunkline.domain.call_plans import UNAVAILABLE, Hangup, Say, Step, after_forward, plan_call
from trunkline.domain.phone_numbers import NumberSettings
from trunkline.errors import UnavailableError
from trunkline.http.messages import Response
from trunkline.http.webhooks import ACCEPTED, WebhookContext

if TYPE_CHECKING:
    from trunkline.carriers.telnyx.calls import Command
    from trunkline.domain.provider_phones import ProviderPhone

Renderer = Callable[[Sequence[Step], Callable[[str], str]], str]

# How Twilio and Plivo call a forwarded call that somebody took.
_TAKEN = ("completed", "answered")


def xml_response(context: WebhookContext, render: Renderer) -> Response:
    """Respond to a call or message in the carrier's XML, and with 204 to all that asks for none.

    Raises:
        UnavailableError: An event that needs no other response could not be stored.
    """
    match context.delivery.kind:
        case "voice":
            return _voice(context, render)
        case "dial":
            return _after_dial(context, render)
        case "done":
            return _xml(render((Hangup(),), context.webhook.url))
        case "message":
            context.keep()
            return _xml(NOTHING)
    context.keep()
    return ACCEPTED


def telnyx_response(context: WebhookContext) -> Response:
    """204, after the command that the event asks for was sent.

    Raises:
        UnavailableError: The event could not be stored, or the command not be sent: Telnyx is to send it again. What
            was done by then is not done twice.
    """
    if context.delivery.kind == "message":
        context.keep()
        return ACCEPTED
    phone, commands = _next_commands(context)
    try:
        if commands:
            from trunkline.carriers.telnyx.commands import send_first_taken  # noqa: PLC0415 - few events ask for one

            send_first_taken(context.account, commands)
    finally:
        context.keep(phone)
    return ACCEPTED


def _next_commands(context: WebhookContext) -> "tuple[ProviderPhone | None, tuple[Command, ...]]":
    """Return the commands that an event asks for, and the provider phone if it had to be read for them."""
    from trunkline.carriers.telnyx.calls import next_commands  # noqa: PLC0415 - messages go without
    from trunkline.carriers.telnyx.webhooks import data_of  # noqa: PLC0415

    data = data_of(context.delivery)
    if not next_commands(data, None):
        return None, ()
    phone, settings = _situation(context)
    return phone, next_commands(data, settings)


def _voice(context: WebhookContext, render: Renderer) -> Response:
    try:
        phone, settings = context.webhooks.settings_for_call(context.webhook)
    except UnavailableError:
        response = _xml(render((Say(UNAVAILABLE), Hangup()), context.webhook.url))
        context.keep_or_report(None, is_table_busy=True)
        return response
    response = _xml(render(plan_call(settings), context.webhook.url))
    context.keep_or_report(phone, is_table_busy=False)
    return response


def _after_dial(context: WebhookContext, render: Renderer) -> Response:
    form = parse_qs(context.delivery.body.decode(errors="replace"))
    status = (form.get("DialCallStatus") or form.get("DialStatus") or [""])[0]
    if status in _TAKEN:
        response = _xml(render((Hangup(),), context.webhook.url))
        context.keep_or_report(None, is_table_busy=False)
        return response
    try:
        phone, settings = context.webhooks.settings_for_call(context.webhook)
        is_table_busy = False
    except UnavailableError:
        phone, settings, is_table_busy = None, NumberSettings(), True
    response = _xml(render(after_forward(settings), context.webhook.url))
    context.keep_or_report(phone, is_table_busy=is_table_busy)
    return response


def _situation(context: WebhookContext) -> "tuple[ProviderPhone | None, NumberSettings | None]":
    try:
        return context.webhooks.settings_for_call(context.webhook)
    except UnavailableError:
        return None, NumberSettings()


def _xml(document: str) -> Response:
    return Response(200, document, {"content-type": "application/xml"})
