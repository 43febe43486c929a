import importlib.util
import sys
from collections.abc import Iterator

import pytest

if importlib.util.find_spec("ministack") is None or not sys.platform.startswith("linux"):
    # Run by the other tests' interpreter: these need .venv-stack (make stack-test), and /proc.
    collect_ignore_glob = ["test_*.py"]
else:
    from tests.stack.toy import ToyStack

    @pytest.fixture(scope="session")
    def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToyStack]:
        """The toy application, running; shared by the tests that only talk to it."""
        stack = ToyStack(tmp_path_factory.mktemp("shared") / "toy")
        # A secret of the developer, which no function may see.
        stack.up(DEVELOPER_SECRET="hunter2", AWS_PROFILE="personal", STACK_MAX_WORKERS="8")
        yield stack
        stack.stop()

    @pytest.fixture
    def own_toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToyStack]:
        """A toy application of the test's own, not started yet."""
        stack = ToyStack(tmp_path_factory.mktemp("own") / "toy")
        yield stack
        stack.stop()
        stack.wait_until_gone()
