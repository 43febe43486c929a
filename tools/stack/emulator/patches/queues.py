"""Queue URLs that survive another port.

MiniStack stores queues under URLs with its port in them; started again on another port it
does not find them any more.
"""

from ministack.services import sqs

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.sqs", "DEFAULT_HOST"),
    PatchPoint("services.sqs", "DEFAULT_PORT"),
    PatchPoint("services.sqs", "_CANONICAL_NETLOC"),
    PatchPoint("services.sqs", "_queue_url_for_account", "account_id name"),
)

_PORT = "4566"


def apply() -> None:
    """Store all queues under one fixed address; callers still see the one that they used."""
    sqs.DEFAULT_PORT = _PORT
    sqs._CANONICAL_NETLOC = f"{sqs.DEFAULT_HOST}:{_PORT}"
