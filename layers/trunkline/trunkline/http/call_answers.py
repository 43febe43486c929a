"""What the webhook functions answer."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

from trunkline.carriers.call_answers import NOTHING
from trunkline.domain.call_plans import UNAVAILABLE, Hangup, Say, Step, after_forward, plan_call
from trunkline.domain.number_settings import NumberSettings
from trunkline.errors import UnavailableError
from trunkline.http.messages import Answer
from trunkline.http.webhooks import ACCEPTED, WebhookCall

Renderer = Callable[[Sequence[Step], Callable[[str], str]], str]

# How Twilio and Plivo call a forwarded call that somebody took.
_TAKEN = ("completed", "answered")


def xml_answer(call: WebhookCall, render: Renderer) -> Answer:
    """The answer to a call or message in the carrier's XML, and 204 to all that asks for none.

    Raises:
        UnavailableError: An event that needs no other answer could not be kept.
    """
    match call.delivery.kind:
        case "voice":
            return _voice(call, render)
        case "dial":
            return _xml(render(_after_dial(call), call.webhook.url))
        case "done":
            return _xml(render((Hangup(),), call.webhook.url))
        case "message":
            call.keep()
            return _xml(NOTHING)
    call.keep()
    return ACCEPTED


def telnyx_answer(call: WebhookCall) -> Answer:
    """204, after the command that the event asks for was sent.

    Raises:
        UnavailableError: The event could not be kept, or the command not be sent: Telnyx is to send it again. What
            was done by then is not done twice.
    """
    if call.delivery.kind == "message":
        call.keep()
        return ACCEPTED
    keeping = call.keep_meanwhile()
    _send_command(call)
    keeping.wait()
    if keeping.failed:
        raise UnavailableError
    return ACCEPTED


def _send_command(call: WebhookCall) -> None:
    from trunkline.carriers.telnyx_calls import next_command  # noqa: PLC0415 - messages go without
    from trunkline.carriers.telnyx_webhooks import data_of  # noqa: PLC0415

    data = data_of(call.delivery)
    if next_command(data, None) is None:
        return
    command = next_command(data, _settings(call))
    if command is None:
        return
    from trunkline.carriers.telnyx_commands import send_command  # noqa: PLC0415 - requests takes its time to load

    send_command(call.account, command)


def _voice(call: WebhookCall, render: Renderer) -> Answer:
    try:
        phone, settings = call.webhooks.settings_for_call(call.webhook)
        steps = plan_call(settings)
    except UnavailableError:
        phone, steps = None, (Say(UNAVAILABLE), Hangup())
    keeping = call.keep_meanwhile(phone)
    answer = _xml(render(steps, call.webhook.url))
    keeping.wait()
    return answer


def _after_dial(call: WebhookCall) -> tuple[Step, ...]:
    form = parse_qs(call.delivery.body.decode())
    status = (form.get("DialCallStatus") or form.get("DialStatus") or [""])[0]
    return (Hangup(),) if status in _TAKEN else after_forward(_settings(call))


def _settings(call: WebhookCall) -> NumberSettings | None:
    try:
        return call.webhooks.settings_for_call(call.webhook)[1]
    except UnavailableError:
        return NumberSettings()


def _xml(document: str) -> Answer:
    return Answer(200, document, {"content-type": "application/xml"})
