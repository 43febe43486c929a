"""Runs tests with one clause of one write's condition switched off: the pytest half of tools/check_conditions.py."""

import os
import pickle
import re
import select
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pytest
from _pytest.runner import runtestprotocol
from botocore.exceptions import ClientError
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Write

WORKERS = 2
BASELINE_CHUNKS = 32
REFUSED = "DynamoDB refuses the changed condition"


@dataclass(frozen=True)
class Site:
    """A place in the source that makes a write."""

    path: str
    first_line: int
    last_line: int


@dataclass(frozen=True)
class Mutant:
    """One clause of a site's conditions, switched off in each of those that have it.

    A site composes its conditions: the clause stands in the source once, whatever stands beside it.
    """

    site: Site
    clause: str
    # Whether it is an alternative of an OR, and never holds then; any other always holds.
    is_stricter: bool

    def changed(self, condition: str) -> str:
        """Return the condition without the clause."""
        for start, end, alternative in reversed(clauses(condition)):
            if (shape(condition[start:end]), alternative) == (self.clause, self.is_stricter):
                clause = condition[start:end]
                # In this form every name and value is still used, which DynamoDB insists on.
                switched_off = f"({clause} {'AND' if alternative else 'OR'} NOT ({clause}))"
                condition = condition[:start] + switched_off + condition[end:]
        return condition


@dataclass
class Seen:
    """What one test did as the product is: the conditions that it met, and those that did not hold."""

    seconds: float = 0.0
    passed: bool = True
    met: set[tuple[Site, str]] = field(default_factory=set)
    failed: set[tuple[Site, str]] = field(default_factory=set)


_MADE_OF_AN_ID = re.compile(r"_[0-9a-f]{16}\b")
_TOKEN = re.compile(r"\s*(\(|\)|,|<>|<=|>=|=|<|>|[^\s(),<>=]+)")


def clauses(condition: str) -> list[tuple[int, int, bool]]:
    """Where each clause without AND and OR starts and ends, and whether it is an alternative of an OR."""
    tokens = [(match[1], match.start(1), match.end(1)) for match in _TOKEN.finditer(condition)]
    found: list[tuple[int, int, bool]] = []
    _any_of(tokens, 0, found, alternative=False)
    return found


def _any_of(tokens: Any, at: int, found: list[tuple[int, int, bool]], *, alternative: bool) -> int:
    """Read ``a OR b``; an alternative is one that a sibling can stand in for."""
    is_or = _has_operator(tokens, at, "OR")
    at = _all_of(tokens, at, found, alternative=is_or or alternative)
    while at < len(tokens) and tokens[at][0] == "OR":
        at = _all_of(tokens, at + 1, found, alternative=True)
    return at


def _all_of(tokens: Any, at: int, found: list[tuple[int, int, bool]], *, alternative: bool) -> int:
    is_and = _has_operator(tokens, at, "AND")
    at = _one(tokens, at, found, alternative=alternative and not is_and)
    while at < len(tokens) and tokens[at][0] == "AND":
        at = _one(tokens, at + 1, found, alternative=False)
    return at


def _one(tokens: Any, at: int, found: list[tuple[int, int, bool]], *, alternative: bool) -> int:
    if tokens[at][0] == "(":
        at = _any_of(tokens, at + 1, found, alternative=alternative)
        assert tokens[at][0] == ")"
        return at + 1
    start, depth, between = at, 0, False
    while at < len(tokens):
        text = tokens[at][0]
        depth += {"(": 1, ")": -1}.get(text, 0)
        if depth < 0 or (depth == 0 and (text == "OR" or (text == "AND" and not between))):
            break
        between = text == "BETWEEN" or (between and text != "AND")
        at += 1
    found.append((tokens[start][1], tokens[at - 1][2], alternative))
    return at


