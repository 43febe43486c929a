"""A fault at each call of AWS, whichever service's: asked again, all is as if nothing had happened."""

# ruff: noqa: PLR0917 - fixtures

import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import botocore.session
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.stepfunctions.models import stepfunctions_backends
from trunkline.aws.clients import client
from trunkline.aws.executions import StepFunctions
from trunkline.errors import TrunklineError
from trunkline.services import registrations
from trunkline.table.client import Table
from trunkline.wiring.api import authenticator
from trunkline.wiring.carrier_accounts import carrier_accounts

from tests.carriers.lines import Line, queued
from tests.carriers.sandboxed import Carriers
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.injected.deeds import DEEDS, Deed, World, kinds
from tests.injected.faults import AwsCalls, Fault
from tests.support.archives import clean_up, let_time_pass, unsettled, violations
from tests.support.composition import compose_with
from tests.support.gateway import Gateway
from tests.support.tables import TABLE_NAME, everything, in_moto
from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi

FAULTS = list(Fault)
MOST_TRIES = 5


@pytest.fixture
def world(
    api: WorkspaceApi,
    weya: WeyaApi,
    gateway: Gateway,
    acme: Tenant,
    store: Table,
    carriers: Carriers,
    service: dict[str, str],
    line_of: Callable[..., Line],
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    session: Any = botocore.session.get_session()
    machine = session.create_client("stepfunctions")
    role = "arn:aws:iam::123456789012:role/archive"
    definition = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}
    arn = machine.create_state_machine(name="archive", definition=json.dumps(definition), roleArn=role)
    session.create_client("events").create_event_bus(Name="trunkline-test")
    letters = session.create_client("sqs").create_queue(QueueName="references")["QueueUrl"]
    monkeypatch.setenv("REFERENCE_DEAD_LETTERS_URL", letters)
    compose_with(monkeypatch, "executions", lambda: StepFunctions(client("stepfunctions"), arn["stateMachineArn"]))
    # Nobody waits for an archive's end, nor for an attempt that is under way.
    monkeypatch.setattr("functions.workspace_archive_phone_number.handler.PATIENCE_SECONDS", 0)
    monkeypatch.setattr(registrations, "WAITS", 0)
    zudu = ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"])
    return World(api, weya, zudu, store, carriers, service, line_of, machine, arn["stateMachineArn"])


@dataclass
class Bench:
    """Does one deed again and again, each time from the same beginning."""

    world: World
    deed: Deed

    def __post_init__(self) -> None:
        self.given = self.deed.prepare(self.world)
        self._items, self._accounts = _copied(in_moto().items), self.world.carriers.kept()
        calls, tries = self.done(None, None)
        assert tries == 1
        self.wanted = self.what_is_there(calls)
        self.calls = calls.made

    def done(self, at: int | None, fault: Fault | None) -> tuple[AwsCalls, int]:
        """The calls that it took, and how often it was asked for until it was done."""
        self._begin()
        calls = AwsCalls(at, fault, down=self.deed.down)
        for tries in range(1, MOST_TRIES + 1):
            is_done = False
            # Whatever AWS said, what is raised is an error of the service's own: of another kind it would be a bug.
            with calls.watched(), suppress(TrunklineError, Killed):
                is_done = self.deed.do(self.world, self.given)
            self._settle()
            if is_done:
                return calls, tries
        return calls, 0

    def what_is_there(self, calls: AwsCalls) -> Any:
        return kinds(everything()), self.deed.outcome(self.world, calls)

    def what_is_wrong(self, at: int, fault: Fault) -> list[str]:
        """Of one fault at one call."""
        calls, tries = self.done(at, fault)
        found = [] if tries else ["never done"]
        found += violations(self.world.store, self.world.state())
        if (there := self.what_is_there(calls)) != self.wanted:
            found.append(f"comes to {there}, not to {self.wanted}")
        return found

    def _begin(self) -> None:
        in_moto().items = _copied(self._items)
        self.world.carriers.restore(self._accounts)
        # Else the name of an execution would be taken.
        backend = stepfunctions_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
        backend.describe_state_machine(self.world.machine_arn).executions.clear()
        while queued(self.world.service):
            pass
        _forget_what_is_remembered()

    def _settle(self) -> None:
        """What an attempt that died holds is free again, and the cleanup has been; the next worker knows nothing."""
        for item in everything():
            if "leased_until" in item:
                self.world.store.client.put_item(TableName=TABLE_NAME, Item=item | {"leased_until": {"N": "0"}})
        self.deed.settle(self.world)
        for _ in range(10):
            if not unsettled(self.world.store):
                break
            let_time_pass(self.world.store, timedelta(hours=2))
            clean_up()
            self.deed.settle(self.world)
        _forget_what_is_remembered()


def _forget_what_is_remembered() -> None:
    carrier_accounts.cache_clear()
    authenticator.cache_clear()


def _copied(items: Any) -> defaultdict[Any, dict[Any, Any]]:
    """The table as it is; items themselves never change (moto_shortcuts)."""
    return defaultdict(dict, {key: dict(collection) for key, collection in items.items()})


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_whatever_happens_at_a_call_of_any_service_it_is_done_once(deed: Deed, world: World, full: bool) -> None:
    bench = Bench(world, deed)
    wrong = [
        f"call {at} ({call}), {fault}: {problem}"
        for at, call in enumerate(bench.calls)
        # Else each call meets one.
        for fault in (FAULTS if full else [FAULTS[at % len(FAULTS)]])
        for problem in bench.what_is_wrong(at, fault)
    ]
    assert deed.service in {call.partition(" ")[0] for call in bench.calls}
    assert wrong == []
