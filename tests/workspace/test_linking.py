"""The contract, in process."""

from tests.support.contract.linking import *  # noqa: F403
