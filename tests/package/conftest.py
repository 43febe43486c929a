"""What ``make build`` makes of what ``sam build`` leaves, of this environment's own packages."""

import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

from tests.support.template import ROOT
from tools.package import __main__ as command

LOCK = ROOT / "layers/dependencies/requirements.txt"


def _distributions() -> Iterator[Distribution]:
    """What the layer's lock names, as this interpreter has it installed."""
    for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(), re.MULTILINE):
        yield distribution(name)


def _most_of_the_large(folder: str, names: list[str]) -> set[str]:
    """What need not be copied for the tests to say something: the rest of a hundred and more of a kind."""
    if folder.endswith("botocore/data"):
        return {name for name in names if name[0] in "abc"} | {name for name in names if name > "t"}
    if folder.endswith(("phonenumbers/geodata", "twilio/rest")):
        return set(names) - {"__init__.py", "api", "verify"}
    return {"__pycache__"}


@pytest.fixture(scope="session")
def installed() -> Path:
    """The folder of packages that the layer's are among."""
    (folder,) = {Path(str(each.locate_file("."))) for each in _distributions()}
    return folder


@pytest.fixture(scope="session")
def released(installed: Path) -> dict[str, str]:
    """The files of the locked packages with the hashes that their wheels say they have."""
    files = [file for each in _distributions() for file in each.files or () if file.hash]
    return {file.as_posix(): file.hash.value for file in files if file.hash}


@pytest.fixture(scope="session")
def build(released: dict[str, str], installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``sam build`` makes, packaged."""
    target = tmp_path_factory.mktemp("build")
    packages = target / "DependenciesLayer" / "python"
    packages.mkdir(parents=True)
    for name in {file.partition("/")[0] for file in released if not file.startswith("..")}:
        if (installed / name).is_dir():
            shutil.copytree(installed / name, packages / name, ignore=_most_of_the_large)
        else:
            shutil.copy(installed / name, packages)
    sources = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "layers/trunkline/trunkline", target / "TrunklineLayer/python/trunkline", ignore=sources)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "RUNTIME", sys.version_info[:2])
        assert command.main([str(target)]) == 0
    return target


@pytest.fixture(scope="session")
def shipped(build: Path) -> tuple[Path, Path]:
    """The folders of packages of both layers."""
    return build / "TrunklineLayer/python", build / "DependenciesLayer/python"
