"""Recordings whose link at the carrier ends: copied to the bucket."""

from trunkline.aws.webhook_queues import waiting_recording
from trunkline.events.queues import each_message
from trunkline.services.recordings import Recordings
from trunkline.wiring.recordings import recordings


@each_message(recordings)
def lambda_handler(service: Recordings, body: str) -> None:
    """Copy one recording."""
    service.copy(waiting_recording(body))
