"""The contract, over HTTP."""

from tests.support.contract.lists import *  # noqa: F403
