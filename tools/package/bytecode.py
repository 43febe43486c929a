"""Bytecode that Lambda can use: checked against nothing when it is loaded, so that no date of a file makes it stale.

A zip for Lambda carries dates of its own, and bytecode that goes by dates is then worth as much as none: each cold
start compiles every module again, which takes 2.4 times as long.
"""

import compileall
import shutil
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from py_compile import PycInvalidationMode

_UNCHECKED_HASH = 0b01
_HEADER_BYTES = 16


def compile_folder(folder: Path, deployed_to: str) -> None:
    """Compile every module of a folder for this interpreter, which must be the runtime's minor version.

    ``deployed_to`` is where the folder is on Lambda. Python then need not correct the path in each code object, and
    the same sources give the same bytes on every machine.
    """
    for cache in sorted(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(folder),
        prependdir=deployed_to,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        workers=0,
    )


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a folder's bytecode, a line for each module; nothing when Lambda will use all of it."""
    expected = set()
    for source in sorted(folder.rglob("*.py")):
        compiled = Path(cache_from_source(str(source), optimization=""))
        expected.add(compiled)
        if reason := _fault(source, compiled):
            yield f"{source.relative_to(folder)}: {reason}"
    for compiled in sorted(folder.rglob("*.pyc")):
        if compiled not in expected:
            yield f"{compiled.relative_to(folder)}: no source, or another version's"


def _fault(source: Path, compiled: Path) -> str:
    if not compiled.is_file():
        return "no bytecode"
    header = compiled.read_bytes()[:_HEADER_BYTES]
    if header[:4] != MAGIC_NUMBER:
        return "bytecode of another version of Python"
    if int.from_bytes(header[4:8], "little") != _UNCHECKED_HASH:
        return "bytecode that goes by dates, or is checked against its source at each start"
    if header[8:] != source_hash(source.read_bytes()):
        return "bytecode of another source"
    return ""
