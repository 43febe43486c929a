"""The contract, in process."""

from tests.support.contract.idempotency import *  # noqa: F403
