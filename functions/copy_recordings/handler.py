"""Recordings whose link at the carrier ends: copied to the bucket."""

from trunkline import wiring
from trunkline.aws.webhook_queues import waiting_recording
from trunkline.http.queues import each_message


@each_message
def lambda_handler(body: str) -> None:
    """Copy one recording."""
    wiring.recordings().copy(waiting_recording(body))
