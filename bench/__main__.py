"""Measure the functions beside their peers.

    make bench [ROUNDS=11] [WARM=100] [ONLY="quo_get_contact weya"] [ALL=1] [CHECK=1]

Round by round each function is started right after the usual stack, each in a process of its own, and the two then take
turns with warm calls: what slows the machine down is on both sides. Read the ratios: they are of neighbours.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bench.chart import save_cold_starts
from bench.cold_start import Machine, Subject, start_together
from bench.environment import WORK, find_emulator, runtime_python
from bench.errors import BenchError
from bench.report import markdown, print_table
from bench.results import FLOOR, TYPICAL, Results, Row, at_job
from bench.scenarios import ROOT
from bench.services import Surroundings, surroundings
from bench.signatures import signed
from bench.staging import PEER_NAMES, Staged, folder_bytes, stage_functions, stage_other_jobs, stage_peers
from bench.targets import misses

# One of each kind of work; ALL=1 takes every function with a route.
REPRESENTATIVE = (
    "workspace_create_phone_number",
    "workspace_list_phone_numbers",
    "workspace_link_phone_number",
    "workspace_archive_phone_number",
    "quo_create_contact",
    "quo_get_contact",
    "well_create_phone",
    "well_get_phone",
    "zudu_create_phone_number",
    "zudu_list_phone_numbers",
    "weya_list_phones",
    "weya_add_phone:twilio",
    "weya_add_phone:telnyx",
    "webhook_twilio",
    "webhook_telnyx",
)
# After how many jobs the peers that are not in each group have theirs.
_JOBS_BETWEEN = 9
_CREATE = "workspace_create_phone_number"


@dataclass(frozen=True)
class Contender:
    """A row to be, and how to start it. ``job`` is the scenario; none for the peers that all are compared with."""

    row: Row
    job: str
    subject: Subject


def main() -> int:
    """Measure, say, write; 1 when CHECK is on and a target is missed."""
    options = _options()
    try:
        results, layer_mb = _run(options)
    except BenchError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    print_table(results)
    results.save(options.json)
    options.json.with_suffix(".md").write_text(markdown(results))
    save_cold_starts(results, options.json.with_suffix(".svg"))
    missed = misses(results, layer_mb)
    console = Console()
    console.print(f"layers {layer_mb:.1f} MB unzipped; all samples in {options.json}")
    for each in missed if options.check else []:
        console.print(f"missed  {each}", style="red", highlight=False)
    return 1 if options.check and missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--warm", type=int, default=100, help="warm calls of each start")
    parser.add_argument("--only", nargs="*", default=[], help="names of functions and peers, or how they begin")
    parser.add_argument("--all", action="store_true", help="every function with a route")
    parser.add_argument("--check", action="store_true", help="end with 1 when a target is missed")
    parser.add_argument("--beside", type=Path, help="another working tree, whose functions are measured too")
    parser.add_argument("--json", type=Path, default=WORK / "results.json", help="where all samples go")
    return parser.parse_args()


def _run(options: argparse.Namespace) -> tuple[Results, float]:
    emulator, python = find_emulator(), runtime_python()
    with surroundings() as around:
        contenders, layer_mb = _contenders(options, around)
        machine = Machine(emulator, python, around.environment, WORK / "emulator.log", _core())
        with Progress(transient=True) as progress:
            groups = _groups(contenders)
            task = progress.add_task("starting", total=len(groups) * (options.rounds + 1))
            # The first round fills the page cache and shows whether each answers as it should.
            for number in range(-1, options.rounds):
                for group in groups:
                    progress.update(task, description=f"round {number + 1}: {group[-1].row.name}")
                    subjects = [each.subject for each in group]
                    starts = start_together(machine, subjects, warm=options.warm if number >= 0 else 1)
                    for each, started in zip(group, starts, strict=True):
                        each.row.starts.append(started)
                    progress.advance(task)
                if number < 0:
                    if unequal := Results([each.row for each in contenders]).unequal_jobs():
                        raise BenchError("\n".join(unequal))
                    for each in contenders:
                        each.row.starts.clear()
    about = {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "rounds": options.rounds,
        "warm": options.warm,
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        "layer_mb": round(layer_mb, 1),
    }
    return Results([each.row for each in contenders], about), layer_mb


def _groups(contenders: Sequence[Contender]) -> list[list[Contender]]:
    """Return the groups of a round: all that do one job, behind D.

    Before every few jobs come D and the peers that are seldom compared.
    """
    common = [each for each in contenders if not each.job]
    typical = [each for each in common if each.row.name == TYPICAL]
    jobs = list(dict.fromkeys(each.job for each in contenders if each.job))
    groups = [] if jobs else [common]
    for number, job in enumerate(jobs):
        if number % _JOBS_BETWEEN == 0:
            groups.append(common)
        groups.append([*typical, *(each for each in contenders if each.job == job)])
    return groups


def _contenders(options: argparse.Namespace, around: Surroundings) -> tuple[list[Contender], float]:
    wanted = [scenario for scenario in around.scenarios if _is_wanted(scenario["name"], options)]
    create = next(scenario for scenario in around.scenarios if scenario["name"] == _CREATE)
    named = [name for name in PEER_NAMES if not options.only or name in (FLOOR, TYPICAL, *options.only)]
    peers = [
        Contender(Row(name, "peer", staged.size_bytes / 1e6), "", _subject(staged, create))
        for name, staged in stage_peers(named).items()
    ]
    others = stage_other_jobs(scenario["name"] for scenario in wanted)
    peers += [
        Contender(
            Row(at_job(scenario["name"]), "peer", others[scenario["name"]].size_bytes / 1e6),
            scenario["name"],
            _subject(others[scenario["name"]], scenario),
        )
        for scenario in wanted
        if scenario["name"] in others
    ]
    own = _own(wanted, ROOT, "")
    before = _own(wanted, options.beside.resolve(), "before: ") if options.beside else []
    return [*peers, *before, *own], _layer_mb(own)


def _own(scenarios: Sequence[Mapping[str, Any]], tree: Path, prefix: str) -> list[Contender]:
    functions = stage_functions(sorted({_folder(scenario["name"]) for scenario in scenarios}), tree)
    own = []
    for scenario in scenarios:
        staged = functions[_folder(scenario["name"])]
        row = Row(prefix + scenario["name"], "before" if prefix else _kind(scenario), staged.size_bytes / 1e6)
        own.append(Contender(row, scenario["name"], _subject(staged, scenario)))
    return own


def _layer_mb(own: Sequence[Contender]) -> float:
    return folder_bytes(own[0].subject.staged.layer) / 1e6 if own else 0.0


def _is_wanted(name: str, options: argparse.Namespace) -> bool:
    if options.only:
        return any(name.startswith(each) for each in options.only)
    return bool(options.all or name in REPRESENTATIVE)


def _folder(name: str) -> str:
    return name.partition(":")[0]


def _kind(scenario: Mapping[str, Any]) -> str:
    if scenario["calls_carrier"]:
        return "carrier"
    return "webhook" if "carrier" in scenario else "api"


def _subject(staged: Staged, scenario: Mapping[str, Any]) -> Subject:
    return Subject(staged, _event(scenario), scenario["expected"])


def _event(scenario: Mapping[str, Any]) -> Callable[[], bytes]:
    """Return the scenario's event, signed anew each time where a carrier signs it: its signature holds for minutes."""
    event = scenario["event"]
    if "carrier" not in scenario:
        text = json.dumps(event).encode()
        return lambda: text
    carrier, secret = scenario["carrier"], scenario["secret"]
    return lambda: json.dumps(signed(event, carrier, secret, int(time.time()))).encode()


def _core() -> int | None:
    """Keep the last processor for the function, and return it; None where there is but one.

    The bench itself takes the others.
    """
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == 1:
        return None
    os.sched_setaffinity(0, cores[:-1])
    return cores[-1]


if __name__ == "__main__":
    sys.exit(main())
