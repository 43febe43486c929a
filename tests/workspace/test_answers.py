"""The contract, in process."""

from tests.support.contract.answers import *  # noqa: F403
