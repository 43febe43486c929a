"""One sample event, or all of them, in Lambda's own runtime.

python -m tools.sam_invoke workspace_get_phone_number 404_unknown
python -m tools.sam_invoke --all
python -m tools.sam_invoke --one-each
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from tools.sam_invoke import engine
from tools.sam_invoke.plan import Case, SamInvokeError, case, cases, one_each, verdict
from tools.sam_invoke.session import Session, opened

_EVENTS = Path("events")
_STACK = Path(".local/stack.json")
_LOG = Path(".local/logs/sam_invoke.log")


def main() -> int:
    """Run what the arguments name; 1 when anything was not as expected."""
    parser = argparse.ArgumentParser(prog="tools.sam_invoke")
    parser.add_argument("function", nargs="?", help="a folder of functions/")
    parser.add_argument("event", nargs="?", help="the name of one of its events")
    parser.add_argument("--all", action="store_true", help="every event of every function")
    parser.add_argument("--one-each", action="store_true", help="the first event of every function")
    parser.add_argument("--ready", action="store_true", help="only say whether events can be run, and why not")
    chosen = parser.parse_args()
    if chosen.ready:
        return _say_whether_ready()
    try:
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


def _say_whether_ready() -> int:
    reason = engine.missing()
    if reason:
        sys.stdout.write(f"Sample events in Lambda's runtime: skipped: {reason}\n")
    return 1 if reason else 0


def _run(session: Session, chosen: list[Case]) -> int:
    started = time.monotonic()
    failed = 0
    with session.serving(_LOG) as client:
        for number, found in enumerate(chosen, start=1):
            wrong, seconds = _invoke(client, found, session.event(found))
            failed += wrong is not None
            sys.stdout.write(f"{number:3}/{len(chosen)} {seconds:5.1f} s  {found.name}: {wrong or 'as expected'}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen)} events in {time.monotonic() - started:.0f} s, {failed} not as expected\n")
    if failed:
        sys.stdout.write(f"What the functions said is in {_LOG}\n")
    return min(failed, 1)


def _invoke(client: Any, found: Case, event: dict[str, Any]) -> tuple[str | None, float]:
    started = time.monotonic()
    answer = client.invoke(FunctionName=found.function, Payload=json.dumps(event))
    result = json.loads(answer["Payload"].read() or b"null")
    failure = answer.get("FunctionError") or (
        "an error" if isinstance(result, dict) and "errorType" in result else None
    )
    return verdict(found.status, result, failure), time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
