"""The contract, over HTTP."""

from tests.support.contract.idempotency import *  # noqa: F403
