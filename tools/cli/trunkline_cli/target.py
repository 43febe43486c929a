"""Which stack the commands work on: the local one, or a deployed one by its name."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import typer

from trunkline_cli.exits import CliError, ExitCode

LOCAL_STACK_NAME = "trunkline"
# The emulator takes any credentials; these are its root identity.
_LOCAL_CREDENTIALS = "test"
_PARAMETERS = {
    "RELEASE_QUARANTINE_DAYS": "ReleaseQuarantineDays",
    "POOL_IDLE_DAYS": "PoolIdleDays",
    "AUDIT_INTERVAL_HOURS": "AuditIntervalHours",
    "WEBHOOK_BASE_URL": "WebhookBaseUrl",
    "RECEIVER_PORTS": "ReceiverPorts",
    "RECEIVERS_ON_LOOPBACK": "ReceiversOnLoopback",
    "CARRIER_BASE_URL_TWILIO": "TwilioBaseUrl",
    "CARRIER_BASE_URL_PLIVO": "PlivoBaseUrl",
    "CARRIER_BASE_URL_TELNYX": "TelnyxBaseUrl",
}
_OUTPUTS = {"TABLE_NAME": "TableName", "STATE_MACHINE_ARN": "StateMachineArn", "SECRETS_KEY_ID": "SecretsKeyArn"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the options before the command say."""

    stack: str | None = None
    region: str | None = None
    profile: str | None = None


@dataclass(frozen=True)
class Target:
    """A running stack, and what CloudFormation says of it."""

    name: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
    is_local: bool = field(default=False)
    local_api_url: str | None = field(default=None)

    @property
    def api_url(self) -> str:
        """The base URL of every dialect. The emulator has a port of its own, which the template cannot know."""
        return (self.local_api_url or self.outputs["ApiUrl"]).rstrip("/")

    @property
    def webhook_base_url(self) -> str:
        """Where carriers reach the service."""
        return self.parameters.get("WebhookBaseUrl") or self.api_url

    @cached_property
    def resources(self) -> Mapping[str, str]:
        """Physical ids by logical ids."""
        pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        return {
            found["LogicalResourceId"]: found["PhysicalResourceId"]
            for page in pages
            for found in page["StackResourceSummaries"]
            if "PhysicalResourceId" in found
        }


def client(service: str) -> Any:
    """Return an AWS client, as the layer makes them."""
    from trunkline.aws import clients

    return clients.client(service)


def reach(context: typer.Context) -> Target:
    """Find the stack that the command is for; from here on the layer's own wiring leads to it.

    Raises:
        CliError: None is named and none runs here, or the one that is named is none of ours.
    """
    choice = context.find_root().obj or Choice()
    # Results are on standard output; what functions log has no place there.
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")
    if not choice.stack and (choice.region or choice.profile):
        raise CliError(ExitCode.USAGE, "--region and --profile are for a deployed stack: name it with --stack")
    target = _deployed(choice) if choice.stack else _local()
    for variable, value in _environment(target).items():
        os.environ[variable] = value
    return target


def _environment(target: Target) -> dict[str, str]:
    missing = [name for name in _OUTPUTS.values() if name not in target.outputs]
    if missing:
        raise CliError(
            ExitCode.NOT_FOUND,
            f"The stack {target.name} has no output {missing[0]}; check that it is Trunkline's, and up to date",
        )
    found = {variable: target.outputs[name] for variable, name in _OUTPUTS.items()}
    return found | {
        variable: target.parameters[name] for variable, name in _PARAMETERS.items() if target.parameters.get(name)
    }


def _deployed(choice: Choice) -> Target:
    for variable, value in (("AWS_PROFILE", choice.profile), ("AWS_DEFAULT_REGION", choice.region)):
        if value:
            os.environ[variable] = value
    if choice.region:
        os.environ["AWS_REGION"] = choice.region
    return _described(choice.stack or "")


def _local() -> Target:
    description = _local_description()
    if description is None:
        raise CliError(
            ExitCode.USAGE,
            "No local stack runs here: start it with `make dev`, or name a deployed one with --stack NAME",
        )
    for variable in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[variable]
    os.environ |= {
        "AWS_ENDPOINT_URL": description["aws"]["endpoint_url"],
        "AWS_DEFAULT_REGION": description["aws"]["region"],
        "AWS_ACCESS_KEY_ID": _LOCAL_CREDENTIALS,
        "AWS_SECRET_ACCESS_KEY": _LOCAL_CREDENTIALS,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    found = _described(LOCAL_STACK_NAME)
    return Target(found.name, found.outputs, found.parameters, is_local=True, local_api_url=description["api_url"])


def _local_description() -> Any:
    """Return what the running local stack says of itself, here or in a folder above."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        file = folder / ".local" / "stack.json"
        try:
            return json.loads(file.read_text())
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            raise CliError(ExitCode.FAILED, f"{file} cannot be read: start the local stack again") from None
    return None


def _described(name: str) -> Target:
    from botocore.exceptions import ClientError

    try:
        stack = client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            raise CliError(
                ExitCode.NOT_FOUND, f"There is no stack {name} in this account and region; check both"
            ) from None
        raise
    return Target(
        name,
        {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])},
        {parameter["ParameterKey"]: parameter.get("ParameterValue", "") for parameter in stack.get("Parameters", [])},
    )
