"""The archive on the local stack: `make dev DETACH=1`, then `pytest tests/e2e/archive`.

Retries of the state machine wait for minutes; `SFN_WAIT_SCALE=0.02 make dev DETACH=1` shortens them.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from trunkline.table.client import Table

from tests.support.gateway import Gateway
from tests.support.http_gateway import HttpGateway
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.stack.client import load_stack


@dataclass(frozen=True)
class Stack:
    """What runs, and clients of it."""

    described: Mapping[str, Any]
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self.clients:
            aws = self.described["aws"]
            self.clients[service] = botocore.session.get_session().create_client(
                service,
                endpoint_url=aws["endpoint_url"],
                region_name=aws["region"],
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(read_timeout=330, retries={"total_max_attempts": 1}, max_pool_connections=50),
            )
        return self.clients[service]

    def tenant(self, name: str) -> Tenant:
        return Tenant.from_stack(self.described["tenants"][name])

    def invoke(self, folder: str, event: Mapping[str, Any]) -> Any:
        """A function called directly, its answer or its error."""
        answer = self.client("lambda").invoke(
            FunctionName=self.described["aws"]["functions"][folder], Payload=json.dumps(event).encode()
        )
        payload = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, payload
        return payload

    def publish(self, event: Mapping[str, Any]) -> None:
        """An event onto the service's bus."""
        answer = self.client("events").put_events(
            Entries=[
                {
                    "EventBusName": self.described["aws"]["event_bus_name"],
                    "Source": event["source"],
                    "DetailType": event["detail-type"],
                    "Detail": json.dumps(event["detail"]),
                }
            ]
        )
        assert answer["FailedEntryCount"] == 0

    def executions_of(self, number: str) -> list[str]:
        """The status of each execution of a number's archive."""
        arn = self.described["aws"]["state_machine_arn"].replace(":stateMachine:", ":execution:")
        client = self.client("stepfunctions")
        found: list[str] = []
        while True:
            try:
                found.append(client.describe_execution(executionArn=f"{arn}:{number}-{len(found) + 1}")["status"])
            except client.exceptions.ExecutionDoesNotExist:
                return found


@pytest.fixture(scope="session")
def stack() -> Stack:
    return Stack(load_stack())


@pytest.fixture(scope="session")
def gateway(stack: Stack) -> Gateway:
    return HttpGateway(stack.described["api_url"])


@pytest.fixture
def acme(stack: Stack) -> Tenant:
    return stack.tenant("acme")


@pytest.fixture
def api(gateway: Gateway, acme: Tenant) -> WorkspaceApi:
    return WorkspaceApi(gateway, acme.workspace, acme.tokens["admin"])


@pytest.fixture(scope="session")
def store(stack: Stack) -> Table:
    return Table(stack.client("dynamodb"), stack.described["aws"]["table_name"])


def eventually(holds: Callable[[], bool], *, within_seconds: float = 60) -> bool:
    """Whether it holds before the time is up."""
    until = time.monotonic() + within_seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.2)
    return False


def at_once(*actions: Callable[[], Any]) -> Sequence[Any]:
    """The results of actions that start together, each in a thread."""
    barrier = threading.Barrier(len(actions))
    results: list[Any] = [None] * len(actions)

    def run(index: int) -> None:
        barrier.wait()
        results[index] = actions[index]()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
