"""``python -m tools.mutants``: put faults into the service's code, one at a time, and see which no test notices.

Works on a copy in a temporary folder. First it runs the tests once and notes which lines each runs. Then it tries the
sample: each mutant with the tests that run its line, until one fails. A line that no test runs is not noticed at once.
`excused.toml` names mutants that change nothing anybody could see, with the reason.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tools.mutants.sample import Mutant, sample
from tools.mutants.trials import OTHER_TESTS, Trials

ROOT = Path(__file__).resolve().parents[2]
EXCUSED = Path(__file__).with_name("excused.toml")
TARGET = 0.9


def excuses() -> dict[str, str]:
    """The names of the mutants that need no test, and why."""
    return {entry["mutant"]: entry["why"] for entry in tomllib.loads(EXCUSED.read_text()).get("excused", [])}


def copy_of(root: Path, folder: Path) -> Path:
    """Copy what git would keep of the working tree, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    return folder


def score(mutants: list[Mutant], trials: Trials) -> float:
    """Try them all, telling each that no test notices; the part that is noticed, of those that are not excused."""
    excused, noticed, counted = excuses(), 0, 0
    for number, mutant in enumerate(mutants, 1):
        if mutant.name in excused:
            sys.stdout.write(f"{number} excused   {mutant.name}\n")
            continue
        by = trials.notices(mutant)
        noticed, counted = noticed + (by is not None), counted + 1
        sys.stdout.write(f"{number} {'noticed' if by else 'UNNOTICED'} {mutant.path}:{mutant.lines[0]} {mutant.name}\n")
        sys.stdout.write(f"      by {by}\n" if by else f"      {len(trials.tests_of(mutant))} tests run it\n")
        sys.stdout.flush()
    sys.stdout.write(f"{noticed} of {counted} mutants noticed, {len(mutants) - counted} excused\n")
    return noticed / counted if counted else 1.0


def main(arguments: list[str] | None = None) -> int:
    """Score a sample; 0 when at least nine in ten are noticed."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--size", type=int, default=150, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--only", default="", help="those whose name has this text")
    parser.add_argument("--list", action="store_true", help="name the sample, and try nothing")
    parser.add_argument("tests", nargs="*", help="tests to run instead of all of the service")
    asked = parser.parse_args(arguments)
    sys.stdout.write(f"{asked.size} mutants, seed {asked.seed}\n")
    mutants = [mutant for mutant in sample(ROOT, asked.size, asked.seed) if asked.only in mutant.name]
    if asked.list:
        sys.stdout.writelines(f"{mutant.path}:{mutant.lines[0]} {mutant.name}\n" for mutant in mutants)
        return 0
    suites = sorted(path for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name not in OTHER_TESTS)
    os.nice(10)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trials = Trials(copy_of(ROOT, Path(folder).resolve()))
        tests = asked.tests or [f"tests/{path.name}" for path in suites]
        sys.stdout.write(f"{trials.watch(tests)}\n")
        return 0 if score(mutants, trials) >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
