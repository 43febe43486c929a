"""Real processes killed at every side effect of an archive: the table of docs/archive-failures.md, row by row.

A stack of its own, which ends with these tests. First workers are killed, one at each side effect and on either side
of it; then, with work held at all of these points at once, the whole machine.
"""

import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from typing import Any

import pytest
import requests
from botocore.exceptions import BotoCoreError
from trunkline.table.client import Table

from tests.e2e.archive.conftest import Stack, eventually
from tests.support.archive_lines import CARRIERS, SIDES, Line, Lines, point_at, times
from tests.support.archives import all_items, let_time_pass, unsettled, violations
from tests.support.http_gateway import HttpGateway
from tests.support.own_stack import OwnStack
from tests.support.sandbox_state import state_at
from tests.support.template import ROOT
from tests.support.wire import KillPoint, Proxy, Side

DOCUMENT = (ROOT / "docs" / "archive-failures.md").read_text()
ROWS = re.findall(r"^\| ([\w: -]+) \| (before|after) \| ([^|]+?) \| ([^|]+?) \|$", DOCUMENT, re.M)

ARCHIVE = (
    "request written",
    "execution started",
    "claimed",
    "webhooks detaching",
    "webhooks put back at the carrier",
    "our application removed at the carrier",
    "webhooks detached",
    "finished",
    "failure recorded",
)
BUS = "told on the bus"
GIVE_UP = (
    "taken from the due index",
    "withdrawn from the pool",
    "given up at the carrier",
    "registrations removed",
    "forgotten",
)
# Lines without a provider phone do for these.
UNLINKED = ("request written", "execution started")
# Each of some fifty workers has a cold start, on as few as two cores.
PATIENCE_SECONDS = 150
# Each kills one of them at least, until all have been.
MOST_RUNS = 9
ASYNC = {"Prefer": "respond-async"}
AN_HOUR, TWO_DAYS = timedelta(hours=1), timedelta(days=2)


@dataclass(frozen=True)
class Case:
    """A line, and where whoever works on it is killed."""

    step: str
    side: Side
    line: Line

    @property
    def row(self) -> tuple[str, Side]:
        return self.step, self.side


