"""One sample event, or all of them, in Lambda's own runtime.

python -m tools.sam_invoke workspace_get_phone_number 404_unknown
python -m tools.sam_invoke --all
python -m tools.sam_invoke --one-each
"""

import argparse
import contextlib
import itertools
import json
import os
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tools.sam_invoke import engine
from tools.sam_invoke.environment import running_stack, write_environment
from tools.sam_invoke.plan import Case, SamInvokeError, by_function, case, cases, one_each, read, verdict
from tools.sam_invoke.session import Session, opened

_EVENTS = Path("events")
_STACK = Path(".local/stack.json")
_SAM = Path(".local/sam")
_LOG = Path(".local/logs/sam_invoke.log")
# Of more, some would miss the time that their function has: starting one takes a processor.
_AT_ONCE = os.cpu_count() or 1


def main() -> int:
    """Run what the arguments name; 1 when anything was not as expected."""
    parser = argparse.ArgumentParser(prog="tools.sam_invoke")
    parser.add_argument("function", nargs="?", help="a folder of functions/")
    parser.add_argument("event", nargs="?", help="the name of one of its events")
    parser.add_argument("--all", action="store_true", help="every event of every function")
    parser.add_argument("--one-each", action="store_true", help="the first event of every function")
    parser.add_argument("--env", action="store_true", help="write what plain `sam local` needs, and say how to use it")
    parser.add_argument("--ready", action="store_true", help="only say whether events can be run, and why not")
    chosen = parser.parse_args()
    if chosen.ready:
        return _say_whether_ready()
    try:
        if chosen.env:
            return _write_environment()
        if chosen.all or chosen.one_each:
            every = cases(_EVENTS)
            with opened(_STACK) as session:
                return _run(session, one_each(every) if chosen.one_each else every)
        if not chosen.function or not chosen.event:
            parser.error("name a function and an event: make sam-invoke FN=<folder> EVENT=<case>")
        found = case(_EVENTS, chosen.function, chosen.event)
        with opened(_STACK) as session:
            return session.invoke_once(found)
    except SamInvokeError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _write_environment() -> int:
    stack = running_stack(_STACK)
    address = write_environment(stack, _EVENTS, _SAM)
    port = stack["aws"]["endpoint_url"].rpartition(":")[2]
    sys.stdout.write(f"Wrote {_SAM}/env.json and {_SAM}/events/.\n")
    with contextlib.suppress(OSError), socket.create_connection((address, int(port)), timeout=2):
        return 0
    sys.stdout.write(f"Containers do not reach the stack yet: start it with `make dev BIND={address}`.\n")
    return 0


def _say_whether_ready() -> int:
    reason = engine.missing()
    if reason:
        sys.stdout.write(f"Sample events in Lambda's runtime: skipped: {reason}\n")
    return 1 if reason else 0


def _run(session: Session, chosen: list[Case]) -> int:
    started = time.monotonic()
    numbers = itertools.count(1)
    failed: list[Case] = []

    def run_in_order(of_one: list[Case]) -> None:
        for found in of_one:
            wrong, seconds = _invoke(client, found, session.event(found))
            if wrong:
                failed.append(found)
            said = f"{next(numbers):3}/{len(chosen)} {seconds:5.1f} s  {found.name}: {wrong or 'as expected'}\n"
            sys.stdout.write(said)
            sys.stdout.flush()

    with session.serving(_LOG) as client, ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(run_in_order, by_function(chosen)))
    sys.stdout.write(f"{len(chosen)} events in {time.monotonic() - started:.0f} s, {len(failed)} not as expected\n")
    if failed:
        sys.stdout.write(f"What the functions said is in {_LOG}\n")
    return 1 if failed else 0


def _invoke(client: Any, found: Case, event: dict[str, Any]) -> tuple[str | None, float]:
    started = time.monotonic()
    try:
        payload, failure = _sent(client, found, event)
        if not payload and not failure:
            # SAM gave up before the container listened, so nothing has run: it is warm now.
            payload, failure = _sent(client, found, event)
    except (BotoCoreError, ClientError) as error:
        # The next function may do better.
        return f"not invoked: {type(error).__name__}", time.monotonic() - started
    return verdict(found.status, *read(payload, failure)), time.monotonic() - started


def _sent(client: Any, found: Case, event: dict[str, Any]) -> tuple[bytes, str | None]:
    answer = client.invoke(FunctionName=found.function, Payload=json.dumps(event))
    return answer["Payload"].read(), answer.get("FunctionError")


if __name__ == "__main__":
    sys.exit(main())
