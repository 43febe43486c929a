"""The command line: `up`, `stop` and `logs`."""

import argparse
from pathlib import Path

from tools.stack.client import StackNotRunningError, load_stack
from tools.stack.console import Console
from tools.stack.description import remove_description
from tools.stack.detached import start_detached
from tools.stack.errors import StackError
from tools.stack.lock import AlreadyRunningError, RunLock, stop_running
from tools.stack.logs import show_logs
from tools.stack.settings import REPOSITORY, Settings
from tools.stack.supervisor import Supervisor


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options, Console(getattr(options, "report_fd", None))))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.stack", description="The local development stack.")
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--root", type=Path, default=REPOSITORY, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(required=True)
    up = commands.add_parser("up", parents=[everywhere], help="start the stack")
    up.add_argument("--detach", action="store_true", help="return when the stack is ready")
    up.add_argument("--reset", action="store_true", help="start with empty data")
    up.add_argument("--port", type=int, default=0, help="default: a free one")
    up.add_argument("--template", default="template.yaml", help=argparse.SUPPRESS)
    up.add_argument("--seed-module", default="tools.stack.demo", help=argparse.SUPPRESS)
    up.add_argument("--report-fd", type=int, help=argparse.SUPPRESS)
    up.set_defaults(command=_up)
    stop = commands.add_parser("stop", parents=[everywhere], help="stop the stack")
    stop.set_defaults(command=_stop)
    logs = commands.add_parser("logs", parents=[everywhere], help="show the log of a function")
    logs.add_argument("folder", help="the function's folder below functions/")
    logs.add_argument("--follow", action="store_true", help="go on until interrupted")
    logs.set_defaults(command=_logs)
    return parser


def _up(options: argparse.Namespace, console: Console) -> int:
    settings = Settings(
        root=options.root.resolve(),
        template_name=options.template,
        port=options.port,
        reset=options.reset,
        seed_module=options.seed_module,
    )
    try:
        if options.detach:
            return start_detached(settings, console)
        return Supervisor(settings, console, RunLock(settings.lock_file)).run()
    except AlreadyRunningError:
        try:
            where = f"at {load_stack(settings.stack_file)['api_url']}"
        except (StackNotRunningError, KeyError):
            where = "but is not ready yet"
        # Not a success: the code on disk may be newer than what runs.
        console.error(f"The local stack runs already {where}; stop it first: make stop")
        return 1


def _stop(options: argparse.Namespace, console: Console) -> int:
    settings = Settings(root=options.root.resolve())
    try:
        stopped = stop_running(settings.lock_file)
    except TimeoutError as error:
        console.error(str(error))
        return 1
    if not stopped:
        # What a killed supervisor could not remove itself.
        remove_description(settings)
    console.line("The local stack is stopped." if stopped else "No local stack runs.")
    return 0


def _logs(options: argparse.Namespace, console: Console) -> int:
    stack_file = Settings(root=options.root.resolve()).stack_file
    try:
        show_logs(console, stack_file, options.folder, follow=options.follow)
    except (StackError, StackNotRunningError) as error:
        console.error(str(error))
        return 1
    return 0
