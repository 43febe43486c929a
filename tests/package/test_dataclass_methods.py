"""Data classes whose methods were compiled beforehand are those that Python would have made."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from tools.package.dataclass_methods import is_current

# Every method that data classes were given, and whether what was compiled beforehand was used.
_METHODS = """
import dataclasses, importlib, pkgutil, sys
sys.path[:0] = {paths!r}
sys.dont_write_bytecode = True
import trunkline
print("beforehand" if "exec" in vars(dataclasses) else "anew")
for found in pkgutil.walk_packages(trunkline.__path__, "trunkline."):
    module = importlib.import_module(found.name)
    for name, made in sorted(vars(module).items()):
        if isinstance(made, type) and dataclasses.is_dataclass(made) and made.__module__ == module.__name__:
            for method, function in sorted(vars(made).items()):
                code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
                if code and code.co_filename == "<string>":
                    print(found.name, name, method, code.co_varnames, code.co_names, code.co_consts, code.co_code.hex())
"""


def _methods(shipped: Sequence[Path]) -> list[str]:
    code = _METHODS.format(paths=[str(folder) for folder in shipped])
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.fixture
def own(shipped: Sequence[Path], tmp_path: Path) -> Path:
    """A copy of the layer to be changed."""
    shutil.copytree(shipped[0], tmp_path / "own")
    return tmp_path / "own"


def test_each_method_is_what_python_makes_of_the_class(shipped: Sequence[Path], own: Path) -> None:
    (own / "trunkline/dataclass_methods.bin").unlink()

    used, *methods = _methods(shipped)
    not_used, *made_anew = _methods([own, shipped[1]])

    assert (used, not_used) == ("beforehand", "anew")
    assert any("trunkline.domain.phone_numbers PhoneNumber __init__" in method for method in methods)
    assert methods == made_anew


def test_what_another_version_of_python_compiled_is_not_used(shipped: Sequence[Path], own: Path) -> None:
    file = own / "trunkline/dataclass_methods.bin"
    file.write_bytes(b"\0\0\r\n" + file.read_bytes()[len(MAGIC_NUMBER) :])

    used, *methods = _methods([own, shipped[1]])

    assert used == "anew"
    assert methods == _methods(shipped)[1:]
    assert not is_current(own)
