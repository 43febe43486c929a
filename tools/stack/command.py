"""The command line: `up`, `stop`, `status`, `logs`, `call` and `text`."""

import argparse
from pathlib import Path
from typing import NoReturn

from tools.stack.client import StackNotRunningError, load_stack
from tools.stack.console import Console
from tools.stack.description import remove_description, show_status
from tools.stack.detached import start_detached
from tools.stack.errors import StackError
from tools.stack.lock import AlreadyRunningError, RunLock, stop_running
from tools.stack.logs import show_logs
from tools.stack.ringing import ring
from tools.stack.settings import DEFAULT_PORT, REPOSITORY, Settings
from tools.stack.supervisor import Supervisor

_LAST_PORT = 65535


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Error: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options, Console(getattr(options, "report_fd", None))))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m tools.stack", description="The local development stack.")
    everywhere = _Parser(add_help=False)
    everywhere.add_argument("--root", type=Path, default=REPOSITORY, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(required=True)
    up = commands.add_parser("up", parents=[everywhere], help="start the stack")
    up.add_argument("--detach", action="store_true", help="return when the stack is ready")
    up.add_argument("--reset", action="store_true", help="start with empty data")
    up.add_argument("--port", type=_port, default=0, help=f"default: the last one, {DEFAULT_PORT}, or a free one")
    up.add_argument("--bind", default="", help="a second address to listen at, for containers, such as 172.17.0.1")
    up.add_argument("--template", default="template.yaml", help=argparse.SUPPRESS)
    up.add_argument("--seed-module", default="tools.stack.demo", help=argparse.SUPPRESS)
    up.add_argument("--report-fd", type=int, help=argparse.SUPPRESS)
    up.set_defaults(command=_up)
    stop = commands.add_parser("stop", parents=[everywhere], help="stop the stack")
    stop.set_defaults(command=_stop)
    logs = commands.add_parser("logs", parents=[everywhere], help="show the log of a function")
    logs.add_argument(
        "folder", nargs="?", help="the function's folder below functions/; all that were called if left out"
    )
    logs.add_argument("--follow", action="store_true", help="go on until interrupted")
    logs.set_defaults(command=_logs)
    status = commands.add_parser("status", parents=[everywhere], help="say what runs and where")
    status.set_defaults(command=_status)
    for name, help_ in (("call", "have somebody call a number"), ("text", "have somebody write to a number")):
        ring = commands.add_parser(name, parents=[everywhere], help=help_)
        ring.add_argument("--to", required=True, help="the number, in E.164")
        ring.add_argument("--from", dest="caller", default="", help="who calls or writes")
        ring.add_argument("--text", default="Hello", help="what is written")
        ring.set_defaults(command=_ring, kind=name)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"PORT is a number from 1 to {_LAST_PORT}, not {text}")
    return int(text)


def _up(options: argparse.Namespace, console: Console) -> int:
    settings = Settings(
        root=options.root.resolve(),
        template_name=options.template,
        port=options.port,
        also_bind=options.bind,
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


def _status(options: argparse.Namespace, console: Console) -> int:
    settings = Settings(root=options.root.resolve())
    try:
        description = load_stack(settings.stack_file)
    except StackNotRunningError as error:
        console.error(str(error))
        return 1
    show_status(console, settings, description)
    return 0


def _ring(options: argparse.Namespace, console: Console) -> int:
    try:
        description = load_stack(Settings(root=options.root.resolve()).stack_file)
        order = {"number": options.to} | ({"from": options.caller} if options.caller else {})
        return ring(console, description, order | ({"text": options.text} if options.kind == "text" else {}))
    except (StackError, StackNotRunningError) as error:
        console.error(str(error))
        return 1


def _logs(options: argparse.Namespace, console: Console) -> int:
    stack_file = Settings(root=options.root.resolve()).stack_file
    try:
        show_logs(console, stack_file, options.folder, follow=options.follow)
    except (StackError, StackNotRunningError) as error:
        console.error(str(error))
        return 1
    return 0
