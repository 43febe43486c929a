"""The steps of every webhook: find its number, verify, parse, store the events, respond; and how a call goes on."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from trunkline.carriers.call_documents import NOTHING
from trunkline.carriers.registry import reader_for
from trunkline.domain.call_plans import UNAVAILABLE, Hangup, Say, Step, after_forward, plan_call
from trunkline.domain.calls import Event
from trunkline.domain.phone_numbers import NumberSettings
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.webhooks import Webhook
from trunkline.errors import BodyTooLargeError, ForgedWebhookError, TrunklineError, UnavailableError
from trunkline.http.edge import warm_up
from trunkline.http.messages import LambdaEntry, Request, Response
from trunkline.observability import emit, logger
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.webhooks import Delivery, WebhookReader, Webhooks

if TYPE_CHECKING:
    from trunkline.carriers.telnyx.calls import Command

MAX_BODY_BYTES = 256 * 1024

ACCEPTED = Response(204, "")

# What can wait for the next event is not done when the carrier has waited for this long: Telnyx gives us two seconds.
SOON_SECONDS = 0.5

Renderer = Callable[[Sequence[Step], Callable[[str], str]], str]
# How Twilio and Plivo call a forwarded call that somebody took.
_TAKEN = ("completed", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRoute:
    """One carrier's webhooks."""

    carrier: Carrier
    summary: str
    method: str = "POST"

    @property
    def path(self) -> str:
        """The path that the template gives the function."""
        return f"/webhooks/{self.carrier}/{{token}}/{{kind}}"

    @property
    def key(self) -> str:
        """The route as API Gateway names it; the only form in which logs name a webhook's target."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookContext:
    """A delivery that its carrier signed."""

    webhooks: Webhooks
    webhook: Webhook
    delivery: Delivery
    events: Sequence[Event]
    # The public key that it was verified with, if that ends others.
    later_key: str | None

    @property
    def account(self) -> CarrierAccount:
        """The account, to call the carrier with."""
        return self.webhooks.account(self.webhook)

    def keep(self, phone: ProviderPhone | None = None) -> None:
        """Store the events.

        Raises:
            UnavailableError: Neither the table nor the queue took them.
        """
        for event in self.events:
            self.webhooks.keep(self.webhook, event, phone)

    def keep_or_report(self, phone: ProviderPhone | None, *, is_table_busy: bool) -> None:
        """Store the events, for a response that is sent in any case; a table that was busy is not asked again.

        All is over when this returns: Lambda may freeze the environment with the response, for good. The clients of
        table and queue give up soon, so a caller waits two seconds at the very most. An event that neither took is
        counted, with an alarm; the carrier's later events tell of the call again.
        """
        for event in self.events:
            try:
                if is_table_busy:
                    self.webhooks.postpone(self.webhook, event)
                else:
                    self.webhooks.keep(self.webhook, event, phone)
            except Exception as error:  # noqa: BLE001 - whatever it is, somebody is on the line
                logger.error("event lost", carrier=self.webhook.carrier, error=type(error).__name__)
                emit({"WebhookEventsLost": 1})


def webhook_endpoint(
    route: WebhookRoute, webhooks: Callable[[], Webhooks]
) -> Callable[[Callable[[WebhookContext], Response]], "WebhookEndpoint"]:
    """Make the Lambda handler of a carrier's webhooks from a function of a genuine delivery."""
    # Nobody's token: asking for it connects to the table.
    warm_up(lambda: webhooks().store.find_webhook(""))
    return lambda handle: WebhookEndpoint(route, webhooks, handle)


class WebhookEndpoint(LambdaEntry):
    """The Lambda handler of a carrier's webhooks."""

    message = "webhook"
    internal_error = TrunklineError("An internal server error occurred")
    route: WebhookRoute

    def __init__(
        self, route: WebhookRoute, use_case: Callable[[], Webhooks], handle: Callable[[WebhookContext], Response]
    ) -> None:
        super().__init__(route)
        self.use_case = use_case
        self.handle = handle

    def respond(self, request: Request, details: dict[str, Any]) -> Response:
        """Respond to a delivery that its carrier signed."""
        started, reader = perf_counter(), reader_for(self.route.carrier)
        kind = request.path_parameters.get("kind", "")
        # Any that there is not may be anything.
        details["kind"] = kind if kind in reader.kinds else "unknown"
        if len(request.body) > MAX_BODY_BYTES:
            raise BodyTooLargeError(f"The body may take {MAX_BODY_BYTES} bytes at most")
        if kind not in reader.kinds or request.query:
            # The carrier was given no such URL.
            raise ForgedWebhookError
        context = self._verified(request, kind, reader)
        response = self.handle(context)
        if context.later_key and perf_counter() - started < SOON_SECONDS:
            context.webhooks.end_keys_before(context.webhook, context.later_key)
        return response

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Tell a carrier why, for its log; it sends the event again after a 503."""
        del request_id  # it is in the response's header
        headers = {"retry-after": "1"} if isinstance(error, UnavailableError) else {}
        return Response(error.status, json.dumps({"detail": error.message}), headers)

    def _verified(self, request: Request, kind: str, reader: WebhookReader) -> WebhookContext:
        webhooks = self.use_case()
        webhook = webhooks.identify(request.path_parameters["token"], self.route.carrier)
        delivery = Delivery(kind=kind, url=webhook.url(kind), headers=request.headers, body=request.body)
        later_key = webhooks.verify(webhook, reader, delivery)
        events = reader.parse(delivery)
        return WebhookContext(webhooks=webhooks, webhook=webhook, delivery=delivery, events=events, later_key=later_key)


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
