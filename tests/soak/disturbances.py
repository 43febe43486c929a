"""What goes wrong at random: workers die, carriers fail, hours pass, the machine is gone; and numbers are given up."""

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.soak.invariants import unforeseen
from tests.soak.ledger import Ledger
from tests.soak.world import World
from tests.support.archive_lines import CARRIERS
from tests.support.archives import let_time_pass

# Of the numbers at the carriers so many stay: a longer soak would run out of what to link.
_LEAST_NUMBERS = 24
_HOURS = (1, 3, 8)
_A_WEEK_AND_MORE = 24 * 9
# Between two disturbances: with less, little is ever done.
_PAUSE_SECONDS = (0.5, 3.0)


class Disturber:
    """Does one thing at a time; its seed says which and when."""

    def __init__(self, world: World, ledger: Ledger, seed: int) -> None:
        self.world, self.ledger = world, ledger
        self.random = random.Random(f"{seed} disturbances")
        self.kinds: dict[Callable[[], bool], int] = {
            self.kill_workers: 45,
            self.break_a_carrier: 25,
            self.mend_the_carriers: 10,
            self.run_the_cleanup: 8,
            self.let_hours_pass: 3,
            self.let_numbers_be_given_up: 1,
            self.kill_the_machine: 3,
        }

    def once(self, over: threading.Event) -> None:
        """Wait a moment, then do something."""
        if over.wait(self.random.uniform(*_PAUSE_SECONDS)):
            return
        (kind,) = self.random.choices(list(self.kinds), list(self.kinds.values()))
        if kind():
            with self.ledger.writing() as ledger:
                ledger.disturbances[kind.__name__] += 1

    def kill_workers(self) -> bool:
        """One or two, in the middle of whatever they do."""
        workers = self.world.workers()
        for worker in self.random.sample(workers, min(len(workers), self.random.randint(1, 2))):
            self.world.kill(worker)
        return bool(workers)

    def break_a_carrier(self) -> bool:
        """Its next requests are refused, throttled, cut short, or done with their answers lost."""
        kinds: list[dict[str, Any]] = [
            {"status": 401},
            {"status": 429, "retryAfter": 1},
            {"status": 500},
            {"status": 503},
            {"status": "reset"},
            {"status": "malformed"},
            {"status": 500, "applied": True},
            {"status": "reset", "applied": True},
            {"delaySeconds": 2},
        ]
        fault = {
            **self.random.choice(kinds),
            "carrier": self.random.choice(CARRIERS),
            "times": self.random.randint(1, 4),
            "skip": self.random.randint(0, 3),
        }
        return self.world.sandbox("POST", "/faults", fault) is not None

    def mend_the_carriers(self) -> bool:
        """Nothing fails at a carrier any more."""
        self.world.sandbox("DELETE", "/faults")
        return True

    def run_the_cleanup(self) -> bool:
        """A run besides those of the schedule."""
        threading.Thread(target=self.world.clean_up, daemon=True).start()
        return True

    def let_hours_pass(self) -> bool:
        """Everybody's clock jumps; no worker lives as long as that."""
        return self._jump(self.random.choice(_HOURS))

    def let_numbers_be_given_up(self) -> bool:
        """So much time passes that what is linked to nothing goes back to its carrier."""
        accounts = self.world.sandbox("GET", "/state")["accounts"]
        left = sum(len(account["numbers"]) for account in accounts if account["tenant"] in ("acme", "globex"))
        return left > _LEAST_NUMBERS and self._jump(_A_WEEK_AND_MORE) and self.run_the_cleanup()

    def kill_the_machine(self) -> bool:
        """Everything at once, carriers' sandbox included, and a start on what was saved."""
        found = unforeseen(self.world)
        with self.ledger.writing() as ledger:
            ledger.wrong += found
        self.world.restart()
        return True

    def _jump(self, hours: int) -> bool:
        with self.world.frozen():
            time.sleep(0.2)
            let_time_pass(self.world.store, timedelta(hours=hours))
        return True