def _has_operator(tokens: Any, at: int, operator: str) -> bool:
    """Whether the operator joins what starts here, before the bracket around it closes or a weaker one comes."""
    depth, between = 0, False
    for text, _, _ in tokens[at:]:
        depth += {"(": 1, ")": -1}.get(text, 0)
        if depth < 0:
            return False
        if depth == 0:
            if text == "AND" and between:
                between = False
            elif text == operator:
                return True
            elif text == "OR":
                return False
            between = between or text == "BETWEEN"
    return False


def shape(clause: str) -> str:
    """Return a clause without what of an attribute's name is made of an id."""
    return _MADE_OF_AN_ID.sub("_*", clause)


def mutants(site: Site, conditions: Iterable[str]) -> list[Mutant]:
    """Return each clause of a site's conditions."""
    found = [
        Mutant(site, shape(condition[start:end]), is_stricter=alternative)
        for condition in conditions
        for start, end, alternative in clauses(condition)
    ]
    return list(dict.fromkeys(found))


class ConditionCheck:
    """A pytest plugin that runs the collected tests in its own way; ``problems`` is empty when all is well."""

    def __init__(self, sites: Sequence[Site], root: Path) -> None:
        self.sites = sites
        self.root = root
        self.problems: list[str] = []
        self.lines: list[str] = []
        self._started = time.monotonic()
        self._seen = Seen()
        self._mutant: Mutant | None = None
        self._is_refused = False
        self._by_write: dict[int, tuple[Site, str]] = {}

    def summary(self) -> str:
        seconds = time.monotonic() - self._started
        return f"{len(self.lines)} clauses of {len(self.sites)} writes checked in {seconds:.0f} s\n"

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # one for all children
        self._watch_writes()
        # Whatever writes to the table asks for the one in moto.
        items = [item for item in session.items if "aws" in getattr(item, "fixturenames", ())]
        seen: dict[int, Seen] = {}
        chunks = [range(len(items))[start::BASELINE_CHUNKS] for start in range(BASELINE_CHUNKS)]
        for part in _in_children("Tests as they are", chunks, lambda chunk: self._baseline(items, chunk)):
            seen |= part
        broken = [items[at].nodeid for at, result in seen.items() if not result.passed]
        if broken:
            self.problems += [f"fails as it is: {nodeid}" for nodeid in broken]
            return True
        self._check_mutants(items, seen)
        return True

    def _check_mutants(self, items: Sequence[pytest.Item], seen: dict[int, Seen]) -> None:
        met: dict[Site, set[str]] = defaultdict(set)
        for site, condition in (pair for result in seen.values() for pair in result.met):
            met[site].add(condition)
        self.problems += [f"{self._where(site)}: no test makes this write" for site in self.sites if site not in met]
        todo = [
            mutant
            for site in sorted(met, key=lambda site: (site.path, site.first_line))
            for mutant in mutants(site, sorted(met[site]))
        ]
        killers = _in_children("Without a clause", todo, lambda mutant: self._first_failure(items, seen, mutant))
        for mutant, killer in zip(todo, killers, strict=True):
            line = f"{self._where(mutant.site)}: without `{mutant.clause}`: {killer or 'NO TEST FAILS'}"
            self.lines.append(line)
            sys.stdout.write(f"{line}\n")
            if killer in (None, REFUSED):
                self.problems.append(f"not tested: {self._where(mutant.site)}: {mutant.clause}")

    def _where(self, site: Site) -> str:
        return f"{Path(site.path).relative_to(self.root / 'layers/trunkline/trunkline')}:{site.first_line}"

    def _baseline(self, items: Sequence[pytest.Item], chunk: Sequence[int]) -> dict[int, Seen]:
        results = {}
        for position, at in enumerate(chunk):
            self._seen = results[at] = Seen()
            started = time.monotonic()
            following = items[chunk[position + 1]] if position + 1 < len(chunk) else None
            self._seen.passed = _passes(items[at], following)
            self._seen.seconds = time.monotonic() - started
        return results

    def _first_failure(self, items: Sequence[pytest.Item], seen: dict[int, Seen], mutant: Mutant) -> str | None:
        """The name of a test that fails with the mutant, the quick ones tried first.

        A clause that always holds changes nothing for a test in which the condition held each time, so only those
        that saw it fail are run. A clause that never holds changes something only where the condition held.
        """
        self._mutant = mutant
        candidates = sorted(
            (at for at, result in seen.items() if _has(mutant, result.met if mutant.is_stricter else result.failed)),
            key=lambda at: (mutant.is_stricter and _has(mutant, seen[at].failed), seen[at].seconds),
        )
        for position, at in enumerate(candidates):
            following = items[candidates[position + 1]] if position + 1 < len(candidates) else None
            if not _passes(items[at], following):
                # A replacement that is not understood makes any test fail, and shows nothing.
                return REFUSED if self._is_refused else items[at].nodeid
        return None

    def _watch_writes(self) -> None:
        for write_class in get_args(Write):
            self._watch_class(write_class)
        original = Table._write

        def write(table: Table, call: Callable[[], object], group: Sequence[Write]) -> None:
            try:
                original(table, call, group)
            except ConditionFailedError as error:
                failed = [self._by_write.get(id(one)) for one in group if one.label in error.found]
                self._seen.failed |= {pair for pair in failed if pair}
                raise
            except ClientError as error:
                self._is_refused |= error.response["Error"]["Code"] == "ValidationException"
                raise

        # What both ways to write, ``write`` and ``write_once``, come to.
        setattr(Table, "_write", write)  # noqa: B010 - a plain assignment is a type error

    def _watch_class(self, write_class: Any) -> None:
        original = write_class.__new__

        def make(made: Any, **members: Any) -> Any:
            frame = sys._getframe(1)
            site = self._site_of(frame.f_code.co_filename, frame.f_lineno)
            if site is None:
                return original(made, **members)
            condition = members["condition"]
            self._seen.met.add((site, condition))
            mutant = self._mutant
            if mutant and mutant.site == site:
                members["condition"] = mutant.changed(condition)
            write = original(made, **members)
            self._by_write[id(write)] = (site, condition)
            return write

        write_class.__new__ = make

    def _site_of(self, path: str, line: int) -> Site | None:
        for site in self.sites:
            if site.path == path and site.first_line <= line <= site.last_line:
                return site
        return None


