"""The contract, over HTTP."""

from tests.support.contract.answers import *  # noqa: F403
