"""Dead letters are looked at, and tried again once their cause is mended."""

import json
from typing import Any

import botocore.session
import pytest
from trunkline_cli import dead_letters
from trunkline_cli.target import client

from tests.cli.conftest import STACK, Trunkline


@pytest.fixture
def queues(trunkline: Trunkline) -> dict[str, str]:
    """The stack's queues by their logical ids."""
    cloudformation: Any = botocore.session.get_session().create_client("cloudformation")
    resources = cloudformation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}


@pytest.fixture
def sqs(trunkline: Trunkline) -> Any:
    return botocore.session.get_session().create_client("sqs")


def _count(sqs: Any, url: str) -> int:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def test_messages_are_shown_and_stay(trunkline: Trunkline, queues: dict[str, str], sqs: Any) -> None:
    url = queues["ReferenceDeadLetters"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"reason": "malformed", "event": {"id": "e1"}}))
    sqs.send_message(QueueUrl=url, MessageBody="no JSON\x1b[2J")

    shown = trunkline.json("dead-letters", "show", "ReferenceDeadLetters")
    text = trunkline("dead-letters", "show", "ReferenceDeadLetters").out

    assert {each["reason"] for each in shown} == {"malformed", None}
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3
    assert _count(sqs, url) == 2
    assert trunkline("dead-letters", "show", "Nowhere").code == 3


def test_events_go_back_to_the_queue_that_they_came_from(
    trunkline: Trunkline, queues: dict[str, str], sqs: Any
) -> None:
    bodies = {json.dumps({"kind": "call", "event": {"call_id": str(count)}}) for count in range(12)}
    for body in bodies:
        sqs.send_message(QueueUrl=queues["WebhookEventsDeadLetters"], MessageBody=body)

    unconfirmed = trunkline("dead-letters", "redrive", "WebhookEventsDeadLetters")
    done = trunkline.json("dead-letters", "redrive", "WebhookEventsDeadLetters", "--yes")

    assert unconfirmed.code == 2
    assert (done["triedAgain"], done["left"]) == (12, 0)
    found = set()
    while messages := sqs.receive_message(QueueUrl=queues["WebhookEventsQueue"], MaxNumberOfMessages=10).get(
        "Messages"
    ):
        found |= {each["Body"] for each in messages}
    assert found == bodies


def test_references_go_to_the_function_that_takes_them_in_whatever_they_are_wrapped(
    trunkline: Trunkline, queues: dict[str, str], sqs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = {"id": "e1", "detail-type": "workflow.published"}
    url = queues["ReferenceDeadLetters"]
    for body in (event, {"reason": "malformed", "event": event}, {"requestPayload": event, "requestContext": {}}):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))
    invoked: list[Any] = []

    class Lambda:
        def invoke(self, *, FunctionName: str, Payload: str) -> dict[str, Any]:  # noqa: N803 - AWS's names
            invoked.append((FunctionName, json.loads(Payload)))
            return {"FunctionError": "Unhandled"} if len(invoked) == 3 else {"StatusCode": 200}

    monkeypatch.setattr(dead_letters, "client", lambda name: Lambda() if name == "lambda" else client(name))

    ended = trunkline("dead-letters", "redrive", "ReferenceDeadLetters", "--yes")

    assert [payload for _, payload in invoked] == [event] * 3
    assert ended.code == 1
    # What was taken has left; what failed is there again once it is no longer hidden.
    hidden = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessagesNotVisible"])
    assert hidden["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


@pytest.mark.parametrize("queue", ["CleanupDeadLetters"])
def test_what_cannot_be_tried_again_says_what_to_do(trunkline: Trunkline, queue: str) -> None:
    refused = trunkline("dead-letters", "redrive", queue, "--yes")

    assert refused.code == 4
    assert "cleanup" in refused.err
