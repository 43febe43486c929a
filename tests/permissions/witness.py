"""Which function asks AWS for what, while its handler runs."""

import functools
import importlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

import pytest
from botocore.client import BaseClient

from tests.permissions.grants import WRITES, Grant
from tests.support.template import functions

_running: ContextVar[str | None] = ContextVar("running", default=None)
# A transaction needs the permissions of its parts.
_PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
_NAMED_BY = ("QueueUrl", "Bucket", "KeyId", "stateMachineArn", "executionArn")


class Witness:
    """Sees the parameters of every request, and of every link that is signed, and by which function."""

    def __init__(self, patch: pytest.MonkeyPatch, named: Mapping[str, str]) -> None:
        """``named`` has the template's name of each resource that requests name otherwise."""
        self.used: dict[str, set[Grant]] = defaultdict(set)
        # Of each function, the actions that changed items and the partitions of those items.
        self.written: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.contexts: set[frozenset[str]] = set()
        self.sources: set[str] = set()
        self._named = named
        for folder in functions():
            module = importlib.import_module(f"functions.{folder}.handler")
            patch.setattr(module, "lambda_handler", _running_as(folder, module.lambda_handler))
        self._see(patch)

    def _see(self, patch: pytest.MonkeyPatch) -> None:
        # A private name: it is the one place that requests and the signing of links both pass.
        emit = BaseClient._emit_api_params  # type: ignore[attr-defined]

        def seen(client: Any, api_params: Any, operation_model: Any, context: Any) -> Any:
            if folder := _running.get():
                service = client.meta.service_model.signing_name
                self._note(folder, service, operation_model.name, api_params)
            return emit(client, api_params, operation_model, context)

        patch.setattr(BaseClient, "_emit_api_params", seen)

    def _note(self, folder: str, service: str, operation: str, request: Mapping[str, Any]) -> None:
        if service == "dynamodb":
            for action, index, partition in _of_table(operation, request):
                self.used[folder].add(Grant(f"dynamodb:{action}", f"Table/index/{index}" if index else "Table"))
                if f"dynamodb:{action}" in WRITES:
                    self.written[folder].add((f"dynamodb:{action}", partition))
        elif operation == "PutEvents":
            names = [entry["EventBusName"] for entry in request["Entries"]]
            self.used[folder] |= {Grant("events:PutEvents", self._named[name]) for name in names}
            self.sources |= {entry["Source"] for entry in request["Entries"]}
        else:
            name = next(request[member] for member in _NAMED_BY if member in request)
            if service == "kms":
                self.contexts.add(frozenset(request["EncryptionContext"]))
            if operation == "DescribeExecution":
                name = name.rpartition(":")[0]
            # What one message at a time may, several may.
            action = operation.removesuffix("Batch")
            self.used[folder].add(Grant(f"{service}:{action}", self._named[name]))


def _running_as(folder: str, handler: Any) -> Any:
    @functools.wraps(handler)
    def run(event: Any, context: Any) -> Any:
        token = _running.set(folder)
        try:
            return handler(event, context)
        finally:
            _running.reset(token)

    return run


def _of_table(operation: str, request: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """Action, index and partition of each part of a request."""
    match operation:
        case "TransactWriteItems":
            for item in request["TransactItems"]:
                for part, content in item.items():
                    yield _PARTS[part], None, _partition(content)
        case "BatchGetItem":
            for content in request["RequestItems"].values():
                for key in content["Keys"]:
                    yield operation, None, key["pk"]["S"]
        case "Query":
            yield operation, request.get("IndexName"), request["ExpressionAttributeValues"][":pk"]["S"]
        case _:
            yield operation, None, _partition(request)


def _partition(content: Mapping[str, Any]) -> str:
    key: str = (content.get("Key") or content["Item"])["pk"]["S"]
    return key