@dataclass
class Machine:
    """The stack, the proxies around it, and what became of the lines by row of the table."""

    own: OwnStack
    aws: Proxy
    carriers: Proxy
    killed_workers: dict[tuple[str, str], str] = field(default_factory=dict)
    killed_stack: dict[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def stack(self) -> Stack:
        return Stack(self.own.described)

    @cached_property
    def store(self) -> Table:
        return Table(self.stack.client("dynamodb"), self.own.described["aws"]["table_name"])

    @property
    def proxies(self) -> tuple[Proxy, Proxy]:
        return self.aws, self.carriers

    def lines_of(self, tenant: str) -> Lines:
        gateway = HttpGateway(self.own.described["api_url"])
        described = self.own.described["tenants"][tenant]
        return Lines(gateway, self.stack.tenant(tenant), described, self.store, self.carriers.target_url)

    def kill_at(self, cases: Sequence[Case], *, kills: bool) -> list[KillPoint]:
        points = [
            KillPoint(case.step, case.side, case.line.marks, kills, "phone_number.archived" if case.step == BUS else "")
            for case in cases
        ]
        for proxy in self.proxies:
            proxy.points = points
        return points

    def refuse(self, cases: Sequence[Case]) -> None:
        """Have the carriers refuse what is to fail."""
        for case in cases:
            if case.step == "failure recorded":
                fault = {"carrier": case.line.carrier, "path": re.escape(case.line.carrier_number), "status": 401}
                asked = requests.post(self.carriers.target_url + "/faults", json={**fault, "times": 1000}, timeout=5)
                assert asked.status_code == 201, asked.text

    def cleanup(self) -> None:
        """One run, an hour later; it may be killed."""
        let_time_pass(self.store, AN_HOUR)
        self.run_cleanup()

    def run_cleanup(self) -> None:
        name = self.own.described["aws"]["functions"]["scheduled_cleanup"]
        with suppress(BotoCoreError):
            self.stack.client("lambda").invoke(FunctionName=name, Payload=b"{}")

    def wait_for_executions(self, cases: Sequence[Case]) -> None:
        for case in cases:
            number = case.line.uuid
            assert eventually(partial(self.has_ended, number)), case.row

    def has_ended(self, number: str) -> bool:
        return "RUNNING" not in self.stack.executions_of(number)

    def settle(self, cases: Sequence[Case]) -> dict[tuple[str, str], str]:
        """What became of the lines, and whether the cleanup was needed for it."""
        self.wait_for_executions(cases)
        at_first = {case.row: case.line.status() for case in cases}
        for _ in range(5):
            in_the_end = {case.row: case.line.status() for case in cases}
            if "archiving" not in in_the_end.values():
                break
            self.cleanup()
            self.wait_for_executions(cases)
        self.check()
        return {
            row: f"{status} by the cleanup" if at_first[row] == "archiving" else status
            for row, status in in_the_end.items()
        }

    def check(self) -> None:
        """The invariants, over the table and the carriers' side of it."""
        store = self.store
        items = all_items(store)
        wanted = [item["e164"] for item in items if item["sk"] == "PROVIDER_PHONE" and "account_id" in item]
        state = state_at(self.carriers.target_url, self.own.described["api_url"], wanted)
        assert violations(store, state) == []

    def archive_all(self, cases: Sequence[Case]) -> None:
        """Asked again, each is archived; and however often it was begun, it was finished once."""
        requests.delete(self.carriers.target_url + "/faults", timeout=5)
        for case in cases:
            if case.line.status() != "archived":
                case.line.api.archive(case.line.id)
            assert eventually(partial(case.line.has, "archived")), case.row
            assert times(self.proxies, "finished", case.line) == 1, case.row
        assert unsettled(self.store) == []
        self.check()

    def gave_up(self, cases: Sequence[Case]) -> dict[tuple[str, str], str]:
        """The outcome of lines whose idle provider phones the cleanup is to give up."""
        for _ in range(6):
            if not {case.line.e164 for case in cases} & self.inventory():
                break
            self.cleanup()
        assert unsettled(self.store) == []
        self.check()
        assert not {case.line.e164 for case in cases} & self.inventory()
        wanted = [case.line.e164 for case in cases]
        state = state_at(self.carriers.target_url, self.own.described["api_url"], wanted)
        assert state.unknown == set(wanted)
        for case in cases:
            assert times(self.proxies, "given up at the carrier", case.line) == 1, case.row
        return dict.fromkeys((case.row for case in cases), "given up by the next run")

    def inventory(self) -> set[str]:
        """The numbers at carriers; a stack that starts again seeds its demonstration's, which have no account."""
        phones = [item for item in all_items(self.store) if item["sk"] == "PROVIDER_PHONE"]
        return {phone["e164"] for phone in phones if "account_id" in phone}


def cases_for(machine: Machine, tenant: str) -> list[Case]:
    """A line for each side of each step of an archive."""
    lines = machine.lines_of(tenant)
    linked = lines.lines(2 * (len(ARCHIVE) - len(UNLINKED)))
    cases = []
    # First what only some carriers have.
    for step in sorted(ARCHIVE, key=lambda step: not step.startswith("our application")):
        for side in SIDES:
            if step in UNLINKED:
                line = lines.unlinked()
            else:
                line = next(each for each in linked if "application" not in step or each.carrier != "twilio")
                linked.remove(line)
            cases.append(Case(step, side, line))
    return cases


def ask(case: Case, point: KillPoint) -> None:
    """Have a line archived, up to its kill point."""
    with suppress(requests.RequestException):
        case.line.api.archive(case.line.id, headers=ASYNC)
    point.met.wait(PATIENCE_SECONDS)


def ask_all(cases: Sequence[Case], points: Sequence[KillPoint]) -> None:
    """A few at a time: each starts workers, which stay where they are when the stack is to be killed."""
    asked = list(zip(cases, points, strict=True))
    # Here it is the POST itself that stays.
    in_threads(*[partial(ask, *each) for each in asked if each[0].step in UNLINKED])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: ask(*each), [each for each in asked if each[0].step not in UNLINKED]))


