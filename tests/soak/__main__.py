"""Run the soak: see the package."""

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.soak.disturbances import Disturber
from tests.soak.invariants import broken, come_to_rest
from tests.soak.ledger import Ledger
from tests.soak.operations import Client
from tests.soak.world import World
from tests.support.own_stack import OwnStack

_PROGRESS_SECONDS = 10
_ENVIRONMENT = {"STACK_MAX_WORKERS": "12", "SNAPSHOT_SECONDS": "2", "SFN_WAIT_SCALE": "0.05"}


def main() -> int:
    """Soak for so many minutes, bring everything to rest, check, and say what was found."""
    options = _options()
    _say(f"soak of {options.minutes:g} minutes, seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="trunkline-soak-") as folder:
        own = OwnStack(Path(folder), **_ENVIRONMENT)
        try:
            world, ledger = World(own), Ledger()
            soak(world, ledger, options)
            _say("the time is up; everything comes to rest")
            found = [*come_to_rest(world), *broken(world, ledger)]
        except Exception:
            _say(own.last_words())
            raise
        finally:
            own.stop()
    _summarise(ledger, found, options)
    return 1 if found else 0


def soak(world: World, ledger: Ledger, options: Any) -> None:
    """Operations and disturbances, until the time is up."""
    over, began = threading.Event(), time.monotonic()
    clients = [Client(world, ledger, f"{options.seed}-{index}", over) for index in range(options.clients)]
    for client in clients:
        client.start()
    disturber, said = Disturber(world, ledger, options.seed), began
    while (now := time.monotonic()) - began < options.minutes * 60:
        disturber.once(over)
        if now - said >= _PROGRESS_SECONDS:
            said = now
            _say(f"{now - began:5.0f} s  {_line(ledger)}")
    over.set()
    for client in clients:
        client.join()


def _line(ledger: Ledger) -> str:
    with ledger.writing():
        disturbed = ", ".join(
            f"{kind.replace('_', ' ')} {count}" for kind, count in sorted(ledger.disturbances.items())
        )
        return f"{sum(ledger.operations.values()):,} operations; {disturbed}; wrong {len(ledger.wrong)}"


def _summarise(ledger: Ledger, found: list[str], options: Any) -> None:
    for name, count in sorted(ledger.operations.items()):
        _say(f"  {count:7,}  {name.replace('_', ' ')}")
    for name, count in sorted(ledger.disturbances.items()):
        _say(f"  {count:7,}  {name.replace('_', ' ')}")
    _say("  answers: " + ", ".join(f"{count:,} of {status}" for status, count in sorted(ledger.answers.items())))
    _say(
        f"  {len(ledger.numbers):,} numbers, {len(ledger.archived):,} said to be archived, "
        f"{len(ledger.records):,} records, {len(ledger.messages):,} messages and {len(ledger.calls):,} calls taken"
    )
    for violation in found:
        _say(f"VIOLATION  {violation}")
    again = f"make soak MINUTES={options.minutes:g} SEED={options.seed}"
    _say(f"{len(found)} violations; again: {again}" if found else f"nothing is violated; again: {again}")


def _options() -> Any:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--clients", type=int, default=6)
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
