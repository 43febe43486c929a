"""The contract, in process."""

from tests.support.contract.lists import *  # noqa: F403
