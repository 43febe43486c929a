"""What calls more of AWS than the table: what it needs, how it is asked for until it is done, and what it comes to."""

import importlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trunkline.domain.archiving import ArchiveStep
from trunkline.table.client import Table

from tests.carriers.lines import Line, queued
from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers
from tests.carriers.signing import TELNYX_PUBLIC_KEY
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import InProcessExecutions
from tests.injected.faults import AwsCalls
from tests.support.archives import LambdaContext, clean_up
from tests.support.referrers import workflow_event
from tests.support.sandbox_state import SandboxState, sandbox_state
from tests.support.tables import everything
from tests.support.workspaces import WorkspaceApi
from tests.support.zudu import ZuduApi

KEY = {"Idempotency-Key": "the same each time"}
OUR_URL = "https://hooks.example.test"
_REFUSED = "11111111-2222-4333-8444-555555555556"
_UNAVAILABLE = 500
# Of an archive that is over when it is asked for again.
_ARCHIVED = 200
_WRITES = frozenset({"dynamodb put_item", "dynamodb update_item", "dynamodb transact_write_items"})


@dataclass
class World:
    """Acme's clients, the table, the carriers' sandbox, queues and the archive's state machine."""

    api: WorkspaceApi
    weya: WeyaApi
    zudu: ZuduApi
    store: Table
    carriers: Carriers
    service: dict[str, str]
    line_of: Callable[..., Line]
    machine: Any
    machine_arn: str

    def state(self) -> SandboxState:
        """What the carriers have of acme's numbers."""
        wanted = [number for numbers in NUMBERS.values() for number in numbers]
        return sandbox_state(self.carriers.sandbox.state()["accounts"], OUR_URL, wanted)

    def run_executions(self) -> None:
        """Bring to their ends all that were started; each runs once."""
        for execution in self.machine.list_executions(stateMachineArn=self.machine_arn)["executions"]:
            if execution["status"] == "RUNNING":
                told = self.machine.describe_execution(executionArn=execution["executionArn"])["input"]
                step = json.loads(told)
                InProcessExecutions()._run(
                    ArchiveStep(
                        workspace_uuid=step["workspaceUuid"],
                        number_uuid=step["phoneNumberUuid"],
                        attempt=step["attempt"],
                    )
                )
                self.machine.stop_execution(executionArn=execution["executionArn"])

    def drain(self, queue: str, folder: str) -> None:
        """Have a function take what waits in its queue."""
        while records := queued(self.service, queue):
            handler = importlib.import_module(f"functions.{folder}.handler").lambda_handler
            assert handler({"Records": records}, LambdaContext()) == {"batchItemFailures": []}


@dataclass(frozen=True)
class Deed:
    """``do`` says whether it is done; else, and when it raises, whoever asked asks again."""

    name: str
    # Which it calls besides the table.
    service: str
    do: Callable[[World, Any], bool]
    prepare: Callable[[World], Any] = lambda _: None
    # What happens by itself before it is asked for again, and after it was done.
    settle: Callable[[World], None] = lambda _: None
    # Of what there is after it, and of the calls that were done on the way; besides the table.
    outcome: Callable[[World, AwsCalls], Any] = lambda *_: None
    # Calls of which none is served meanwhile.
    down: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.name


def _registration(carrier: str) -> Deed:
    more = {"publicKey": TELNYX_PUBLIC_KEY} if carrier == "telnyx" else {}
    return Deed(
        f"add-phone, {carrier}",
        "kms",
        lambda world, _: _is_done(world.weya.add(carrier, headers=KEY, **more).status, 201),
        outcome=_made_at_the_carriers,
    )


def _import(carrier: str) -> Deed:
    account_id, token = ACCOUNTS[carrier]
    members = {
        "phone_number": NUMBERS[carrier][0],
        "provider": carrier,
        "account_sid": account_id,
        "auth_token": token,
        "inbound_agent_id": "agent-1",
    }
    return Deed(
        f"zudu import, {carrier}",
        "kms",
        lambda world, _: _is_done(world.zudu.imported(headers=KEY, **members).status, 200),
        outcome=_made_at_the_carriers,
    )


