"""Mixed requests against the running local stack, and what becomes of them as a workspace grows; and deliveries.

    make load [SIZES="1000 10000 100000"] [REQUESTS=400] [CLIENTS=4]

Milliseconds are the local stack's, whose functions and table share this machine with the clients: what matters is what
stays flat. Read units are counted at the table, so they are DynamoDB's.
"""

import argparse
import json
import os
import random
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import requests
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Listing
from trunkline.domain.identifiers import NumberId, number_uuid
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable

from bench import deliveries
from bench.crowds import Crowd, dissolve, gather
from bench.environment import WORK
from bench.latencies import histogram, percentile
from bench.meter import Meter
from tools.stack.client import StackNotRunningError, load_stack

# Of a hundred requests.
MIX = {"get": 50, "list": 25, "update": 15, "create": 10}
PAGE = 100
# Events of the tenant whose deliveries are measured.
EVENTS = 40
_CEILING = 400
_BAR = 40


@dataclass
class Measured:
    """One size of workspace: latencies in ms by request, and half read units of a read number and of a page."""

    count: int
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[int] = field(default_factory=Counter)
    read_units: dict[str, float] = field(default_factory=dict)


class Client:
    """One of the clients at work; each thread has connections of its own."""

    def __init__(self, base_url: str, crowd: Crowd, seed: int) -> None:
        self._url = f"{base_url}/api/v2/w/{crowd.workspace}/phone-numbers"
        self._crowd = crowd
        self._random = random.Random(seed)  # noqa: S311 - the same requests each time
        self._sessions = threading.local()

    def call(self) -> tuple[str, float, int]:
        """Send a request of the mix, and return which it was, its ms and its status."""
        kind = self._random.choices(list(MIX), list(MIX.values()))[0]
        number = self._random.randint(1, self._crowd.count)
        method, path, body = {
            "get": ("GET", f"/{number}", None),
            "list": ("GET", f"?limit={PAGE}", None),
            "update": ("PUT", f"/{number}", {"name": f"Line {self._random.randint(0, 999)}"}),
            "create": ("POST", "", {"phoneNumber": f"+1{self._random.randint(2_000_000_000, 9_999_999_999)}"}),
        }[kind]
        began = time.perf_counter()
        answer = self._session().request(method, self._url + path, json=body, timeout=35)
        return kind, (time.perf_counter() - began) * 1000, answer.status_code

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = requests.Session()
            session.trust_env = False
            session.headers["authorization"] = f"Bearer {self._crowd.token}"
        return session


def main() -> int:
    """Seed, send, say, draw."""
    options = _options()
    try:
        stack = load_stack()
    except StackNotRunningError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    store = Table(_dynamodb(stack["aws"]), stack["aws"]["table_name"])
    results = [_measured(store, stack["api_url"], count, options) for count in options.sizes]
    delivered = {
        "alone": deliveries.alone(store, stack["api_url"], EVENTS),
        f"beside {deliveries.HANGING} requests of another tenant that hang": deliveries.beside_a_hanging_one(
            store, stack["api_url"], EVENTS
        ),
    }
    _print(results)
    _print_deliveries(delivered)
    document = [_document(each) for each in results]
    WORK.mkdir(exist_ok=True)
    (WORK / "load.json").write_text(json.dumps({"sizes": document, "deliveries": delivered}, indent=1))
    from bench.chart import save_scale  # noqa: PLC0415 - matplotlib is slow to load

    save_scale(document, options.svg)
    return 1 if any(status >= _CEILING for each in results for status in each.refused) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--requests", type=int, default=400, help="for each size")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--svg", type=Path, default=WORK / "scale.svg")
    return parser.parse_args()


def _dynamodb(aws: Mapping[str, Any]) -> Any:
    os.environ.setdefault("AWS_MAX_ATTEMPTS", "3")
    return boto3.client(
        "dynamodb",
        endpoint_url=aws["endpoint_url"],
        region_name=aws["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the emulator's
    )


def _measured(store: Table, base_url: str, count: int, options: argparse.Namespace) -> Measured:
    result = Measured(count)
    with Progress() as progress:
        task = progress.add_task(f"{count:,} numbers: seeding", total=count)
        crowd = gather(store, count, lambda done: progress.advance(task, done))
        client = Client(base_url, crowd, seed=count)
        task = progress.add_task(f"{count:,} numbers: requests", total=options.requests)
        with ThreadPoolExecutor(options.clients) as pool:
            # The functions' processes start with their first calls.
            list(pool.map(lambda _: client.call(), range(20 * options.clients)))
            for kind, latency, status in pool.map(lambda _: client.call(), range(options.requests)):
                progress.advance(task)
                if status >= _CEILING:
                    result.refused[status] += 1
                else:
                    result.latencies[kind].append(latency)
        result.read_units = _read_units(store, crowd)
        task = progress.add_task(f"{count:,} numbers: clearing", total=count)
        dissolve(store, crowd, lambda done: progress.advance(task, done))
    return result


def _read_units(store: Table, crowd: Crowd) -> dict[str, float]:
    meter = Meter(store.client)
    meter.listen(store.client)
    numbers = PhoneNumberTable(store)
    numbers.find(crowd.workspace, number_uuid(crowd.workspace, NumberId(1)))
    get = meter.used["half_read_units"] / 2
    numbers.page(crowd.workspace, archived=False, limit=PAGE, after=None)
    meter.ignore(store.client)
    return {"get": get, "list": meter.used["half_read_units"] / 2 - get}


def _print(results: Sequence[Measured]) -> None:
    console = Console()
    listing = Listing(title="ms on the local stack; read units of DynamoDB")
    for heading in ("numbers", "request", "count", "p50", "p95", "p99", "read units"):
        listing.add_column(heading, justify="right")
    for each in results:
        for kind, latencies in sorted(each.latencies.items()):
            units = each.read_units.get(kind)
            points = [f"{percentile(latencies, share):.1f}" for share in (0.5, 0.95, 0.99)]
            cells = [f"{each.count:,}", kind, str(len(latencies)), *points, "" if units is None else f"{units:g}"]
            listing.add_row(*cells)
    console.print(listing)
    for each in results:
        console.print(f"\nall requests, {each.count:,} numbers")
        bars = histogram([latency for latencies in each.latencies.values() for latency in latencies])
        most = max((count for _, _, count in bars), default=1)
        for begin, end, count in bars:
            console.print(f"{begin:8.1f} to {end:8.1f} ms  {'█' * round(_BAR * count / most)} {count}", highlight=False)
        for status, count in each.refused.items():
            console.print(f"{count} answers of {status}", style="red")


def _print_deliveries(delivered: Mapping[str, Sequence[float]]) -> None:
    listing = Listing(title="ms from a change to the first delivery at the customer's endpoint, on the local stack")
    for heading in ("a tenant", "events", "p50", "p95", "most"):
        listing.add_column(heading, justify="right")
    for name, latencies in delivered.items():
        points = [f"{percentile(latencies, share):.0f}" for share in (0.5, 0.95, 1)]
        listing.add_row(name, str(len(latencies)), *points)
    Console().print(listing)


def _document(result: Measured) -> dict[str, Any]:
    return {
        "count": result.count,
        "read_units": result.read_units,
        "p50": {kind: percentile(latencies, 0.5) for kind, latencies in result.latencies.items()},
        "p95": {kind: percentile(latencies, 0.95) for kind, latencies in result.latencies.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
