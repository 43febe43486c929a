"""Asking for archives, and the state machine that runs them."""

from trunkline.aws.clients import client
from trunkline.aws.executions import StepFunctions
from trunkline.services.archive_requests import ArchiveRequests, Executions
from trunkline.settings import state_machine_arn
from trunkline.table.archiving import ArchiveTable
from trunkline.table.client import table


def archive_store() -> ArchiveTable:
    """Open the table of numbers on their way to be archived."""
    return ArchiveTable(table())


def executions() -> Executions:
    """Connect to the archive's state machine."""
    # Who asks for an archive may wait for its end besides; what cannot be started now the cleanup starts.
    return StepFunctions(client("stepfunctions", read_seconds=1.5), state_machine_arn())


def archive_requests() -> ArchiveRequests:
    """Compose the use case of asking for a number to be archived."""
    return ArchiveRequests(archive_store(), executions())
