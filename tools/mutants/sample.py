"""The mutants: what cosmic-ray's operators make of the code, without those that say nothing, and a sample of them."""

import ast
import difflib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

PACKAGE = Path("layers/trunkline/trunkline")
SUBJECTS = ("carriers", "domain", "services", "table")
# The first two need names of variables. A `|` of this code is a union of types, which runs and means nothing, and `is`
# is asked of None, of which cosmic-ray knows, and of members of an enumeration, where `==` says the same.
_LEFT_OUT = ("VariableReplacer", "VariableInserter", "BinaryOperator_BitOr_", "Operator_Is_Eq", "Operator_IsNot_NotEq")
_UNCHANGED_NODES = {"name", "newline", "string", "fstring", "fstring_string", "endmarker", "suite", "simple_stmt"}
# What these say is held by the checker of types: frozen, keywords alone, overridden.
_DECLARATIONS = {"dataclass", "final", "overload", "override", "runtime_checkable"}


@dataclass(frozen=True)
class Mutant:
    """One fault in one module.

    Attributes:
        path: The module, below the repository.
        scope: The function or class whose code it is; empty for the module's own.
        lines: The lines of the statement that has the fault.
        at_import: Whether they run when the module is imported, and not in a function.
        change: The line as it was and as it is, as text.
        source: The whole module with the fault.
    """

    path: Path
    scope: str
    lines: range
    at_import: bool
    change: str
    source: str

    @property
    def name(self) -> str:
        """What it is called in `excused.toml`: it stays when lines are added above."""
        return f"{self.path.relative_to(PACKAGE)} {self.scope}: {self.change}"


@dataclass(frozen=True)
class _Place:
    """Where operators of one kind make mutants.

    Attributes:
        path: The module, below the repository.
        name: What the place is called, whatever stands above it and in other modules.
        makers: The operators' names, with how many such places each met before in the module.
    """

    path: Path
    name: str
    makers: tuple[tuple[str, int], ...]


def sample(root: Path, size: int, seed: int) -> list[Mutant]:
    """Take one mutant each of so many places, all places with the same chance.

    Places and not mutants are drawn: a `+` has eleven other operators, a `True` has one. Each is drawn by its own
    name, so a sample stays nearly the same while the code changes.
    """
    modules = sorted(path.relative_to(root) for name in SUBJECTS for path in (root / PACKAGE / name).rglob("*.py"))
    places = [place for path in modules for place in _places(path, (root / path).read_text())]
    lots = {place: random.Random(f"{seed} {place.name}") for place in places}  # noqa: S311 -- repeats, and is no secret
    mutants = list[Mutant]()
    for place in sorted(places, key=lambda place: lots[place].random()):
        if len(mutants) == size:
            break
        makers = lots[place].sample(place.makers, len(place.makers))
        made = (_mutant(root, place.path, *maker) for maker in makers)
        mutants.extend([mutant for mutant in made if mutant][:1])
    return mutants


def _places(path: Path, source: str) -> Iterator[_Place]:
    """Yield where the module can be changed so that the change might matter."""
    nodes = [node for node in ast_nodes(get_ast(source)) if node.type not in _UNCHANGED_NODES]
    # The `*` and `/` of a signature are no operators.
    nodes = [node for node in nodes if not node.parent or node.parent.type != "parameters"]
    silent, lines, same = _silent_lines(ast.parse(source)), source.splitlines(), Counter[str]()
    places: dict[tuple[tuple[int, int], str], list[tuple[str, int]]] = {}
    for name in sorted(operator_names()):
        if any(word in name for word in _LEFT_OUT):
            continue
        operator = get_operator(name)()
        positions = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, start in enumerate(positions):
            if start[0] not in silent:
                places.setdefault((start, name.split("_")[0]), []).append((name, occurrence))
    for start, kind in sorted(places):
        called = f"{path} {kind} {lines[start[0] - 1].strip()}"
        same[called] += 1
        yield _Place(path, f"{called} {same[called]}", tuple(places[start, kind]))


def _silent_lines(tree: ast.Module) -> set[int]:
    """Return the lines that run nowhere, or only for the checker of types."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        checked = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        protocol = isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
        said = [part for part in decorators if ast.unparse(part).partition("(")[0] in _DECLARATIONS]
        for part in [node] if checked or protocol else said:
            silent.update(_lines(part))
    return silent


def _lines(node: ast.AST) -> range:
    return range(getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) + 1)


def _mutant(root: Path, path: Path, operator: str, occurrence: int) -> Mutant | None:
    """Make the mutant of this operator; None when it means the same as before, or is no Python."""
    source = (root / path).read_text()
    changed = mutate_code(source, get_operator(operator)(), occurrence)
    tree = ast.parse(source)
    try:
        if ast.dump(ast.parse(changed)) == ast.dump(tree):
            return None
    except SyntaxError:
        return None
    line, change = _difference(source, changed)
    return Mutant(path, *_scope(tree, line), change, changed)


def _difference(source: str, changed: str) -> tuple[int, str]:
    """Return the first line that differs, counted from one, and the lines that differ, before and after."""
    sides = source.splitlines(), changed.splitlines()
    codes = difflib.SequenceMatcher(None, *sides, autojunk=False).get_opcodes()
    _, start, end, other_start, other_end = next(code for code in codes if code[0] != "equal")
    was, becomes = sides[0][start:end], sides[1][other_start:other_end]
    return start + 1, " -> ".join(" ".join(" ".join(lines).split()) for lines in (was, becomes))


def _scope(tree: ast.Module, line: int) -> tuple[str, range, bool]:
    """Return the names around a line, the lines of its statement, and whether that is in no function's body."""
    names, lines, at_import = [], range(line, line + 1), True
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or line not in _lines(node):
            continue
        body = getattr(node, "body", None)
        lines = range(node.lineno, max(body[0].lineno, line + 1)) if body else _lines(node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
            at_import = isinstance(node, ast.ClassDef) or line < node.body[0].lineno
    return ".".join(names), lines, at_import
