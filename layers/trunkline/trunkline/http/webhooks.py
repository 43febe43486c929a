"""The way of every webhook: whose, genuine, then read, kept and answered."""

import json
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from trunkline import wiring
from trunkline.carriers.registry import reader_for
from trunkline.domain.calls import Event
from trunkline.domain.phone_numbers import Carrier, ProviderPhone
from trunkline.domain.webhooks import Webhook
from trunkline.errors import BodyTooLargeError, ForgedWebhookError, TrunklineError, UnavailableError
from trunkline.http.edge import LambdaHandler
from trunkline.http.messages import Request, Response, request_from, to_lambda_response
from trunkline.http.warm_up import warm_up
from trunkline.observability import logger
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.webhooks import Delivery, Webhooks

MAX_BODY_BYTES = 256 * 1024

ACCEPTED = Response(204, "")

# What can wait for the next event is not done when the carrier has waited for this long: Telnyx gives us two seconds.
SOON_SECONDS = 0.5


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
        """Store the events, for an answer that is given in any case; a table that was found busy is not asked again.

        All is over when this returns: Lambda may freeze the environment with the answer, for good. The clients of
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
                from trunkline.metrics import emit  # noqa: PLC0415 - next to never

                logger.error("event lost", carrier=self.webhook.carrier, error=type(error).__name__)
                emit({"WebhookEventsLost": 1})


def webhook_endpoint(route: WebhookRoute) -> Callable[[Callable[[WebhookContext], Response]], LambdaHandler]:
    """Make a function of a genuine delivery the Lambda handler of a carrier's webhooks."""
    # Nobody's token: asking for it connects to the table.
    warm_up(lambda: wiring.webhooks().identify("", route.carrier))

    def decorate(handle: Callable[[WebhookContext], Response]) -> LambdaHandler:
        def lambda_handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
            started = perf_counter()
            request = request_from(event)
            response = _response_to(route, handle, request)
            logger.info(
                "webhook",
                route=route.key,
                kind=_kind(route, request),
                status=response.status,
                duration_ms=round((perf_counter() - started) * 1000, 1),
                request_id=request.request_id,
            )
            return to_lambda_response(response, request.request_id)

        lambda_handler.route = route  # type: ignore[attr-defined]
        return lambda_handler

    return decorate


def _response_to(route: WebhookRoute, handle: Callable[[WebhookContext], Response], request: Request) -> Response:
    try:
        return _handled(route, handle, request)
    except TrunklineError as error:
        headers = {"retry-after": "1"} if isinstance(error, UnavailableError) else {}
        return Response(error.status, json.dumps({"detail": error.message}), headers)
    except Exception as error:  # noqa: BLE001 - the last stop: a bug is logged here and answered as a 500
        stack = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
        logger.error("unhandled error", route=route.key, error=type(error).__name__, stack=stack)
        return Response(500, json.dumps({"detail": "An internal server error occurred"}))


def _handled(route: WebhookRoute, handle: Callable[[WebhookContext], Response], request: Request) -> Response:
    started = perf_counter()
    context = _verified(route, request)
    response = handle(context)
    if context.later_key and perf_counter() - started < SOON_SECONDS:
        context.webhooks.end_keys_before(context.webhook, context.later_key)
    return response


def _verified(route: WebhookRoute, request: Request) -> WebhookContext:
    if len(request.body) > MAX_BODY_BYTES:
        raise BodyTooLargeError(f"The body may take {MAX_BODY_BYTES} bytes at most")
    reader = reader_for(route.carrier)
    kind = request.path_parameters["kind"]
    if kind not in reader.kinds or request.query:
        # The carrier was given no such URL.
        raise ForgedWebhookError
    webhooks = wiring.webhooks()
    webhook = webhooks.identify(request.path_parameters["token"], route.carrier)
    delivery = Delivery(kind=kind, url=webhook.url(kind), headers=request.headers, body=request.body)
    later_key = webhooks.verify(webhook, reader, delivery)
    events = reader.parse(delivery)
    return WebhookContext(webhooks=webhooks, webhook=webhook, delivery=delivery, events=events, later_key=later_key)


def _kind(route: WebhookRoute, request: Request) -> str:
    """The last part of the path, if it is one that there is: any other may be anything."""
    kind = request.path_parameters.get("kind", "")
    return kind if kind in reader_for(route.carrier).kinds else "unknown"
