"""Logs of one deployed function, read from the emulator."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from tools.stack.aws import client
from tools.stack.client import load_stack
from tools.stack.console import Console
from tools.stack.errors import StackError

_POLL_SECONDS = 0.5


def show_logs(console: Console, stack_file: Path, folder: str, *, follow: bool) -> None:
    """Print what the function in that folder logged; go on until interrupted when following.

    Raises:
        StackError: no function lives in such a folder.
    """
    aws = load_stack(stack_file)["aws"]
    if folder not in aws["functions"]:
        known = ", ".join(sorted(aws["functions"]))
        raise StackError(f"There is no function folder {folder}; there are: {known}")
    lambda_client = client("lambda", aws["endpoint_url"])
    name = aws["functions"][folder]
    configuration = lambda_client.get_function_configuration(FunctionName=name)
    group = configuration["LoggingConfig"]["LogGroup"]
    # A group that functions share has the function in its streams' names; one of its own has not.
    of_function = "" if group == f"/aws/lambda/{name}" else f"/{name}["
    logs = client("logs", aws["endpoint_url"])
    printed: Counter[str] = Counter()
    _print_new(console, logs, group, of_function, printed)
    while follow:
        time.sleep(_POLL_SECONDS)
        _print_new(console, logs, group, of_function, printed)


def _print_new(console: Console, logs: Any, group: str, of_function: str, printed: "Counter[str]") -> None:
    """Print what each log stream of the function has beyond the events that were printed before."""
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    try:
        events = [event for page in pages for event in page["events"] if of_function in event["logStreamName"]]
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
