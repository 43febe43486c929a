"""``python -m tools.mutants``: put faults into the service's code, one at a time, and see which no test notices.

The tests run once, and each again with every mutant of the sample whose line it has run, until one fails. A mutant
whose line no test runs is noticed by none. All of it happens in memory; leave the code as it is while it runs.
`excused.toml` names mutants that change nothing anybody could see, with the reason.
"""

import argparse
import os
import sys
import tomllib
from pathlib import Path

import pytest

from tools.mutants.sample import sample
from tools.mutants.trials import Trials

ROOT = Path(__file__).resolve().parents[2]
EXCUSED = Path(__file__).with_name("excused.toml")
TARGET = 0.9
# These need a running stack, or look at the template, the documents or the tools.
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


def excuses() -> dict[str, str]:
    """Return the names of the mutants that need no test, and why."""
    return {entry["mutant"]: entry["why"] for entry in tomllib.loads(EXCUSED.read_text()).get("excused", [])}


def main(arguments: list[str] | None = None) -> int:
    """Score a sample; 0 when at least nine in ten are noticed."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--size", type=int, default=150, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--only", default="", help="those whose name has this text")
    parser.add_argument("--list", action="store_true", help="name the sample, and try nothing")
    parser.add_argument("tests", nargs="*", help="tests to run instead of all of the service")
    asked = parser.parse_args(arguments)
    drawn = [mutant for mutant in sample(ROOT, asked.size, asked.seed) if asked.only in mutant.name]
    excused = excuses()
    mutants = [mutant for mutant in drawn if mutant.name not in excused]
    sys.stdout.write(f"seed {asked.seed}: {len(drawn)} mutants, {len(drawn) - len(mutants)} excused\n")
    if asked.list:
        sys.stdout.writelines(f"{mutant.path}:{mutant.lines.start} {mutant.name}\n" for mutant in mutants)
        return 0
    os.nice(10)
    os.chdir(ROOT)
    suites = sorted(path for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name not in OTHER_TESTS)
    tests = asked.tests or [str(path) for path in suites if not path.name.startswith("_")]
    trials = Trials(ROOT, mutants)
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=ci", *tests], plugins=[trials])
    left = [mutant for mutant in mutants if mutant not in trials.noticed]
    for mutant in left:
        sys.stdout.write(
            f"NOT NOTICED by {len(trials.met[mutant])} tests: {mutant.path}:{mutant.lines.start} {mutant.name}\n"
        )
    sys.stdout.write(f"{len(mutants) - len(left)} of {len(mutants)} mutants noticed\n")
    return 0 if len(left) <= (1 - TARGET) * len(mutants) else 1


if __name__ == "__main__":
    sys.exit(main())
