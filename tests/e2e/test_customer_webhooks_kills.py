"""Whatever dies with kill -9 while events are delivered, workers or the whole machine: every event arrives."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from standardwebhooks.webhooks import Webhook

from tests.deliveries.hostile import Receiver, hangs, receiver, responds
from tests.deliveries.test_webhook_routes import Api
from tests.soak.world import World
from tests.support.archives import let_time_pass
from tests.support.http_gateway import HttpGateway
from tests.support.own_stack import OwnStack
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

PATIENCE_SECONDS = 240
# Longer than a delivery is leased, and shorter than on AWS, so that nobody waits so long here.
_VISIBLE_AGAIN_SECONDS = "40"
_EVENTS = 3
# When time passes all workers die: longer than they take to start and to send.
_PAUSE_SECONDS = 40
OK, CREATED = 200, 201


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    own = OwnStack(tmp_path, SNAPSHOT_SECONDS="2")
    world = World(own)
    sqs = world.stack.client("sqs")
    for url in world.queues():
        if "DeliveriesQueue" in url:
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": _VISIBLE_AGAIN_SECONDS})
    yield world
    own.stop()


class Endpoint:
    """Takes requests without an answer while it holds them, and tells when it has answered one."""

    def __init__(self) -> None:
        self.holds, self.has_answered = threading.Event(), threading.Event()

    def behave(self, connected: Any) -> None:
        if self.holds.is_set():
            hangs(connected)
            return
        responds(204)(connected)
        self.has_answered.set()


def _soon(is_there: Callable[[], Any], what: str) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_there():
        assert time.monotonic() < ends_at, what
        time.sleep(0.02)


def _comes_to_rest(world: World, is_at_rest: Callable[[], bool]) -> None:
    """What a saved state has no message of, the cleanup finds; time passes for it."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_at_rest():
        assert time.monotonic() < ends_at, "an event has not arrived, or its delivery has not ended"
        with world.frozen():
            let_time_pass(world.store, timedelta(minutes=15))
        world.clean_up()
        time.sleep(_PAUSE_SECONDS)


def _kill_workers(world: World) -> None:
    for worker in world.workers():
        world.kill(worker)


def _made(world: World, tenant: Tenant) -> list[str]:
    """Numbers; one whose function does not start in time is asked for once more, as another."""
    api = WorkspaceApi(HttpGateway(world.stack.described["api_url"]), tenant.workspace, tenant.tokens["admin"])
    made: list[str] = []
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while len(made) < _EVENTS:
        assert time.monotonic() < ends_at, "no number is created"
        number = random_number()
        with suppress(requests.RequestException):
            made += [number] if api.create(phoneNumber=number).status == CREATED else []
    return made


def _only_webhook(hooks: Callable[[], Api], url: str) -> Any:
    """A webhook, and no other, that an attempt without an answer has left: its events were signed otherwise."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    made = None
    while made is None:
        assert time.monotonic() < ends_at, "no webhook is created"
        with suppress(requests.RequestException, AssertionError):
            made = hooks().created(url=url, events=["phone_number.created"])
    for other in hooks().send("GET").json():
        if other["id"] != made["id"]:
            hooks().send("DELETE", f"/{other['id']}")
    return made


def _ids(running: Receiver, secret: str) -> dict[str, set[str]]:
    """The ids under which each number's event came; every request is verified."""
    found: dict[str, set[str]] = defaultdict(set)
    for request in list(running.requests):
        head, _, body = request.partition(b"\r\n\r\n")
        headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
        # Some were signed before the machine was killed: their time is not looked at.
        event = json.loads(body)
        assert event["type"] == "phone_number.created"
        assert headers["webhook-signature"] == _signed(secret, headers, body)
        found[event["data"]["phoneNumber"]["phoneNumber"]].add(headers["webhook-id"])
    return found


def _signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Webhook(secret).sign(headers["webhook-id"], moment, body.decode())


def test_every_event_arrives_under_one_id_whatever_is_killed_and_when(world: World) -> None:
    acme, endpoint = world.tenant("acme"), Endpoint()
    with receiver(endpoint.behave) as running:

        def hooks() -> Api:
            return Api(HttpGateway(world.stack.described["api_url"]), acme.workspace, acme.tokens["admin"])

        made = _only_webhook(hooks, running.url)
        numbers = _made(world, acme)
        world.restart()  # with changes in the stream, and hints in the queue

        for kill in (_kill_workers, World.restart):
            before = len(running.requests)
            endpoint.holds.set()
            numbers += _made(world, acme)
            _soon(lambda before=before: len(running.requests) > before, "nothing is sent")  # type: ignore[misc]
            kill(world)  # with requests under way
            endpoint.holds.clear()

        for kill in (_kill_workers, World.restart):
            endpoint.has_answered.clear()
            numbers += _made(world, acme)
            endpoint.has_answered.wait(PATIENCE_SECONDS)
            kill(world)  # with answers that nobody has kept

        def is_at_rest() -> bool:
            with suppress(requests.RequestException):
                pending = hooks().send("GET", f"/{made['id']}/deliveries?status=pending")
                return (
                    pending.status == OK and not pending.json() and set(_ids(running, made["secret"])) >= set(numbers)
                )
            return False

        _comes_to_rest(world, is_at_rest)
        ids = _ids(running, made["secret"])
        delivered = hooks().send("GET", f"/{made['id']}/deliveries?status=delivered&limit=100").json()

    assert set(ids) >= set(numbers)
    assert {number: len(each) for number, each in ids.items()} == dict.fromkeys(ids, 1)
    assert {delivery["id"] for delivery in delivered} == {one for each in ids.values() for one in each}
