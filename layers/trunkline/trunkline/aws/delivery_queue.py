"""Hints at deliveries, in SQS."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import SubscriptionId
from trunkline.errors import UnavailableError
from trunkline.services.deliveries import Hint

# What one call takes.
MAX_ENTRIES = 10


class SqsHintQueue:
    """The hint queue of ``trunkline.services.deliveries``, a standard queue.

    Each organisation's messages are a group of their own: of a queue with groups SQS hands out first those of whom
    few are being processed. So whoever has many that are slow delays nobody else.
    """

    def __init__(self, connect: Callable[[], Any], url: Callable[[], str]) -> None:
        self.connect = connect
        self.url = url

    def send(self, hints: Sequence[tuple[Hint, timedelta]]) -> None:
        """Queue hints.

        One call for each ten.
        """
        for start in range(0, len(hints), MAX_ENTRIES):
            entries = [
                {
                    "Id": str(index),
                    "MessageBody": _body(hint),
                    "MessageGroupId": message_group(hint.organization_id),
                    "DelaySeconds": math.ceil(max(wait.total_seconds(), 0)),
                }
                for index, (hint, wait) in enumerate(hints[start : start + MAX_ENTRIES])
            ]
            try:
                response = self.connect().send_message_batch(QueueUrl=self.url(), Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise UnavailableError from error
            if response.get("Failed"):
                raise UnavailableError


def message_group(organization: OrganizationId) -> str:
    """Return the organisation in the characters and the length that SQS takes."""
    return sha256(organization.encode()).hexdigest()


def hint_of(body: str) -> Hint:
    """Read a hint that ``send`` queued."""
    document: Mapping[str, str] = json.loads(body)
    return Hint(
        organization_id=OrganizationId(document["organization"]),
        subscription_id=SubscriptionId(document["subscription"]),
        line=document["line"],
        event_id=document["event"],
    )


def _body(hint: Hint) -> str:
    return json.dumps(
        {
            "organization": hint.organization_id,
            "subscription": hint.subscription_id,
            "line": hint.line,
            "event": hint.event_id,
        }
    )
