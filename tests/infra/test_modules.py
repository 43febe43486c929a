"""How modules depend on each other, what importing them needs, and how large they are."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.template import ROOT

LAYER = ROOT / "layers" / "trunkline" / "trunkline"
FUNCTIONS = ROOT / "functions"

# What a part may import of ours, besides itself, and what it may name in types only. ``wiring`` puts the parts
# together: it may import each, and nothing of the layer imports it.
MAY_IMPORT = {
    "errors": set(),
    "settings": set(),
    "observability": set(),
    "invocation": set(),
    # Before everything else.
    "dataclass_methods": set(),
    "domain": {"errors"},
    "services": {"domain", "errors", "invocation", "observability"},
    # Of ``aws`` the maker of clients.
    "table": {"aws", "domain", "errors", "invocation", "services", "settings"},
    "carriers": {"domain", "errors", "services", "settings", "observability"},
    "aws": {"domain", "errors", "services"},
    # Customers' endpoints.
    "receivers": {"domain"},
    # A stream holds the table's items.
    "events": {"domain", "errors", "invocation", "services", "observability", "table"},
    # Webhooks are answered in the words of the carrier that called.
    "http": {"carriers", "domain", "errors", "invocation", "services", "settings", "observability"},
    "wiring": {"aws", "carriers", "domain", "events", "http", "receivers", "services", "settings", "table"},
    "functions": {
        "aws",
        "carriers",
        "domain",
        "errors",
        "invocation",
        "services",
        "http",
        "events",
        "observability",
        "wiring",
    },
}
MAY_NAME = {"events": {"aws"}, "functions": {"table"}, "http": {"table"}, "services": {"table"}}
# With the examples of its route.
MAX_HANDLER_LINES = 70
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 35
# A tree and a table that are each read as one.
LONGER = {"trunkline.errors": 380, "trunkline.table.keys": 520}

_ALONE = """
import sys, socket
sys.path[:0] = {paths!r}
def refuse(*_, **__):
    raise AssertionError("importing must not use the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import importlib
for name in {names!r}:
    importlib.import_module(name)
"""


def _modules() -> Iterator[tuple[str, str, Path]]:
    """Part, module name and file of all code that is deployed."""
    for path in sorted(LAYER.rglob("*.py")):
        inner = path.relative_to(LAYER).with_suffix("").parts
        if inner == ("__init__",):
            continue
        names = inner[:-1] if inner[-1] == "__init__" else inner
        yield inner[0], ".".join(("trunkline", *names)), path
    for path in sorted(FUNCTIONS.glob("*/handler.py")):
        yield "functions", f"functions.{path.parent.name}.handler", path


def _imported_parts(path: Path, *, in_types: bool) -> set[str]:
    """The parts that a module imports when it runs, or only for its types."""
    tree, parts = ast.parse(path.read_text()), set()
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if (id(node) in typing_only) != in_types:
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        parts |= {name.split(".")[1] for name in names if name.startswith("trunkline.")}
    return parts


def _import_alone(*names: str) -> None:
    """Import modules in a fresh interpreter without environment and network."""
    packages = [path for path in sys.path if path.endswith("site-packages")]
    code = _ALONE.format(paths=[str(ROOT), str(LAYER.parent), *packages], names=names)
    done = subprocess.run([sys.executable, "-I", "-c", code], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    ("part", "name", "path"), list(_modules()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_imports_point_one_way(part: str, name: str, path: Path) -> None:
    assert part in MAY_IMPORT, f"{part} is a new part: say here what it may import"

    assert _imported_parts(path, in_types=False) - {part} <= MAY_IMPORT[part]
    assert _imported_parts(path, in_types=True) - {part} <= MAY_IMPORT[part] | MAY_NAME.get(part, set())


def test_the_domain_knows_nothing_of_aws_http_and_the_environment() -> None:
    foreign = {"os", "boto3", "botocore", "pydantic", "requests", "urllib3", "aws_lambda_powertools", "http", "socket"}
    for part, name, path in _modules():
        if part != "domain":
            continue
        tree = ast.parse(path.read_text())
        roots = {
            alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        roots |= {
            node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
        }
        assert not roots & foreign, name


def test_every_module_is_imported_without_environment_and_network() -> None:
    _import_alone(*(name for _, name, _ in _modules()))


def test_no_module_and_no_function_outgrows_its_reader() -> None:
    too_long = []
    for part, name, path in _modules():
        source = path.read_text()
        if name.endswith("_core"):  # written by `make schemas`
            continue
        most = MAX_HANDLER_LINES if part == "functions" else LONGER.get(name, MAX_MODULE_LINES)
        if len(source.splitlines()) > most:
            too_long.append(f"{name}: {len(source.splitlines())} of {most} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and (length := _statement_lines(node)) > MAX_FUNCTION_LINES:
                too_long.append(f"{name}.{node.name}: {length} of {MAX_FUNCTION_LINES} lines")
    assert not too_long


def _statement_lines(function: ast.FunctionDef) -> int:
    """The lines below the signature, without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