def clean_up_to(machine: Machine, case: Case, point: KillPoint) -> None:
    """Have the cleanup come to a kill point with one number; a run before it may have ended its quarantine.

    A run that is held stands still with all its threads: so each has one number that is due, and no other.
    """
    for _ in range(MOST_RUNS):
        if point.met.is_set():
            break
        let_time_pass(machine.store, TWO_DAYS, only=case.line.e164)
        [run] = in_threads(machine.run_cleanup)
        while run.is_alive() and not point.met.wait(0.1):
            pass


def in_threads(*actions: Callable[[], Any]) -> list[threading.Thread]:
    threads = [threading.Thread(target=action, daemon=True) for action in actions]
    for thread in threads:
        thread.start()
    return threads


def wait_until_met(points: Sequence[KillPoint]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    for point in points:
        point.met.wait(max(0.0, deadline - time.monotonic()))
    assert [(point.side, point.effect) for point in points if not point.met.is_set()] == []


class Heard:
    """The numbers of which the bus has told that they were archived."""

    def __init__(self, stack: Stack) -> None:
        self._sqs, events = stack.client("sqs"), stack.client("events")
        bus, name = stack.described["aws"]["event_bus_name"], f"heard-{uuid.uuid4().hex[:8]}"
        self._url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.put_rule(
            Name=name,
            EventBusName=bus,
            EventPattern=json.dumps({"source": ["trunkline"], "detail-type": ["phone_number.archived"]}),
        )
        events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
        self._numbers: set[str] = set()

    def has(self, line: Line) -> bool:
        while received := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages", []):
            for message in received:
                self._numbers.add(json.loads(message["Body"])["detail"]["phoneNumber"]["uuid"])
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return line.uuid in self._numbers


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    root = tmp_path_factory.mktemp("machine")
    own = OwnStack(root, STACK_MAX_WORKERS="64", SNAPSHOT_SECONDS="2", SFN_WAIT_SCALE="0.05")
    own.up()
    aws = Proxy(own.described["aws"]["endpoint_url"], is_ours=str(root))
    carriers = Proxy(own.described["carriers"]["control_url"], is_ours=str(root))
    machine = Machine(own, aws, carriers)
    try:
        hosts = {f"CARRIER_BASE_URL_{carrier.upper()}": carriers.url for carrier in CARRIERS}
        functions = own.described["aws"]["functions"]
        point_at(machine.stack.client("lambda"), functions, AWS_ENDPOINT_URL=aws.url, POOL_IDLE_DAYS="1", **hosts)
        yield machine
    finally:
        own.stop()
        aws.close()
        carriers.close()


@pytest.fixture(scope="module")
def killed_workers(machine: Machine) -> dict[tuple[str, str], str]:
    """Each worker is killed at one side effect; then the cleanup runs, and what is not archived is asked again."""
    heard = Heard(machine.stack)
    cases = cases_for(machine, "acme")
    told = [Case(BUS, side, machine.lines_of("acme").unlinked()) for side in SIDES]
    machine.refuse(cases)
    points = machine.kill_at([*cases, *told], kills=True)
    ask_all([*cases, *told], points)
    wait_until_met(points)
    outcomes = machine.settle([*cases, *told])
    machine.archive_all(cases)
    for case in told:
        assert eventually(partial(heard.has, case.line)), case.row
        outcomes[case.row] = "told again"

    idle = idle_cases(cases)
    points = machine.kill_at(idle, kills=True)
    let_time_pass(machine.store, TWO_DAYS)
    # Three runs at once: each is killed at the first of its lines that it comes to.
    for _ in range(MOST_RUNS):
        for thread in in_threads(*[machine.run_cleanup] * 3):
            thread.join()
        let_time_pass(machine.store, AN_HOUR)
        if all(point.met.is_set() for point in points):
            break
    assert [(point.side, point.effect) for point in points if not point.met.is_set()] == []
    return outcomes | machine.gave_up(idle)


@pytest.fixture(scope="module")
def killed_stack(machine: Machine) -> dict[tuple[str, str], str]:
    """Everything is killed while work is held on both sides of every side effect, and starts again; then twice more."""
    heard = Heard(machine.stack)
    cases = cases_for(machine, "globex")
    globex = machine.lines_of("globex")
    told = [Case(BUS, side, globex.unlinked()) for side in SIDES]
    machine.refuse(cases)
    points = machine.kill_at([*cases, told[0]], kills=False)
    ask_all([*cases, told[0]], points)
    # What was started goes on without who started it, until the machine is killed: here, to its end.
    started = next(case for case in cases if case.row == ("execution started", "after"))
    assert eventually(partial(started.line.has, "archived"))
    power_failure(machine, points)

    # The stream goes on at one event at a time: the other side of it takes a second failure.
    points = machine.kill_at([told[1]], kills=False)
    ask_all([told[1]], points)
    power_failure(machine, points)

    machine.refuse(cases)
    outcomes = machine.settle([*cases, *told])
    machine.archive_all(cases)
    for case in told:
        assert eventually(partial(heard.has, case.line)), case.row
        outcomes[case.row] = "told again"

    idle = idle_cases(cases)
    points = machine.kill_at(idle, kills=False)
    # Last what is held before anything has become of it: it stays due, and every run would come to it.
    for case, point in reversed(list(zip(idle, points, strict=True))):
        clean_up_to(machine, case, point)
    power_failure(machine, points)
    return outcomes | machine.gave_up(idle)


def idle_cases(archived: Sequence[Case]) -> list[Case]:
    """For each side of each step of giving a number up, a provider phone that archives have left idle."""
    rows = [(step, side) for step in GIVE_UP for side in SIDES]
    linked = [case.line for case in archived if case.line.carrier]
    return [Case(step, side, line) for (step, side), line in zip(rows, linked, strict=False)]


def power_failure(machine: Machine, points: Sequence[KillPoint]) -> None:
    wait_until_met(points)
    machine.own.wait_for_snapshot()
    machine.own.kill()
    machine.kill_at([], kills=False)
    machine.own.up()
    # The ports of before, unless somebody has taken them.
    assert machine.aws.target_url == machine.own.described["aws"]["endpoint_url"]
    assert machine.carriers.target_url == machine.own.described["carriers"]["control_url"]


def test_the_document_has_a_row_for_every_side_effect() -> None:
    wanted = {(step, side) for step in (*ARCHIVE, BUS, *GIVE_UP) for side in SIDES}
    assert {(step, side) for step, side, _, _ in ROWS} == wanted


@pytest.mark.parametrize(("step", "side", "outcome"), [(row[0], row[1], row[2]) for row in ROWS])
def test_a_killed_worker(killed_workers: dict[tuple[str, str], str], step: str, side: str, outcome: str) -> None:
    assert killed_workers[step, side] == outcome


@pytest.mark.parametrize(("step", "side", "outcome"), [(row[0], row[1], row[3]) for row in ROWS])
def test_a_killed_stack(killed_stack: dict[tuple[str, str], str], step: str, side: str, outcome: str) -> None:
    # Where holding them all takes longer than a task may take, the flow has tried again before the machine is killed.
    assert killed_stack[step, side] in (outcome, outcome.removesuffix(" by the cleanup"))


def test_nothing_else_is_changed_by_an_archive_or_the_cleanup(killed_stack: Any, machine: Machine) -> None:
    del killed_stack
    seen = {sent.effect for proxy in machine.proxies for sent, _ in proxy.effects}
    # The cleanup also sets the webhooks of what has failed again.
    again = {"webhooks pending", "webhooks attached", "lease given back", "something of another schedule"}
    assert seen - again == {*ARCHIVE, BUS, *GIVE_UP}
