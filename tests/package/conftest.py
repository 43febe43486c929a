"""The layer's packages, trimmed as they are shipped."""

import re
import shutil
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.support.template import ROOT
from tools.package.contents import OPERATIONS
from tools.package.dataclass_methods import compile_methods
from tools.package.trimming import trim

LOCK = ROOT / "layers/dependencies/requirements.txt"


def _packages() -> set[Path]:
    """Files and folders of what the layer's lock names, as this interpreter has them installed."""
    found = set()
    for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(), re.MULTILINE):
        for file in distribution(name).files or ():
            if file.parts[0] not in ("..", "__pycache__"):
                found.add(Path(str(distribution(name).locate_file(file.parts[0]))))
    return found


@pytest.fixture(scope="session")
def untrimmed() -> set[Path]:
    return _packages()


def _most_of_the_large(folder: str, names: list[str]) -> set[str]:
    """What need not be copied for the tests to say something: the rest of a hundred and more of a kind."""
    if folder.endswith("botocore/data"):
        return set(names) - OPERATIONS.keys() - {"iam"} - {name for name in names if name.endswith(".json")}
    if folder.endswith(("phonenumbers/geodata", "twilio/rest")):
        return set(names) - {"__init__.py", "api", "verify"}
    return {"__pycache__"}


@pytest.fixture(scope="session")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("python")
    for path in _packages():
        if path.is_dir():
            shutil.copytree(path, target / path.name, ignore=_most_of_the_large)
        else:
            shutil.copy(path, target)
    trim(target)
    return target


@pytest.fixture(scope="session")
def shipped(trimmed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of packages of both layers, as they are packaged but for bytecode."""
    own = tmp_path_factory.mktemp("own")
    shutil.copytree(
        ROOT / "layers/trunkline/trunkline", own / "trunkline", ignore=shutil.ignore_patterns("__pycache__")
    )
    compile_methods([own, trimmed])
    return own, trimmed
