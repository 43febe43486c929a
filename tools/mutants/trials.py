"""Which tests run which line, and whether they notice a mutant."""

import contextlib
import importlib
import os
import re
import resource
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, zip_longest
from pathlib import Path

import pytest
from coverage import CoverageData

from tools.mutants.sample import PACKAGE, SUBJECTS, Mutant

# What needs a running stack, or looks at the template, the documents or the tools.
OTHER_TESTS = {
    *(
        "bench",
        "console",
        "deployed",
        "e2e",
        "fakes",
        "fuzz",
        "infra",
        "openapi",
        "package",
        "permissions",
        "reference",
    ),
    *("sandbox", "scale", "soak", "stack", "support"),
}
_TOOK = re.compile(r"^([\d.]+)s (?:call|setup|teardown) +(\S.*)$", re.MULTILINE)
_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/.*?)(?: - .*)?$", re.MULTILINE)
# So much of a mutant's tests is run, in their own seconds and by number.
_MOST_SECONDS, _MOST_TESTS = 20.0, 60
# A fault may make a loop endless: so much processor time more than the tests took, and so much time for what sleeps.
_SPARE_SECONDS, _MOST_WAITING = 60, 900
# Not of the service, and in every test: loaded once, before the processes part.
_COMMON = ("botocore.session", "moto.backends", "moto.dynamodb.models", "phonenumbers", "pydantic", "requests", "yaml")


class Trials:
    """A copy of the repository in which tests are run with one module changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._took: dict[str, float] = defaultdict(float)
        self._contexts: dict[Path, dict[int, list[str]]] = {}
        self._unsound: set[str] = set()
        self._sound: set[str] = set()

    def watch(self, paths: Iterable[str]) -> str:
        """Run the tests once; learn what each takes, which lines it runs, and which fail by themselves.

        Returns:
            The last line that pytest wrote.
        """
        sources = ",".join(str(PACKAGE / name) for name in SUBJECTS)
        (self.root / ".coveragerc").write_text(f"[run]\nsource = {sources}\n")
        report = ["--cov-config=.coveragerc", "--cov-report=", "--durations=0", "--durations-min=0", "-vv", "-rfE"]
        report += ["-p", "tools.mutants.examples"]
        command = [sys.executable, "-m", "pytest", "--cov", "--cov-context=test", *report, "-p", "no:cacheprovider"]
        run = subprocess.run([*command, *paths], cwd=self.root, capture_output=True, text=True, check=False)
        self.learn(run.stdout)
        return run.stdout.splitlines()[-1] if run.stdout else run.stderr

    def learn(self, output: str) -> None:
        """Take what pytest wrote, and what coverage kept."""
        for seconds, test in _TOOK.findall(output):
            self._took[test.strip()] += float(seconds)
        self._unsound |= set(_FAILED.findall(output))
        data = CoverageData(str(self.root / ".coverage"))
        data.read()
        for name in data.measured_files():
            path = Path(name).relative_to(self.root.resolve())
            self._contexts[path] = data.contexts_by_lineno(name)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that run its lines, one of each file after the other, a file's quickest first.

        What runs at import is tried by all that run anything of its module, or by all tests if none does.
        """
        of_lines = self._contexts.get(mutant.path, {})
        lines = of_lines if mutant.at_import else mutant.lines
        found = {name.partition("|")[0] for line in lines for name in of_lines.get(line, [])} - {""}
        if mutant.at_import and not found:
            found = set(self._took)
        files: dict[str, list[str]] = defaultdict(list)
        for test in sorted(found - self._unsound, key=lambda test: (self._took[test], test)):
            files[test.partition("::")[0]].append(test)
        quickest = sorted(files.values(), key=lambda tests: self._took[tests[0]])
        return self._affordable(test for test in chain.from_iterable(zip_longest(*quickest)) if test)

    def _affordable(self, tests: Iterable[str]) -> list[str]:
        taken, seconds = list[str](), 0.0
        for test in tests:
            seconds += self._took[test]
            if taken and (seconds > _MOST_SECONDS or len(taken) == _MOST_TESTS):
                break
            taken.append(test)
        return taken

    def notices(self, mutant: Mutant) -> str | None:
        """Run the mutant's tests, then with all their examples; tell by what it was noticed, or None if it was not."""
        tests = self.tests_of(mutant)
        if not tests:
            return None
        return self._fails(mutant, tests) or self._fails(mutant, sorted({test.partition("[")[0] for test in tests}))

    def _fails(self, mutant: Mutant, tests: list[str]) -> str | None:
        """The first of the tests that fails with the mutant, and not without it."""
        path = self.root / mutant.path
        before, times = path.read_text(), path.stat()
        path.write_text(mutant.source)
        try:
            status, output = self._run(tests)
        finally:
            path.write_text(before)
            # As old as it was: its compiled form is good again.
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        failed: list[str] = _FAILED.findall(output)
        if status == pytest.ExitCode.OK:
            return None
        if status != pytest.ExitCode.TESTS_FAILED or not failed:
            return f"pytest's status {status}"
        if self._is_sound(failed[0]):
            return failed[0]
        return self._fails(mutant, [test for test in tests if test not in self._unsound])

    def _is_sound(self, test: str) -> bool:
        """Whether the test passes alone and without a mutant."""
        if test not in self._sound:
            passes = self._run([test])[0] == pytest.ExitCode.OK
            (self._sound if passes else self._unsound).update((test, test.partition("[")[0]))
        return test in self._sound

    def _run(self, tests: list[str]) -> tuple[int, str]:
        """Run tests in a process of their own; its exit status, and what it wrote."""
        for name in _COMMON:
            importlib.import_module(name)
        written = self.root / ".trial"
        child = os.fork()
        if not child:
            self._become_pytest(tests, written)
        _, status = os.waitpid(child, 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(status), written.read_text(errors="replace")

    def _become_pytest(self, tests: list[str], written: Path) -> None:
        os.setpgid(0, 0)
        output = os.open(written, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(self.root)
        # The tests mean the copy's tools, and not those that run them.
        sys.path[0] = str(self.root)
        for name in [name for name in sys.modules if name.partition(".")[0] == "tools"]:
            del sys.modules[name]
        sys.dont_write_bytecode = True
        allowed = int(sum(self._took[test] for test in tests)) * 3 + _SPARE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed))
        signal.alarm(_MOST_WAITING)
        status = 70
        try:
            quiet = ["-q", "-x", "-rfE", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
            status = int(pytest.main([*quiet, *tests]))
        finally:
            os._exit(status)
