"""The contract, over HTTP."""

from tests.support.contract.access import *  # noqa: F403
