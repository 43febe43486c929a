"""Logs of one deployed function, read from the emulator."""

import time
from collections import Counter
from collections.abc import Set
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from tools.stack.aws import client
from tools.stack.client import load_stack
from tools.stack.console import Console
from tools.stack.errors import StackError

_POLL_SECONDS = 0.5


def show_logs(console: Console, stack_file: Path, folder: str | None, *, follow: bool) -> None:
    """Print what the function in that folder logged, or all; go on until interrupted when following.

    Raises:
        StackError: no function lives in such a folder.
    """
    aws = load_stack(stack_file)["aws"]
    if folder is not None and folder not in aws["functions"]:
        known = ", ".join(sorted(aws["functions"]))
        raise StackError(f"There is no function folder {folder}; there are: {known}")
    folders = [folder] if folder is not None else sorted(aws["functions"])
    lambda_client = client("lambda", aws["endpoint_url"])
    # By group, what the names of a function's streams contain; the same group may be of all.
    sources: dict[str, set[str]] = {}
    for each in folders:
        name = aws["functions"][each]
        group = lambda_client.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        # A group that functions share has the function in its streams' names; one of its own has not.
        sources.setdefault(group, set()).add("" if group == f"/aws/lambda/{name}" else f"/{name}[")
    logs = client("logs", aws["endpoint_url"])
    printed: Counter[str] = Counter()
    while True:
        for group, of_functions in sources.items():
            _print_new(console, logs, group, of_functions, printed)
        if not follow:
            return
        time.sleep(_POLL_SECONDS)


def _print_new(console: Console, logs: Any, group: str, of_functions: Set[str], printed: "Counter[str]") -> None:
    """Print what each log stream of the functions has beyond the events that were printed before."""
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    try:
        events = [
            event
            for page in pages
            for event in page["events"]
            if any(part in event["logStreamName"] for part in of_functions)
        ]
    except ClientError:
        # A function that was never called has no log group yet.
        return
    passed: Counter[str] = Counter()
    for event in sorted(events, key=lambda event: int(event["timestamp"])):
        stream = event["logStreamName"]
        passed[stream] += 1
        if passed[stream] > printed[stream]:
            printed[stream] += 1
            console.line(event["message"].rstrip("\n"))
