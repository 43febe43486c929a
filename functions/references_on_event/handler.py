"""Workflows and event rules were published or deleted: their references to phone numbers follow."""

from collections.abc import Mapping
from typing import Any

from trunkline.invocation import invocation_deadline
from trunkline.wiring.references import reference_changes


def lambda_handler(event: Mapping[str, Any], context: object) -> None:
    """Apply one event of the bus. What fails is delivered again, and in the end goes to the dead letters."""
    with invocation_deadline(context):
        reference_changes().take(event)
