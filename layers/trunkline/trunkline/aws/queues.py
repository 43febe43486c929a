"""Dead letters: messages for people to look at."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from trunkline.errors import UnavailableError


class DeadLetterQueue:
    """One SQS queue."""

    def __init__(self, client: Any, url: str) -> None:
        self.client = client
        self.url = url

    def send(self, message: Mapping[str, Any]) -> None:
        """Put a message into the queue.

        Raises:
            UnavailableError: SQS did not respond; the message may be there.
        """
        try:
            self.client.send_message(QueueUrl=self.url, MessageBody=json.dumps(message))
        except (ClientError, BotoCoreError) as error:
            raise UnavailableError from error
