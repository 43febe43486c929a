"""Whether each shipped file of a package is the released one, byte for byte.

A wheel lists its files with their hashes in its ``RECORD``, which is shipped with them.
"""

import base64
import csv
import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

# Written by whoever unpacks a wheel.
_BY_INSTALLERS = {"INSTALLER", "RECORD", "REQUESTED", "direct_url.json"}


def faults(packages: Path, own: Collection[str] = ()) -> Iterator[str]:
    """Name what is not as it was released, a line for each file.

    Args:
        packages: A folder of installed packages.
        own: The packages in it that are this project's.
    """
    released = _released(packages)
    for path in sorted(packages.rglob("*")):
        place = path.relative_to(packages)
        # Of bytecode it is another question whether it is its source's.
        if path.is_dir() or place.parts[0] in own or path.suffix == ".pyc":
            continue
        if place.as_posix() in released:
            method, _, expected = released[place.as_posix()].partition("=")
            if _hash(path, method) != expected:
                yield f"{place}: not the released file"
        elif not (place.parent.suffix == ".dist-info" and path.name in _BY_INSTALLERS):
            yield f"{place}: of no released package"


def _released(packages: Path) -> dict[str, str]:
    """Return the files of all packages with their hashes."""
    found = {}
    for record in packages.glob("*.dist-info/RECORD"):
        for file, digest, _ in csv.reader(record.read_text().splitlines()):
            if digest:
                found[file] = digest
    return found


def _hash(path: Path, method: str) -> str:
    digest = hashlib.new(method, path.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
