"""``python3.13 -m tools.package .aws-sam/build``: leave out, compile and check what ``sam build`` made."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.package import bytecode, released
from tools.package.contents import MAX_LAYER_BYTES, leave_out

# Of the functions' runtime: bytecode of another minor version is none.
RUNTIME = (3, 13)
# What layers have of this project.
OWN = {path.name for path in Path(__file__).parents[2].glob("layers/*/*")}
# When everything is wrong, the first few say how.
MOST_FAULTS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit with 1 when something that would be deployed is not as it should be."""
    parser = argparse.ArgumentParser(prog="tools.package", description=__doc__)
    parser.add_argument("build", type=Path, help="the folder that sam build made")
    parser.add_argument("--check", action="store_true", help="change nothing")
    chosen = parser.parse_args(arguments)
    if sys.version_info[:2] != RUNTIME:
        parser.error(f"run it with python{RUNTIME[0]}.{RUNTIME[1]}, the functions' runtime")
    folders = [path for path in sorted(chosen.build.glob("*")) if path.is_dir()]
    if not folders:
        parser.error(f"there is nothing in {chosen.build}; run sam build first")
    if not chosen.check:
        _make(folders)
    wrong = []
    for folder in folders:
        wrong += [f"{folder.name}/{fault}" for fault in _faults(folder)]
    for fault in wrong[:MOST_FAULTS]:
        print(fault, file=sys.stderr)  # noqa: T201 - a command line's output
    if len(wrong) > MOST_FAULTS:
        print(f"and {len(wrong) - MOST_FAULTS} more", file=sys.stderr)  # noqa: T201
    return 1 if wrong else 0


def _make(folders: Sequence[Path]) -> None:
    for folder in folders:
        is_layer = (folder / "python").is_dir()
        if is_layer:
            leave_out(folder / "python")
        bytecode.compile_folder(folder, "/opt" if is_layer else "/var/task")


def _faults(folder: Path) -> list[str]:
    found = list(bytecode.faults(folder))
    if (folder / "python").is_dir():
        found += [f"python/{fault}" for fault in released.faults(folder / "python", own=OWN)]
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > MAX_LAYER_BYTES:
        found.append(f"takes {size:,} bytes of {MAX_LAYER_BYTES:,}: see tools/package/contents.py")
    return found


if __name__ == "__main__":
    sys.exit(main())
