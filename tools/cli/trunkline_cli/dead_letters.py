"""``trunkline dead-letters``: what could not be delivered."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

import typer

from trunkline_cli.backfill import COLUMNS as BACKFILLS
from trunkline_cli.backfill import backfill_view
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.options import AsJson, Yes
from trunkline_cli.output import confirm, print_record, print_rows, progress
from trunkline_cli.target import Target, client, reach

app = typer.Typer(help="Queues of what could not be stored, published or run.")
COLUMNS = {"queue": "QUEUE", "messages": "MESSAGES", "holds": "HOLDS"}
MESSAGE = {"sentAt": "SINCE", "receives": "SEEN", "reason": "REASON", "body": "MESSAGE"}
_HOLDS = {
    "WebhookEventsDeadLetters": "verified events of carriers that could not be stored (docs/carriers.md)",
    "RecordingsDeadLetters": "recordings that were not copied before their link ended (docs/carriers.md)",
    "ReferenceDeadLetters": "references that were refused or lost (docs/events.md)",
    "EventDeadLetters": "domain events that were not published (docs/events.md)",
    "FanOutDeadLetters": "changes that became no deliveries (docs/customer-webhooks.md)",
    "DeliveriesDeadLetters": "hints at deliveries that failed (docs/customer-webhooks.md)",
    "CleanupDeadLetters": "runs of the cleanup that failed as a whole (docs/archive.md)",
}
_SOURCES = {"WebhookEventsDeadLetters": "WebhookEventsQueue", "RecordingsDeadLetters": "RecordingsQueue"}
_CONSUMERS = {"ReferenceDeadLetters": "ReferencesOnEventFunction"}
_NOT_AGAIN = {
    "EventDeadLetters": "its messages only point to records of the stream, which ends after a day;"
    " EventDeadLettersAlarm in docs/operations.md says what to do",
    "CleanupDeadLetters": "the next run of the cleanup does what this one could not; see the function's log",
}
# Others see a message again after this, should the command be stopped between.
_HIDDEN_SECONDS = 60
_BATCH = 10
_EVENTS = "WebhookEventsDeadLetters"
# What was lost around an event that could not be stored.
_AROUND = timedelta(minutes=15)
Queue = Annotated[str, typer.Argument(metavar="QUEUE", help="The queue, as `dead-letters list` names it.")]


@app.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Count the messages of each dead-letter queue; about, as SQS does."""
    rows = counted(reach(context))
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="The stack has no dead-letter queues")


