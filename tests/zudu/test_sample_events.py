"""The sample events for ``sam local invoke`` get the status that their files are named for."""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.template import ROOT, functions
from tests.support.workspaces import Tenant

SAMPLES = sorted((ROOT / "events").glob("zudu_*/*.json"))


def test_every_function_has_a_sample() -> None:
    assert {path.parent.name for path in SAMPLES} == {name for name in functions() if name.startswith("zudu_")}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_a_sample_gets_the_status_it_is_named_for(acme: Tenant, path: Path) -> None:
    event = json.loads(_filled(path.read_text(), acme.zudu))
    handler = importlib.import_module(f"functions.{path.parent.name}.handler").lambda_handler
    answer: Mapping[str, Any] = handler(event, None)
    assert str(answer["statusCode"]) == path.stem.partition("_")[0], answer["body"]


def _filled(text: str, pair: Mapping[str, str]) -> str:
    for name, value in pair.items():
        text = text.replace("${acme.zudu." + name + "}", value)
    return text
