"""The contract, over HTTP."""

from tests.support.contract.bad_input import *  # noqa: F403
