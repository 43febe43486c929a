"""Show that each condition of each write is needed: without it, a named test fails.

    make conditions
    PYTHONPATH=layers/trunkline python -m tools.check_conditions [--table MODULE]... [tests ...]

With `--table` (say `--table registrations --table number_webhooks`) only the conditions in these modules of
`trunkline/table`, and unless tests are named only the suites that exercise them: minutes instead of a coffee break.
Finds every `condition=` of a write in the layer by reading its source, runs the tests once to see which write meets
which condition, then runs them again with one clause at a time that always holds (or, in an `OR`, never does). The
product knows nothing of this: tests/support/conditions.py changes the writes while the tests run.
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.conditions import ConditionCheck, Site

ROOT = Path(__file__).resolve().parents[1]
LAYER = ROOT / "layers" / "trunkline" / "trunkline"
WRITES = LAYER / "table" / "items.py"
# The others need a running stack, or look at the source only.
OTHER_TESTS = {"deployed", "e2e", "infra", "scale", "stack", "support"}

# The suites that exercise a module of the table; all of them for a module that is not here.
_CARRIERS, _ARCHIVE = ("carriers", "workspace"), ("archive", "workspace")
SUITES: dict[str, tuple[str, ...]] = {
    "registrations": _CARRIERS,
    "number_links": (*_CARRIERS, "archive"),
    "number_moves": ("cli",),
    "number_webhooks": (*_CARRIERS, "archive"),
    "carrier_accounts": _CARRIERS,
    "events": (*_CARRIERS, "archive"),
    "archiving": _ARCHIVE,
    "references": _ARCHIVE,
    "due": _ARCHIVE,
    "provider_phones": (*_CARRIERS, "archive"),
    "removals": ("cli",),
    "subscriptions": ("deliveries",),
    "deliveries": ("deliveries",),
    "backfills": ("backfill",),
    "calls": ("carriers", "backfill"),
    "messages": ("carriers", "backfill"),
    "copy_budgets": ("carriers",),
    "health": ("carriers",),
    "credential_register": ("workspace", "cli"),
    "contacts": ("quo",),
    "custom_fields": ("cli", "quo"),
    "well_phones": ("well",),
    "zudu_numbers": ("zudu",),
}


def write_classes() -> frozenset[str]:
    """Return the names of the classes of writes that have a condition."""
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
    """Yield every place of the layer that makes a write with a condition.

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
        tree = ast.parse(source)
        imported = classes & _imported_writes(tree)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in imported):
                continue
            if any(keyword.arg == "condition" for keyword in node.keywords):
                yield Site(str(path), node.lineno, node.end_lineno or node.lineno)


def _imported_writes(tree: ast.Module) -> set[str]:
    """Return what a module has from there: a health's ``Check`` is another class than a write's."""
    imports = (
        node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "trunkline.table.items"
    )
    return {name.name for node in imports for name in node.names}


def _is_suite(path: Path) -> bool:
    return path.is_dir() and path.name not in OTHER_TESTS and not path.name.startswith("_")


def _suites(tables: list[str]) -> list[str]:
    """Return the paths of the suites that exercise these modules; all of them for none."""
    every = sorted(path.name for path in (ROOT / "tests").iterdir() if _is_suite(path))
    if not tables:
        return [str(ROOT / "tests" / name) for name in every]
    wanted = {suite for table in tables for suite in SUITES.get(table, every)}
    return [str(ROOT / "tests" / name) for name in sorted(wanted)]


def main(arguments: list[str] | None = None) -> int:
    """Check all conditions, or those that are asked for; 0 when each has a test that fails without it."""
    parser = argparse.ArgumentParser(prog="python -m tools.check_conditions", description=__doc__)
    parser.add_argument("--table", action="append", default=[], help="a module of trunkline/table")
    parser.add_argument("tests", nargs="*", help="suites or tests to run")
    asked = parser.parse_args(arguments)
    found = [site for site in sites() if not asked.table or Path(site.path).stem in asked.table]
    if not found:
        parser.error(f"no write with a condition in {', '.join(asked.table)}")
    check = ConditionCheck(found, ROOT)
    options = ["-qq", "--no-header", "--no-summary", "--capture=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ended = pytest.main([*options, *(asked.tests or _suites(asked.table))], plugins=[check])
    if ended is not pytest.ExitCode.OK and not check.problems:
        check.problems.append(f"pytest could not run the tests: {ended!r}")
    for problem in check.problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(check.summary())
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