@app.command()
def show(
    context: typer.Context,
    *,
    queue: Queue,
    limit: Annotated[int, typer.Option("--limit", "-L", min=1, max=100, help="At most so many messages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show what a queue holds, and leave it there. For some seconds nobody else gets what is shown."""
    url, sqs = _url(reach(context), queue), client("sqs")
    messages = list(_received(url, limit))
    for message in messages:
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    rows = [_view(message, as_text=not as_json) for message in messages]
    print_rows(rows, as_json=as_json, columns=MESSAGE, empty=f"{queue} is empty")


@app.command()
def redrive(
    context: typer.Context,
    *,
    queue: Queue,
    limit: Annotated[int, typer.Option("--limit", "-L", min=1, help="At most so many messages.")] = 1000,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Process the messages of a queue again. Fix the cause first; what fails again returns to the queue.

    A message leaves the queue once it is taken: stopped half-way, some may be tried twice, which changes nothing.
    """
    target = reach(context)
    url = _url(target, queue)
    if queue not in {**_SOURCES, **_CONSUMERS}:
        raise CliError(
            ExitCode.REFUSED, f"{queue} cannot be tried again: {_NOT_AGAIN.get(queue, 'nobody takes from it')}"
        )
    there = min(limit, _count(url))
    confirm(f"Try {there} messages of {queue} again?", yes=yes)
    sqs, moved = client("sqs"), 0
    with progress() as bar:
        task = bar.add_task("messages", total=there)
        for message in _received(url, there):
            _try_again(target, queue, message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
            bar.advance(task)
    result = {"queue": queue, "triedAgain": moved, "left": _count(url)}
    print_record(result, as_json=as_json, titles={"queue": "QUEUE", "triedAgain": "TRIED AGAIN", "left": "LEFT"})


@app.command()
def backfill(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option("--limit", "-L", min=1, help="Look at so many messages at most.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """Read back the carriers' logs around lost events. WebhookEventsDeadLetters keeps these events.

    What could not be stored says when it was dark, and perhaps not all that was lost then reached the queue.
    """
    url, sqs = _url(reach(context), _EVENTS), client("sqs")
    from trunkline.aws.webhook_queues import waiting_event
    from trunkline.table.client import table
    from trunkline.table.events import EventTable
    from trunkline.wiring.health import backfill_requests

    times: dict[Any, list[Any]] = {}
    for message in _received(url, min(limit, _count(url))):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        webhook, _, received_at = waiting_event(message["Body"])
        times.setdefault(webhook, []).append(received_at)
    asked, events = [], EventTable(table())
    for webhook, moments in times.items():
        phone = events.find_phone(webhook)
        if phone and (one := backfill_requests().of_phone(phone, min(moments) - _AROUND, max(moments) + _AROUND)):
            asked.append(backfill_view(one))
    print_rows(asked, as_json=as_json, columns=BACKFILLS, empty="No event says when it was dark")


def counted(target: Target) -> list[dict[str, Any]]:
    """Return each dead-letter queue of the stack with about how many messages it holds."""
    return [
        {"queue": name, "messages": _count(url), "holds": _HOLDS.get(name), "url": url}
        for name, url in sorted(_queues(target).items())
    ]


def _queues(target: Target) -> dict[str, str]:
    return {
        name: url for name, url in target.resources.items() if name.endswith("DeadLetters") and url.startswith("http")
    }


def _url(target: Target, queue: str) -> str:
    queues = _queues(target)
    if queue not in queues:
        known = ", ".join(sorted(queues))
        raise CliError(ExitCode.NOT_FOUND, f"There is no dead-letter queue {queue}; there are {known}")
    return queues[queue]


def _count(url: str) -> int:
    attributes = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


def _received(url: str, limit: int) -> Iterator[dict[str, Any]]:
    """Yield up to ``limit`` messages, each once, hidden from others for a minute."""
    sqs, seen = client("sqs"), set[str]()
    while len(seen) < limit:
        answer = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=min(_BATCH, limit - len(seen)),
            VisibilityTimeout=_HIDDEN_SECONDS,
            WaitTimeSeconds=1,
            AttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
        )
        new = [message for message in answer.get("Messages", []) if message["MessageId"] not in seen]
        if not new:
            return
        for message in new:
            seen.add(message["MessageId"])
            yield message


def _try_again(target: Target, queue: str, body: str) -> None:
    if queue in _SOURCES:
        client("sqs").send_message(QueueUrl=target.resources[_SOURCES[queue]], MessageBody=body)
        return
    function = target.resources[_CONSUMERS[queue]]
    answer = client("lambda").invoke(FunctionName=function, Payload=json.dumps(_event(json.loads(body))))
    if "FunctionError" in answer:
        raise CliError(ExitCode.FAILED, f"{function} failed; its log says why, and the message stays in {queue}")


def _event(message: dict[str, Any]) -> Any:
    """Return the event as the bus sent it: the function, Lambda and the bus each wrap it in their own way, or not."""
    return message.get("event") or message.get("requestPayload") or message


def _view(message: dict[str, Any], *, as_text: bool) -> dict[str, Any]:
    from datetime import UTC, datetime

    from trunkline.domain.timestamps import to_iso

    try:
        body = json.loads(message["Body"])
    except ValueError:
        body = message["Body"]
    sent = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
    reason = body.get("reason") or body.get("requestContext", {}).get("condition") if isinstance(body, dict) else None
    return {
        "id": message["MessageId"],
        "sentAt": to_iso(sent),
        "receives": int(message["Attributes"]["ApproximateReceiveCount"]),
        "reason": reason,
        "body": json.dumps(body) if as_text else body,
    }
