"""Measure the functions beside their peers.

    make bench [ROUNDS=11] [WARM=200] [ONLY="quo_get_contact weya"] [ALL=1] [CHECK=1]

Round by round each function is started in a process of its own, beside the usual stack at the same job, and the other
peers are in between, again and again: a slow minute hits all of them. Read the ratios: they are of neighbours.
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
from bench.cold_start import Machine, start
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
# After how many jobs all peers come again, and D alone: what all are compared with is never far in time.
_JOBS_BETWEEN = 9
_JOBS_BETWEEN_TYPICAL = 3
_CREATE = "workspace_create_phone_number"


@dataclass(frozen=True)
class Contender:
    """A row to be, and how to start it. ``job`` is the scenario; none for the peers that all are compared with."""

    row: Row
    job: str
    staged: Staged
    event: Callable[[], bytes]
    expected: int


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
    parser.add_argument("--warm", type=int, default=200, help="warm calls of each start")
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
            order = _order(contenders)
            task = progress.add_task("starting", total=len(order) * (options.rounds + 1))
            # The first round fills the page cache and shows whether each answers as it should.
            for number in range(-1, options.rounds):
                for each in order:
                    progress.update(task, description=f"round {number + 1}: {each.row.name}")
                    warm = options.warm if number >= 0 else 1
                    each.row.starts.append(start(machine, each.staged, each.event, warm=warm, expected=each.expected))
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


def _order(contenders: Sequence[Contender]) -> list[Contender]:
    """One round: all that do one job together, and before every few jobs the peers that all are compared with."""
    common = [each for each in contenders if not each.job]
    typical = [each for each in common if each.row.name == TYPICAL]
    jobs = list(dict.fromkeys(each.job for each in contenders if each.job))
    order = [] if jobs else common
    for number, job in enumerate(jobs):
        if number % _JOBS_BETWEEN == 0:
            order += common
        elif number % _JOBS_BETWEEN_TYPICAL == 0:
            order += typical
        order += [each for each in contenders if each.job == job]
    return order


def _contenders(options: argparse.Namespace, around: Surroundings) -> tuple[list[Contender], float]:
    wanted = [scenario for scenario in around.scenarios if _is_wanted(scenario["name"], options)]
    create = next(scenario for scenario in around.scenarios if scenario["name"] == _CREATE)
    named = [name for name in PEER_NAMES if not options.only or name in (FLOOR, TYPICAL, *options.only)]
    peers = [
        Contender(Row(name, "peer", staged.size_bytes / 1e6), "", staged, _event(create), create["expected"])
        for name, staged in stage_peers(named).items()
    ]
    others = stage_other_jobs(scenario["name"] for scenario in wanted)
    peers += [
        Contender(
            Row(at_job(scenario["name"]), "peer", others[scenario["name"]].size_bytes / 1e6),
            scenario["name"],
            others[scenario["name"]],
            _event(scenario),
            scenario["expected"],
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
        own.append(Contender(row, scenario["name"], staged, _event(scenario), scenario["expected"]))
    return own


def _layer_mb(own: Sequence[Contender]) -> float:
    return folder_bytes(own[0].staged.layer) / 1e6 if own else 0.0


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


def _event(scenario: Mapping[str, Any]) -> Callable[[], bytes]:
    """The scenario's event, signed anew each time where a carrier signs it: its signature holds for minutes."""
    event = scenario["event"]
    if "carrier" not in scenario:
        text = json.dumps(event).encode()
        return lambda: text
    carrier, secret = scenario["carrier"], scenario["secret"]
    return lambda: json.dumps(signed(event, carrier, secret, int(time.time()))).encode()


def _core() -> int | None:
    """The last processor for the function; the bench itself takes the others, where there are some."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == 1:
        return None
    os.sched_setaffinity(0, cores[:-1])
    return cores[-1]


if __name__ == "__main__":
    sys.exit(main())
