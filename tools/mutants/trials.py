"""A plugin of pytest that runs each test, and then once more for each mutant whose lines it has run.

Each such run is a process that parts from this one, so all that the test needs is loaded. A fault in a function is put
into it in memory. What runs at import is tried last, by processes that begin anew. No file is changed.
"""

import contextlib
import functools
import gc
import inspect
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, zip_longest
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage

from tools.mutants.at_import import MODULE, SOURCE
from tools.mutants.sample import Mutant

# A fault may make a loop endless, or wait for what never comes: it is noticed after so much of the processor's time, or
# so long that no busy machine is to blame.
_LOOPING_SECONDS, _WAITING_SECONDS = 60, 900
# So many tests are asked whether they notice a mutant: as they run, afterwards, and in a new process.
_MOST_TESTS, _MOST_TESTS_LATER, _MOST_TESTS_ANEW = 60, 180, 25
# Of a parametrized test, the first, the middle and the last example.
_EXAMPLES = (0.0, 0.5, 1.0)


class Trials:
    """Finds by which test each mutant is noticed, while pytest runs."""

    def __init__(self, root: Path, mutants: Sequence[Mutant]) -> None:
        self.root = root
        self.mutants = mutants
        self.noticed: dict[Mutant, str] = {}
        self.met: dict[Mutant, list[str]] = {mutant: [] for mutant in mutants}
        # Tests that run a mutant and were not asked yet, with what they are sorted by.
        self._unasked: dict[Mutant, list[tuple[float, pytest.Item]]] = defaultdict(list)
        self._other_examples: dict[str, list[pytest.Item]] = {}
        self._unsound: set[pytest.Item] = set()
        self._known = _Known()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take three examples of each test, and the files' tests by turns."""
        files: dict[Path, list[pytest.Item]] = defaultdict(list)
        for test, group in groupby(items, key=_test):
            examples = list(group)
            taken = {int(part * (len(examples) - 1)) for part in _EXAMPLES}
            files[examples[0].path] += [examples[place] for place in sorted(taken)]
            self._other_examples[test] = [each for place, each in enumerate(examples) if place not in taken]
        turns = [files[path] for path in sorted(files)]
        random.Random(0).shuffle(turns)  # noqa: S311 -- repeats, and is no secret
        items[:] = [item for item in chain.from_iterable(zip_longest(*turns)) if item]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests, and those that pass with each mutant that they meet."""
        passed = []
        watch = Coverage(
            data_file=None, config_file=False, include=sorted({str(self.root / m.path) for m in self.mutants})
        )
        watch.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured"])
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            watch.erase()
            watch.start()
            reports = runtestprotocol(item, log=False, nextitem=following)
            watch.stop()
            if all(report.passed for report in reports):
                passed.append(item.nodeid)
                for mutant, lines in self._met(watch):
                    self._try_or_note(item, mutant, lines, sum(report.duration for report in reports))
        for mutant in self.mutants:
            if mutant.at_import:
                self._try_anew(mutant, passed)
            elif mutant not in self.noticed:
                self._try_later(mutant)
        return True

    def _met(self, watch: Coverage) -> Iterator[tuple[Mutant, int]]:
        """Yield the mutants whose lines have just run, each with how many lines of its module have.

        Of those that run at import, it yields the ones whose module has run.
        """
        for mutant in self.mutants:
            lines = watch.get_data().lines(str(self.root / mutant.path))
            if mutant in self.noticed or not lines:
                continue
            if mutant.at_import or set(lines).intersection(mutant.lines):
                yield mutant, len(lines)

    def _try_or_note(self, item: pytest.Item, mutant: Mutant, lines: int, seconds: float) -> None:
        if mutant.at_import:
            self._unasked[mutant].append((-lines, item))
        elif len(self.met[mutant]) < _MOST_TESTS:
            self._try(item, mutant)
        else:
            self._unasked[mutant].append((seconds, item))

    def _first_unasked(self, mutant: Mutant, most: int) -> list[pytest.Item]:
        return [item for _, item in sorted(self._unasked[mutant], key=lambda each: each[0])[:most]]

    def _try_later(self, mutant: Mutant) -> None:
        """Ask the shortest of the tests that were not asked, and then other examples of all that were."""
        for item in self._first_unasked(mutant, _MOST_TESTS_LATER):
            self._try(item, mutant)
            if mutant in self.noticed:
                return
        self._try_other_examples(mutant)

    def _try(self, item: pytest.Item, mutant: Mutant) -> None:
        self.met[mutant].append(item.nodeid)
        if not mutant.at_import and self._notices(item, mutant):
            self._notice(mutant, item.nodeid)

    def _try_other_examples(self, mutant: Mutant) -> None:
        tests = dict.fromkeys(test.partition("[")[0] for test in self.met[mutant])
        for item in chain.from_iterable(self._other_examples[test] for test in tests):
            if self._notices(item, mutant):
                self._notice(mutant, item.nodeid)
                break

    def _notices(self, item: pytest.Item, mutant: Mutant) -> bool:
        """Tell whether the test fails with the mutant, and for no other reason."""
        if item in self._unsound or not self._fails(item, mutant):
            return False
        if self._fails(item, None):
            self._unsound.add(item)
        return item not in self._unsound

    def _fails(self, item: pytest.Item, mutant: Mutant | None) -> bool:
        """Tell whether the test fails with the mutant, in a process of its own."""
        path = str(self.root / mutant.path) if mutant else ""
        if path and path not in self._known.functions:
            self._known.look()

        def change() -> None:
            if mutant:
                self._known.put_in(mutant, path)
            self._known.forget()

        child = os.fork()
        if not child:
            _try_and_exit(item, change)
        _, status = os.waitpid(child, 0)
        # What the test has started goes with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        return status != 0

    def _try_anew(self, mutant: Mutant, passed: Sequence[str]) -> None:
        """Ask the tests that run the most of the module, or any where none runs it."""
        self.met[mutant] = [item.nodeid for item in self._first_unasked(mutant, _MOST_TESTS_ANEW)]
        tests = self.met[mutant] or passed[:_MOST_TESTS_ANEW]
        with tempfile.NamedTemporaryFile("w", suffix=".py") as source:
            source.write(mutant.source)
            source.flush()
            environment = {**os.environ, MODULE: str(self.root / mutant.path), SOURCE: source.name}
            quiet = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tools.mutants.at_import"]
            command = [sys.executable, "-m", "pytest", *quiet, *tests]
            try:
                done = subprocess.run(
                    command, cwd=self.root, env=environment, capture_output=True, check=False, timeout=_WAITING_SECONDS
                )
            except subprocess.TimeoutExpired:
                self._notice(mutant, "no end")
                return
        if done.returncode != pytest.ExitCode.OK:
            self._notice(mutant, done.stdout.decode().strip().splitlines()[-1])

    def _notice(self, mutant: Mutant, by: str) -> None:
        self.noticed[mutant] = by
        sys.stderr.write(f"noticed {mutant.name}\n      by {by}\n")


class _Known:
    """What a mutant changes in this process: found once, for there are a million objects."""

    def __init__(self) -> None:
        self.functions: dict[str, list[FunctionType]] = defaultdict(list)
        self.caches: list[functools._lru_cache_wrapper[object]] = []
        self.fixtures: list[pytest.FixtureDef[object]] = []
        self._forgotten: list[object] = []

    def look(self) -> None:
        """Find what has come since the last look."""
        for each in gc.get_objects():
            # Not ``isinstance``: a weak reference's proxy asks what it stands for, which may be gone.
            kind = type(each)
            if kind is FunctionType:
                self.functions[each.__code__.co_filename].append(each)
            elif kind is functools._lru_cache_wrapper and each.__module__.startswith("trunkline."):  # noqa: SLF001
                self.caches.append(each)
            elif issubclass(kind, pytest.FixtureDef) and inspect.isgeneratorfunction(each.func):
                self.fixtures.append(each)
        gc.freeze()

    def put_in(self, mutant: Mutant, path: str) -> None:
        """Give the module's functions the mutant's code, wherever they are known."""
        changed = {
            (code.co_qualname, code.co_firstlineno): code for code in _codes(compile(mutant.source, path, "exec"))
        }
        for each in self.functions[path]:
            each.__code__ = changed.get((each.__code__.co_qualname, each.__code__.co_firstlineno), each.__code__)

    def forget(self) -> None:
        """Empty the service's caches, and have fixtures made anew that end with something.

        A mutant must be asked, and not what was answered before; and the threads of a server are not in a fork.
        """
        for cache in self.caches:
            cache.cache_clear()
        for fixture in self.fixtures:
            # Kept, for it would end as the last who knows it forgets it.
            self._forgotten.append((fixture.cached_result, [*fixture._finalizers]))  # noqa: SLF001
            fixture.cached_result = None
            fixture._finalizers.clear()  # noqa: SLF001


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _try_and_exit(item: pytest.Item, change: Callable[[], None]) -> None:
    """Run the test after the change; exit with 0 if it passes."""
    os.setpgid(0, 0)
    gc.disable()
    resource.setrlimit(resource.RLIMIT_CPU, (_LOOPING_SECONDS, _LOOPING_SECONDS))
    signal.alarm(_WAITING_SECONDS)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    status = 1
    try:
        change()
        item._initrequest()  # type: ignore[attr-defined]  # noqa: SLF001 -- as pytest-rerunfailures does
        status = int(not all(report.passed for report in runtestprotocol(item, log=False, nextitem=item)))
    finally:
        os._exit(status)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the functions of a module and of its classes; those within come with them."""
    for each in code.co_consts:
        if isinstance(each, CodeType) and not each.co_name.startswith("<"):
            yield from [each] if each.co_flags & inspect.CO_OPTIMIZED else _codes(each)
