"""``trunkline dead-letters``: what could not be delivered."""

from typing import Any

import typer

from trunkline_cli.options import AsJson
from trunkline_cli.output import print_rows
from trunkline_cli.target import Target, client, reach

app = typer.Typer(help="Queues of what could not be stored, published or run.")
COLUMNS = {"queue": "QUEUE", "messages": "MESSAGES", "holds": "HOLDS"}
_HOLDS = {
    "WebhookEventsDeadLetters": "verified events of carriers that could not be stored (docs/carriers.md)",
    "RecordingsDeadLetters": "recordings that were not copied before their link ended (docs/carriers.md)",
    "ReferenceDeadLetters": "references that were refused or lost (docs/events.md)",
    "EventDeadLetters": "domain events that were not published (docs/events.md)",
    "CleanupDeadLetters": "runs of the cleanup that failed as a whole (docs/archive.md)",
}


@app.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Count the messages of each dead-letter queue; about, as SQS does."""
    rows = counted(reach(context))
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="The stack has no dead-letter queues")


def counted(target: Target) -> list[dict[str, Any]]:
    """Each dead-letter queue of the stack with about how many messages it holds."""
    sqs = client("sqs")
    rows = []
    for name, url in sorted(target.resources.items()):
        if not (name.endswith("DeadLetters") and url.startswith("http")):
            continue
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        count = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
        rows.append({"queue": name, "messages": count, "holds": _HOLDS.get(name), "url": url})
    return rows
