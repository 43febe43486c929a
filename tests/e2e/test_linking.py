"""The contract, over HTTP."""

from tests.support.contract.linking import *  # noqa: F403
