"""Compiles the methods of the layer's data classes for ``trunkline/dataclass_methods.py``.

    python -S -B -m tools.package.dataclass_methods FOLDER [FOLDER ...]

A process of its own, because it imports what is shipped: the folders are what a function finds its packages in.
"""

import builtins
import dataclasses
import importlib
import marshal
import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

# Compiled for the functions' processor, which need not be this one. No module that loads them has a data class.
_COMPILED = ("pydantic_core", "nacl")
_REPOSITORY = Path(__file__).parents[2]


def compile_methods(packages: Sequence[Path]) -> None:
    """Write the file beside the module, in the folder of packages that has it.

    Raises:
        subprocess.CalledProcessError: A module of the layer cannot be imported; its output says why.
    """
    command = [sys.executable, "-S", "-B", "-m", __name__, *(str(folder.resolve()) for folder in packages)]
    subprocess.run(command, cwd=_REPOSITORY, check=True)


def is_current(packages: Path) -> bool:
    """Whether the file is there, for this version of Python."""
    file = packages / "trunkline" / "dataclass_methods.bin"
    return file.is_file() and file.read_bytes().startswith(MAGIC_NUMBER)


def main(folders: Sequence[str]) -> None:
    """Import all of the layer, and compile what ``dataclasses`` has compiled meanwhile."""
    texts: set[str] = set()

    def note(text: str, *namespaces: Any, **named: Any) -> None:
        texts.add(text)
        builtins.exec(text, *namespaces, **named)  # noqa: S102 - what dataclasses would do

    dataclasses.exec = note  # type: ignore[attr-defined]
    sys.path[:0] = folders
    for name in _COMPILED:
        sys.modules[name] = None  # type: ignore[assignment] # as if it was not there
    trunkline = importlib.import_module("trunkline")
    for module in pkgutil.walk_packages(trunkline.__path__, "trunkline."):
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            if error.name not in _COMPILED:
                raise
    shipped = importlib.import_module("trunkline.dataclass_methods")
    codes = {shipped.key_of(text): compile(text, "<string>", "exec", dont_inherit=True) for text in sorted(texts)}
    content = marshal.dumps({key: marshal.dumps(code) for key, code in sorted(codes.items())})
    shipped.FILE.write_bytes(MAGIC_NUMBER + content)


if __name__ == "__main__":
    main(sys.argv[1:])
