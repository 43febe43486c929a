"""The command: its groups, what comes before them, and how errors end it."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from trunkline_cli import (
    accounts,
    api_keys,
    archives,
    backfill,
    carriers,
    custom_fields,
    dead_letters,
    doctor,
    numbers,
    parked,
    provider_phones,
    references,
    status,
    tenants,
    tokens,
    users,
    webhooks,
    workspaces,
)
from trunkline_cli.examples import EXAMPLES
from trunkline_cli.exits import ExitCode, explained
from trunkline_cli.target import Choice


class Commands(TyperGroup):
    """The groups. Whatever ends a command early is one line on standard error and an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - Typer's signature
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,
    ) -> Any:
        """Run the program; ``--json`` may stand anywhere, and ``help`` before a command is ``--help`` after it."""
        arguments = _with_json_last(_with_help_last(sys.argv[1:] if args is None else args))
        try:
            code = super().main(arguments, prog_name, complete_var, False, windows_expand_args, **extra)  # noqa: FBT003
            if not standalone_mode:
                return code
            sys.stdout.flush()
        except TyperException as error:
            if not standalone_mode:
                raise
            sys.exit(_say_usage(error))
        except typer.Abort:
            typer.echo("Stopped: nothing was done.", err=True)
            sys.exit(ExitCode.FAILED)
        except BrokenPipeError:
            _forget_reader()
            sys.exit(ExitCode.DONE)
        sys.exit(code or ExitCode.DONE)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _forget_reader()
            raise typer.Exit(ExitCode.DONE) from None
        except Exception as error:
            if type(error).__module__.split(".")[0] in ("typer", "click"):
                raise  # a wrong option, --help, an exit: Typer knows what to do
            code, line = explained(error)
            typer.echo(f"Error: {line}", err=True)
            raise typer.Exit(code) from None


def _forget_reader() -> None:
    """Send what is still to be printed nowhere: who read it has seen enough. Python flushes once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_help_last(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments, where ``help numbers list`` is ``numbers list --help``."""
    return [*arguments[1:], "--help"] if arguments and arguments[0] == "help" else arguments


def _with_json_last(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``--json`` where the command itself takes it: before or after it means the same."""
    options, separator, rest = list(arguments), [], []
    if "--" in options:
        position = options.index("--")
        options, separator, rest = options[:position], ["--"], options[position + 1 :]
    wanted = [each for each in options if each == "--json"]
    return [*(each for each in options if each != "--json"), *wanted[:1], *separator, *rest]


def _say_usage(error: TyperException) -> int:
    """Say in one line what is wrong with the options or arguments, and where help is."""
    message = " ".join(error.format_message().split())
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "trunkline"
    if message:  # none when nothing was asked for: then the help itself is printed
        typer.echo(f"Error: {message.rstrip('.')}; `{path} --help` shows what it takes", err=True)
    return error.exit_code


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain text: it is searched, copied and shown in narrow windows, where boxes and columns get in the way.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Operate Trunkline: numbers, tenants and their credentials, carriers, archives, and what needs attention.",
    epilog="Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 refused or conflict, 5 AWS out of reach,"
    " 6 carrier out of reach.",
)
for _name, _commands in (
    ("numbers", numbers.app),
    ("tenants", tenants.app),
    ("workspaces", workspaces.app),
    ("users", users.app),
    ("tokens", tokens.app),
    ("api-keys", api_keys.app),
    ("custom-fields", custom_fields.app),
    ("carriers", carriers.app),
    ("accounts", accounts.app),
    ("provider-phones", provider_phones.app),
    ("webhooks", webhooks.app),
    ("references", references.app),
    ("archives", archives.app),
    ("parked", parked.app),
    ("dead-letters", dead_letters.app),
):
    app.add_typer(_commands, name=_name, no_args_is_help=True)
app.command("backfill")(backfill.backfill)
app.command("doctor")(doctor.doctor)
app.command("status")(status.status)


def _show_examples(group: typer.Typer, *words: str) -> None:
    """Have the help of each of a group's commands end with its example."""
    for inner in group.registered_groups:
        if inner.typer_instance:
            _show_examples(inner.typer_instance, str(inner.name))
    for command in group.registered_commands:
        last = command.name or str(getattr(command.callback, "__name__", "")).replace("_", "-")
        name = " ".join((*words, last))
        command.epilog = f"Example: trunkline {name} {EXAMPLES[name]}".rstrip()


_show_examples(app)


def _show_version(*, value: bool) -> None:
    if value:
        try:
            typer.echo(f"trunkline {version('trunkline')}")
        except PackageNotFoundError:
            typer.echo("trunkline, not installed")
        raise typer.Exit


@app.callback()
def before(
    context: typer.Context,
    *,
    stack: Annotated[
        str | None,
        typer.Option("--stack", envvar="TRUNKLINE_STACK", help="A deployed CloudFormation stack; else the local one."),
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help="The stack's AWS region.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="A profile of your AWS configuration.")] = None,
    _as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, for programs; may stand after the command, too.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _show_version(value=value), is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Note which stack is meant: that is said before the command."""
    context.obj = Choice(stack=stack, region=region, profile=profile)


def main() -> None:
    """Run the console script."""
    try:
        app(prog_name="trunkline")
    except KeyboardInterrupt:
        sys.exit(130)
