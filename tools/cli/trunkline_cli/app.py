"""The command: its groups, what comes before them, and how errors end it."""

import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from trunkline_cli import (
    api_keys,
    archives,
    carriers,
    custom_fields,
    dead_letters,
    doctor,
    parked,
    provider_phones,
    references,
    tenants,
    tokens,
    users,
    workspaces,
)
from trunkline_cli.exits import explained
from trunkline_cli.target import Choice


class Commands(TyperGroup):
    """The groups; an error of any command ends in one line and its exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__module__.split(".")[0] in ("typer", "click"):
                raise  # a wrong option, --help, an exit: Typer knows what to do
            code, line = explained(error)
            typer.echo(f"Error: {line}", err=True)
            raise typer.Exit(code) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Operate Trunkline: tenants and their credentials, provider phones, archives, and what needs attention.",
    epilog="Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 refused or conflict, 5 AWS out of reach,"
    " 6 carrier out of reach.",
)
for _name, _commands in (
    ("tenants", tenants.app),
    ("workspaces", workspaces.app),
    ("users", users.app),
    ("tokens", tokens.app),
    ("api-keys", api_keys.app),
    ("custom-fields", custom_fields.app),
    ("carriers", carriers.app),
    ("provider-phones", provider_phones.app),
    ("references", references.app),
    ("archives", archives.app),
    ("parked", parked.app),
    ("dead-letters", dead_letters.app),
):
    app.add_typer(_commands, name=_name, no_args_is_help=True)
app.command("doctor")(doctor.doctor)


def _show_version(*, value: bool) -> None:
    if value:
        try:
            typer.echo(version("trunkline"))
        except PackageNotFoundError:
            typer.echo("not installed")
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
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _show_version(value=value), is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Which stack is meant is said before the command."""
    context.obj = Choice(stack=stack, region=region, profile=profile)


def main() -> None:
    """The console script."""
    try:
        app(prog_name="trunkline")
    except KeyboardInterrupt:
        sys.exit(130)
