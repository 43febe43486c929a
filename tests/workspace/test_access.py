"""The contract, in process."""

from tests.support.contract.access import *  # noqa: F403