def _has(mutant: Mutant, pairs: Iterable[tuple[Site, str]]) -> bool:
    return any(site == mutant.site and mutant.changed(condition) != condition for site, condition in pairs)


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _in_children(title: str, tasks: Sequence[Any], work: Callable[[Any], Any]) -> list[Any]:
    """The results of ``work``, each done in a forked child: whatever a run breaks ends with its process."""
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task(title, total=len(tasks))
        return _done_by_children(tasks, work, lambda: progress.advance(bar))


def _done_by_children(tasks: Sequence[Any], work: Callable[[Any], Any], tell: Callable[[], None]) -> list[Any]:
    results: dict[int, Any] = {}
    output: dict[int, bytes] = defaultdict(bytes)
    running: dict[int, tuple[int, int]] = {}
    waiting = list(enumerate(tasks))
    while waiting or running:
        while waiting and len(running) < WORKERS:
            index, task = waiting.pop(0)
            pipe, pid = _fork(work, task)
            running[pipe] = (index, pid)
        for pipe in select.select(list(running), [], [])[0]:
            if part := os.read(pipe, 1 << 16):
                output[pipe] += part
                continue
            index, pid = running.pop(pipe)
            os.close(pipe)
            os.waitpid(pid, 0)
            results[index] = pickle.loads(output.pop(pipe))
            tell()
    return [results[index] for index in range(len(tasks))]


def _fork(work: Callable[[Any], Any], task: Any) -> tuple[int, int]:
    reader, writer = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writer)
        return reader, pid
    try:
        # What tests print is of no interest, and would mix with the report.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(work(task), pipe)
    finally:
        os._exit(0)