def _is_done(status: int, success: int) -> bool:
    """Whether it is; anything but a request to come again is a fault."""
    assert status == success or status >= _UNAVAILABLE, status
    return status == success


def _made_at_the_carriers(world: World, _: AwsCalls) -> Any:
    """How many resources of each kind the accounts have: what an attempt has left would be one more."""
    return [
        (account.carrier, account.tenant, sorted((kind, len(shelf)) for kind, shelf in account.shelves.items()))
        for account in world.carriers.sandbox.store.accounts
    ]


def _archive(world: World, number: Any) -> bool:
    status = world.api.archive(number).status
    return _is_done(status, 200 if status == _ARCHIVED else 202)


def _end_archives(world: World) -> None:
    world.run_executions()
    clean_up()
    world.run_executions()


def _publish(world: World, number: str) -> bool:
    """A workflow refers to a number, and to one that there is not."""
    event = workflow_event(world.api.workspace, version=1, numbers=[number, _REFUSED])
    importlib.import_module("functions.references_on_event.handler").lambda_handler(event, LambdaContext())
    return True


def _dead_letters(_: World, calls: AwsCalls) -> Any:
    """Which numbers somebody is told of, at least once."""
    sent = [json.loads(request["MessageBody"]) for name, request in calls.done if name == "sqs send_message"]
    return {tuple(letter["phoneNumberUuids"]) for letter in sent}


def _changes(world: World) -> Any:
    """The table's stream of a number that was created."""
    world.api.created(phoneNumber="+12125550001")
    created = [item for item in everything() if item.get("entity", {}).get("S") == "phone_number"]
    records = [{"dynamodb": {"NewImage": item, "SequenceNumber": str(at)}} for at, item in enumerate(created)]
    return {"Records": records}


def _tell(_: World, stream: Any) -> bool:
    handler = importlib.import_module("functions.events_publish.handler").lambda_handler
    return bool(handler(stream, LambdaContext()) == {"batchItemFailures": []})


def _told(_: World, calls: AwsCalls) -> Any:
    """The ids of the events on the bus, each at least once."""
    entries = [entry for name, request in calls.done if name == "events put_events" for entry in request["Entries"]]
    return {(entry["DetailType"], json.loads(entry["Detail"])["eventId"]) for entry in entries}


def _write_to(world: World, line: Line) -> bool:
    del world
    return line.deliver(*line.message()).status < _UNAVAILABLE


def _store_waiting_events(world: World) -> None:
    world.drain("EVENTS", "store_webhook_events")


def _webhook(world: World, _: Any) -> bool:
    target = f"/api/v2/w/{world.api.workspace}/webhooks"
    body = {"url": "https://example.com/hook", "events": ["*"]}
    return _is_done(world.weya.send("POST", target, body, KEY).status, 201)


def kinds(items: list[Any]) -> Counter[Any]:
    """How many items there are of each kind, in each state."""
    return Counter(
        (
            item.get("entity", {}).get("S") or item["sk"]["S"].partition("#")[0],
            item.get("archive_status", {}).get("S"),
            item.get("webhook_status", {}).get("S"),
            "provider_phone_uuid" in item,
        )
        for item in items
        if item.get("entity", {}).get("S") != "idempotency_record"
    )


DEEDS = (
    *map(_registration, ACCOUNTS),
    *map(_import, ("twilio", "plivo")),
    Deed(
        "archive",
        "stepfunctions",
        _archive,
        lambda world: world.api.created(phoneNumber=NUMBERS["twilio"][0])["id"],
        _end_archives,
    ),
    Deed("references", "sqs", _publish, lambda world: world.api.created()["uuid"], outcome=_dead_letters),
    Deed("events on the bus", "events", _tell, _changes, outcome=_told),
    Deed("a carrier's message", "kms", _write_to, lambda world: world.line_of("twilio"), _store_waiting_events),
    Deed(
        "a carrier's message that the table does not take",
        "sqs",
        _write_to,
        lambda world: world.line_of("twilio"),
        _store_waiting_events,
        down=_WRITES,
    ),
    Deed("customers' webhook", "kms", _webhook),
)
