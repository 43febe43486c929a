"""Show that each condition of each write is needed: without it, a named test fails.

    make conditions, or: PYTHONPATH=layers/trunkline python -m tools.check_conditions [tests ...]

Finds every `condition=` of a write in the layer by reading its source, runs the tests once to see which write meets
which condition, then runs them again with one clause at a time that always holds (or, in an `OR`, never does). The
product knows nothing of this: tests/support/conditions.py changes the writes while the tests run.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.conditions import ConditionCheck, Site

ROOT = Path(__file__).resolve().parents[1]
LAYER = ROOT / "layers" / "trunkline" / "trunkline"
WRITES = LAYER / "table" / "writes.py"
# The others need a running stack, or look at the source only.
OTHER_TESTS = {"e2e", "infra", "scale", "stack", "support"}


def write_classes() -> frozenset[str]:
    """The names of the classes of writes that have a condition."""
    classes = (node for node in ast.parse(WRITES.read_text()).body if isinstance(node, ast.ClassDef))
    return frozenset(
        node.name
        for node in classes
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.target.id == "condition"
    )


def sites() -> Iterator[Site]:
    """Every place of the layer that makes a write with a condition.

    Raises:
        SystemExit: A module writes a condition past the classes, where this check would not see it.
    """
    classes = write_classes()
    for path in sorted(LAYER.rglob("*.py")):
        source = path.read_text()
        if path == WRITES:
            continue
        if "ConditionExpression" in source.replace("KeyConditionExpression", ""):
            raise SystemExit(f"{path.relative_to(ROOT)} writes a ConditionExpression itself; use {WRITES.name}")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in classes:
                yield Site(str(path), node.lineno, node.end_lineno or node.lineno)


def _is_suite(path: Path) -> bool:
    return path.is_dir() and path.name not in OTHER_TESTS and not path.name.startswith("_")


def main() -> int:
    """Check all conditions; 0 when each has a test that fails without it."""
    check = ConditionCheck(list(sites()), ROOT)
    tests = sys.argv[1:] or [str(path) for path in (ROOT / "tests").iterdir() if _is_suite(path)]
    options = ["-qq", "--no-header", "--no-summary", "--capture=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ended = pytest.main([*options, *tests], plugins=[check])
    if ended is not pytest.ExitCode.OK and not check.problems:
        check.problems.append(f"pytest could not run the tests: {ended!r}")
    for problem in check.problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(check.summary())
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
