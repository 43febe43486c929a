"""The stack that is soaked, and who acts on it."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from trunkline.table.client import Table

from tests.e2e.archive.conftest import Stack
from tests.support.archive_lines import CARRIERS
from tests.support.http_gateway import HttpGateway
from tests.support.own_stack import OwnStack
from tests.support.workspaces import Tenant

TENANTS = ("acme", "globex")
# What a worker held when it was killed comes again after so long, not after minutes.
_VISIBLE_AGAIN_SECONDS = "15"
_FREEZE_SECONDS = 0.05
_MOST_STARTS = 3
# Of a start that failed.
_WORDS = 600


@dataclass
class World:
    """A stack of the soak's own, and a client of each part of it. Ports are the same after a start."""

    own: OwnStack
    stack: Stack = field(init=False)
    gateway: HttpGateway = field(init=False)
    # Cleared while nobody may ask for anything.
    open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.own.up()
        self.stack = Stack(self.own.described)
        self.gateway = HttpGateway(self.own.described["api_url"])
        self.bus_queue = self._hear_the_bus()
        self._be_quick()
        self.open.set()

    @property
    def store(self) -> Table:
        """The table itself."""
        return Table(self.stack.client("dynamodb"), self.stack.described["aws"]["table_name"])

    def tenant(self, name: str) -> Tenant:
        """A demo tenant and its credentials."""
        return self.stack.tenant(name)

    def sandbox(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the carriers' sandbox for something."""
        url = self.stack.described["carriers"]["control_url"] + path
        answer = requests.request(method, url, json=body, timeout=60)
        return answer.json() if answer.content and answer.ok else None

    def owned_at_carriers(self, tenant: str) -> list[tuple[str, int]]:
        """The carrier and the position of each number of a tenant's accounts."""
        accounts = self.stack.described["tenants"][tenant]["carriers"]
        return [
            (carrier, index) for index in range(8) for carrier in CARRIERS if index < len(accounts[carrier]["numbers"])
        ]

    def clean_up(self) -> None:
        """One run of the cleanup; it may be killed."""
        name = self.stack.described["aws"]["functions"]["scheduled_cleanup"]
        with suppress(Exception):  # it may be killed, or its machine
            self.stack.client("lambda").invoke(FunctionName=name, Payload=b"{}")

    def workers(self) -> list[int]:
        """The processes that run functions now."""
        supervisor = _children(self.own.supervisor())
        return [
            worker
            for child in supervisor
            if "tools.stack.emulator" in _command(child)
            for worker in _children(child)
            if "worker.py" in _command(worker)
        ]

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Within, nothing goes on: every worker stands still, those too that start meanwhile. Then all are dead."""
        self.open.clear()
        over, held = threading.Event(), set[int]()

        def hold() -> None:
            for worker in set(self.workers()) - held:
                _signal(worker, signal.SIGSTOP)
                held.add(worker)

        def hold_on() -> None:
            while not over.wait(_FREEZE_SECONDS):
                hold()

        hold()
        guard = threading.Thread(target=hold_on)
        guard.start()
        try:
            yield
        finally:
            over.set()
            guard.join()
            for worker in held:
                _signal(worker, signal.SIGKILL)
            self.open.set()

    def restart(self) -> None:
        """A power failure with work under way, and a start on what was saved."""
        with self.frozen():
            self.own.wait_for_snapshot()
            self.own.kill()
        self.open.clear()
        self._start()
        was, self.stack = self.stack.described["api_url"], Stack(self.own.described)
        assert self.stack.described["api_url"] == was, "another program has taken the stack's port"
        self.open.set()

    def _start(self) -> None:
        """Start, and again where the machine was too busy for it; the last failure is one."""
        for _ in range(_MOST_STARTS - 1):
            try:
                self.own.up()
            except AssertionError as error:
                sys.stderr.write(f"the stack does not start, once more: {str(error)[-_WORDS:]}\n")
            else:
                return
        self.own.up()

    def kill(self, worker: int) -> None:
        """End a worker in the middle of whatever it does."""
        _signal(worker, signal.SIGKILL)

    def _hear_the_bus(self) -> str:
        sqs, events = self.stack.client("sqs"), self.stack.client("events")
        bus = self.stack.described["aws"]["event_bus_name"]
        url: str = sqs.create_queue(QueueName="soak")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.put_rule(Name="soak", EventBusName=bus, EventPattern='{"source": ["trunkline"]}')
        events.put_targets(Rule="soak", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
        return url

    def _be_quick(self) -> None:
        """Give idle numbers up after a day; have what was interrupted come again in seconds."""
        lambdas, name = self.stack.client("lambda"), self.stack.described["aws"]["functions"]["scheduled_cleanup"]
        now = lambdas.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        lambdas.update_function_configuration(
            FunctionName=name, Environment={"Variables": now | {"POOL_IDLE_DAYS": "1"}}
        )
        version = lambdas.publish_version(FunctionName=name)["Version"]
        lambdas.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
        sqs = self.stack.client("sqs")
        for url in self.queues():
            if "DeadLetters" not in url:
                sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": _VISIBLE_AGAIN_SECONDS})

    def queues(self) -> list[str]:
        """The queues of the service."""
        return [url for url in self.stack.client("sqs").list_queues()["QueueUrls"] if url != self.bus_queue]


def _signal(process: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, number)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*"):
        with suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found


def _command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""
