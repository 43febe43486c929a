"""The contract, over HTTP."""

from tests.support.contract.races import *  # noqa: F403
