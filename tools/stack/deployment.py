"""The deployment of a package through CloudFormation, and what came out of it."""

import time
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from tools import parameters as template_parameters
from tools.stack.aws import client
from tools.stack.errors import StackError
from tools.stack.package import BUCKET, HTTP_API, Package
from tools.stack.settings import API_PATH
from tools.stack.template import resources_of_type

_DEPLOYMENT_SECONDS = 120.0
_POLL_SECONDS = 0.1
# A first creation that failed leaves a stack that can only be deleted, as on AWS.
_DEAD_STATES = frozenset({"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"})


@dataclass(frozen=True)
class Deployment:
    """What the deployed stack is made of."""

    outputs: dict[str, str]
    physical_ids: dict[str, str]
    api_url: str | None


class Deployer:
    """Deploys to one emulator."""

    def __init__(self, endpoint_url: str, stack_name: str) -> None:
        """Deploy the stack of that name to the emulator at that URL."""
        self._endpoint_url = endpoint_url
        self._stack_name = stack_name
        self._cloudformation = client("cloudformation", endpoint_url)

    def deploy(self, package: Package, parameters: dict[str, str]) -> Deployment:
        """Create the stack, or bring it up to date; nothing happens when nothing changed.

        Raises:
            StackError: the template was refused or a resource could not be made.
        """
        s3 = client("s3", self._endpoint_url)
        template_parameters.note(package.template, parameters)
        old_keys = _bucket_keys(s3)
        template_url = self._upload(s3, package, old_keys)
        self._delete_when_dead()
        request = {
            "StackName": self._stack_name,
            "TemplateURL": template_url,
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        }
        try:
            if self._describe() is None:
                self._cloudformation.create_stack(**request)
            else:
                self._cloudformation.update_stack(**request)
        except ClientError as error:
            message = error.response["Error"].get("Message", str(error))
            if "No updates are to be performed" not in message:
                raise StackError(f"The template was refused: {message}") from None
        stack = self._wait()
        for key in old_keys - package.objects.keys():
            # Not before: a failed update rolls back to the old objects.
            s3.delete_object(Bucket=BUCKET, Key=key)
        return self._result(stack, package)

    def _upload(self, s3: Any, package: Package, old_keys: set[str]) -> str:
        template_key = package.add(package.body, ".template")
        for key in package.objects.keys() - old_keys:
            s3.put_object(Bucket=BUCKET, Key=key, Body=package.objects[key])
        return f"{self._endpoint_url}/{BUCKET}/{template_key}"

    def _describe(self) -> dict[str, Any] | None:
        try:
            stacks: list[dict[str, Any]] = self._cloudformation.describe_stacks(StackName=self._stack_name)["Stacks"]
        except ClientError:
            return None
        return stacks[0]

    def _delete_when_dead(self) -> None:
        stack = self._describe()
        if stack is None or stack["StackStatus"] not in _DEAD_STATES:
            return
        self._cloudformation.delete_stack(StackName=self._stack_name)
        self._poll(lambda found: found is None)

    def _wait(self) -> dict[str, Any]:
        stack: dict[str, Any] = self._poll(lambda found: not found["StackStatus"].endswith("_IN_PROGRESS"))
        if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise StackError(f"The deployment failed: {self._failure(stack)}")
        return stack

    def _poll(self, done: Any) -> Any:
        deadline = time.monotonic() + _DEPLOYMENT_SECONDS
        while not done(stack := self._describe()):
            if time.monotonic() > deadline:
                raise StackError(f"The deployment took longer than {_DEPLOYMENT_SECONDS:.0f} s")
            time.sleep(_POLL_SECONDS)
        return stack

    def _failure(self, stack: dict[str, Any]) -> str:
        events = self._cloudformation.describe_stack_events(StackName=self._stack_name)
        for event in reversed(events["StackEvents"]):
            reason = event.get("ResourceStatusReason", "")
            if event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason:
                return f"{event['LogicalResourceId']}: {reason}"
        return str(stack.get("StackStatusReason", stack["StackStatus"]))

    def _result(self, stack: dict[str, Any], package: Package) -> Deployment:
        outputs = {item["OutputKey"]: item["OutputValue"] for item in stack.get("Outputs", [])}
        resources = self._cloudformation.describe_stack_resources(StackName=self._stack_name)
        physical_ids = {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources["StackResources"]
        }
        api = next(iter(resources_of_type(package.template, HTTP_API)), None)
        return Deployment(outputs, physical_ids, self._api_url(physical_ids[api]) if api else None)

    def _api_url(self, api_id: str) -> str:
        stages = client("apigatewayv2", self._endpoint_url).get_stages(ApiId=api_id)["Items"]
        stage = stages[0]["StageName"] if stages else "$default"
        suffix = "" if stage == "$default" else f"/{stage}"
        return f"{self._endpoint_url}{API_PATH}{suffix}"


def _bucket_keys(s3: Any) -> set[str]:
    try:
        listing = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        return {entry["Key"] for page in listing for entry in page.get("Contents", [])}
    except s3.exceptions.NoSuchBucket:
        s3.create_bucket(Bucket=BUCKET)
        return set()
