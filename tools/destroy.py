"""Delete a deployed stack after asking; what a stack of production keeps stays, and how to remove it is said.

python -m tools.destroy samconfig.toml dev
"""

import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError, NoCredentialsError

# Logical ids of what CloudFormation keeps when the stack goes.
_KEPT = ("Table", "RecordingsBucket", "SecretsKey")
_KEY_DAYS = 7
_DELETED_AT_ONCE = 1000

Client = Callable[[str], Any]


class DestroyError(Exception):
    """What prevents it, in words for whoever asked."""


@dataclass(frozen=True)
class Deployed:
    """A stack that is there."""

    name: str
    stage: str
    kept: dict[str, str]

    @property
    def keeps_its_data(self) -> bool:
        """Whether the data outlive the stack; whatever is not known to be for development does."""
        return self.stage != "dev"


def deployed(client: Client, name: str) -> Deployed:
    """Tell what is deployed under a name.

    Raises:
        DestroyError: There is no such stack.
    """
    cloudformation = client("cloudformation")
    try:
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in error.response["Error"].get("Message", ""):
            message = f"There is no stack {name} in this account and region; check the credentials and samconfig.toml"
            raise DestroyError(message) from None
        raise
    parameters = {entry["ParameterKey"]: entry["ParameterValue"] for entry in stack.get("Parameters", [])}
    resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    kept = {
        entry["LogicalResourceId"]: entry["PhysicalResourceId"]
        for entry in resources
        if entry["LogicalResourceId"] in _KEPT
    }
    return Deployed(name, parameters.get("Stage", ""), kept)


def destroy(client: Client, stack: Deployed) -> None:
    """Delete the stack and wait for its end; then its data, unless it is production's.

    Run again after it was interrupted between the two, it finds no stack and says so; the data are then removed
    by the commands that ``how_to_remove`` names.
    """
    cloudformation = client("cloudformation")
    cloudformation.delete_stack(StackName=stack.name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack.name)
    if not stack.keeps_its_data:
        _remove_data(client, stack.kept)


def _remove_data(client: Client, kept: dict[str, str]) -> None:
    if bucket := kept.get("RecordingsBucket"):
        _remove_bucket(client("s3"), bucket)
    if table := kept.get("Table"):
        dynamodb = client("dynamodb")
        _unless_gone(lambda: dynamodb.delete_table(TableName=table))
    if key := kept.get("SecretsKey"):
        kms = client("kms")
        _unless_gone(lambda: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=_KEY_DAYS))


def _remove_bucket(s3: Any, bucket: str) -> None:
    def remove() -> None:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            if names := [{"Key": entry["Key"]} for entry in page.get("Contents", [])]:
                s3.delete_objects(Bucket=bucket, Delete={"Objects": names[:_DELETED_AT_ONCE], "Quiet": True})
        s3.delete_bucket(Bucket=bucket)

    _unless_gone(remove)


def _unless_gone(remove: Callable[[], Any]) -> None:
    gone = {"ResourceNotFoundException", "NoSuchBucket", "NotFoundException", "KMSInvalidStateException"}
    try:
        remove()
    except ClientError as error:
        if error.response["Error"]["Code"] not in gone:
            raise


def how_to_remove(kept: dict[str, str]) -> list[str]:
    """Return the commands that remove the data of a stack that has gone, the least dear first."""
    commands = {
        "RecordingsBucket": "aws s3 rb --force s3://{}",
        "Table": (
            "aws dynamodb update-table --table-name {0} --no-deletion-protection-enabled && "
            "aws dynamodb delete-table --table-name {0}"
        ),
        "SecretsKey": "aws kms schedule-key-deletion --key-id {}   # after taking the Deny out of its policy",
    }
    return [commands[name].format(kept[name]) for name in commands if name in kept]


def _announce(stack: Deployed, say: Callable[[str], None]) -> None:
    say(f"This deletes the stack {stack.name}: its API, functions, queues with what waits in them, logs and alarms.")
    if stack.keeps_its_data:
        say("It is not a stack for development: table, recordings and key stay. These commands remove them for good:")
        for command in how_to_remove(stack.kept):
            say(f"  {command}")
    else:
        say("Table and recordings are deleted with it, and the key seven days later: nothing can be restored.")


def _settings(config: Path, environment: str) -> tuple[str, str]:
    found = tomllib.loads(config.read_text()).get(environment, {}).get("global", {}).get("parameters", {})
    try:
        return found["stack_name"], found["region"]
    except KeyError:
        message = f"{config} has no stack_name and region for {environment}: name an environment that it has"
        raise DestroyError(message) from None


def main() -> int:
    """Ask, then delete the stack of an environment of samconfig.toml."""

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")

    try:
        name, region = _settings(Path(sys.argv[1]), sys.argv[2])
        session = boto3.session.Session(region_name=region)
        stack = deployed(session.client, name)
        _announce(stack, say)
        if input(f"Type {stack.name} to go on: ").strip() != stack.name:
            say("Nothing was deleted.")
            return 1
        destroy(session.client, stack)
    except (DestroyError, ClientError, NoCredentialsError, OSError, EOFError) as error:
        sys.stderr.write(f"{error or 'Nothing was deleted: nobody answered.'}\n")
        return 1
    say(f"{stack.name} is deleted.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
