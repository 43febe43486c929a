"""The methods of data classes, compiled beforehand.

``dataclasses`` writes the methods of a class as text, and has it compiled each time the class is made: an eighth of a
cold start, 0.6 ms for each of the forty classes and more that a function loads. ``tools/package`` has them compiled
once, and ships them beside this module. Text that is not among them is compiled as ever, and all of it where the file
is missing, as in tests, or another version's.
"""

import builtins
import dataclasses
import marshal
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".bin")


def key_of(text: str) -> bytes:
    """Under which the file has the code of a text."""
    return sha256(text.encode()).digest()


def install() -> None:
    """Have ``dataclasses`` use what is in the file."""
    content = FILE.read_bytes() if FILE.exists() else b""
    if not content.startswith(MAGIC_NUMBER):
        return
    compiled: dict[bytes, bytes] = marshal.loads(content[len(MAGIC_NUMBER) :])  # noqa: S302 - shipped as bytecode is

    def run(text: str, *namespaces: Any, **named: Any) -> None:
        code = compiled.get(key_of(text))
        builtins.exec(marshal.loads(code) if code else text, *namespaces, **named)  # noqa: S102, S302 - as it does

    # The name that it calls is looked up in the module before it is among Python's own.
    dataclasses.exec = run  # type: ignore[attr-defined]
