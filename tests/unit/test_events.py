"""Every function has sample events for ``sam local invoke``, and they get the status in their name."""

import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.support.events import event_files, load_event
from tests.support.template import functions


def test_every_function_has_an_event() -> None:
    assert {path.parent.name for path in event_files()} == set(functions())


@pytest.mark.parametrize(
    "path",
    [path for path in event_files() if path.name[:3].isdigit()],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_the_event_gets_the_status_in_its_name(path: Path, described: dict[str, Any]) -> None:
    handler = importlib.import_module(f"functions.{path.parent.name}.handler").lambda_handler
    assert str(handler(load_event(path, described), None)["statusCode"]) == path.name[:3]
