"""Messages for people to look at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """One SQS queue."""

    client: Any
    url: str

    def send(self, message: Mapping[str, Any]) -> None:
        """Put a message into the queue."""
        self.client.send_message(QueueUrl=self.url, MessageBody=json.dumps(message))
