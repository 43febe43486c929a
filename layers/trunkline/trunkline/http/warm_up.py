"""What the first request would wait for, done while the function starts.

Lambda gives an environment that starts a whole processor, and one of 512 MB that runs 0.29 of it.
"""

import os
from collections.abc import Callable
from contextlib import suppress


def warm_up(*steps: Callable[[], object]) -> None:
    """Take the steps in turn where a Lambda environment starts, and none elsewhere.

    A step that fails ends it: what fails here fails again with the first request, which says so to somebody.
    """
    # Not in a thread, though that could be waited for no longer than a moment: it made every later call slower by a
    # twentieth.
    if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
        with suppress(Exception):
            for step in steps:
                step()
