"""The table's stream: what has happened becomes deliveries to the customers who asked for it."""

from collections.abc import Mapping
from typing import Any

from trunkline.events.customer_stream import spread_changes
from trunkline.invocation import invocation_deadline
from trunkline.wiring.deliveries import fan_out, fan_out_dead_letters


def lambda_handler(event: Mapping[str, Any], context: object) -> None:
    """Make the deliveries of a batch of records; one that fails comes again as a whole."""
    with invocation_deadline(context):
        spread_changes(event, fan_out(), fan_out_dead_letters())
