"""The contract, in process."""

from tests.support.contract.bad_input import *  # noqa: F403
