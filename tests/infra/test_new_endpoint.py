"""The skeleton of an endpoint is whole: a function of the template that refuses who has no credential."""

import ast
import json
import shutil
from pathlib import Path

import pytest
import yaml

from tests.support.template import ROOT, _Loader
from tools.new_endpoint import DIALECTS, write


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "functions").mkdir()
    shutil.copy(ROOT / "template.yaml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_has_a_skeleton(project: Path, dialect: str) -> None:
    handler, event, test, template = write(project, f"{dialect}_list_things", "some/things")

    declared = yaml.load(template.read_text(), Loader=_Loader)["Resources"][f"{dialect.title()}ListThingsFunction"]
    route = declared["Properties"]["Events"]["Route"]["Properties"]
    assert declared["Properties"]["CodeUri"] == f"functions/{dialect}_list_things"
    assert json.loads(event.read_text())["routeKey"] == f"{route['Method']} {route['Path']}"
    assert f'path="{route["Path"]}"' in handler.read_text()
    for file in (handler, test):
        ast.parse(file.read_text())


def test_a_name_that_is_taken_or_none_is_refused(project: Path) -> None:
    write(project, "zudu_list_things")

    with pytest.raises(SystemExit, match="exists"):
        write(project, "zudu_list_things")
    with pytest.raises(SystemExit, match="must be <dialect>_<verb>_<noun>"):
        write(project, "things")
