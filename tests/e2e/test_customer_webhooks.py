"""From a change to a customer's endpoint, over the stream, the queue and the functions of the local stack."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.deliveries.hostile import Behaviour, Receiver, hangs, receiver, responds
from tests.deliveries.test_webhook_routes import Api
from tests.e2e.conftest import Target
from tests.support.http_gateway import HttpGateway
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

# Until the slowest machine is through; what comes is there in a second.
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def _on_this_machine(target: Target) -> None:
    if not target.base_url.startswith("http://127.0.0.1"):
        pytest.skip("only the local stack sends to this machine")


@contextmanager
def webhook(tenant: Tenant, target: Target, behave: Behaviour) -> Iterator[tuple[Api, Any, Receiver]]:
    """A webhook of the tenant's workspace that leads to this machine, as long as a test has it."""
    api = Api(HttpGateway(target.base_url), tenant.workspace, tenant.tokens["admin"])
    with receiver(behave) as running:
        created = api.created(url=running.url, events=["phone_number.*"])
        try:
            yield api, created, running
        finally:
            api.send("DELETE", f"/{created['id']}")


def heard(running: Receiver, secret: str) -> list[Any]:
    """The events, each verified by the package of Standard Webhooks."""
    events = []
    for request in running.requests:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:]]
        events.append(Webhook(secret).verify(body, {name.lower(): value for name, value in lines}))
    return events


def waits_for(running: Receiver, count: int) -> None:
    ends_at = time.monotonic() + PATIENCE
    while len(running.requests) < count and time.monotonic() < ends_at:
        time.sleep(0.05)


def test_a_new_number_is_told_to_its_own_tenant_and_to_no_other(
    api: WorkspaceApi, acme: Tenant, globex: Tenant, target: Target
) -> None:
    with (
        webhook(acme, target, responds(204)) as (_, mine, running),
        webhook(globex, target, responds(204)) as (_, _, others),
    ):
        numbers = [api.created(phoneNumber=random_number())["phoneNumber"] for _ in range(3)]
        waits_for(running, len(numbers))
        events = heard(running, mine["secret"])

    assert sorted(event["data"]["phoneNumber"]["phoneNumber"] for event in events) == sorted(numbers)
    assert {event["type"] for event in events} == {"phone_number.created"}
    assert others.requests == []


def test_a_failed_try_is_repeated_under_the_same_id(api: WorkspaceApi, acme: Tenant, target: Target) -> None:
    answers = iter([responds(500, body=b"not now")])

    def behave(connected: Any) -> None:
        next(answers, responds(204))(connected)

    with webhook(acme, target, behave) as (hooks, made, running):
        api.created(phoneNumber=random_number())
        waits_for(running, 2)
        heard(running, made["secret"])
        ends_at = time.monotonic() + PATIENCE
        while (listed := hooks.send("GET", f"/{made['id']}/deliveries").json())[0]["status"] != "delivered":
            assert time.monotonic() < ends_at, json.dumps(listed)
            time.sleep(0.1)

    (delivery,) = listed
    assert [tried["status"] for tried in delivery["tries"]] == [500, 204]
    ids = {line for request in running.requests for line in request.split(b"\r\n") if line.startswith(b"webhook-id")}
    assert ids == {f"webhook-id: {delivery['id']}".encode()}


def test_a_tenant_whose_endpoint_hangs_delays_no_other(
    api: WorkspaceApi, acme: Tenant, globex: Tenant, target: Target
) -> None:
    """Twenty of its requests hang, and not one has been given up when another's events have all arrived."""
    is_dead, given_up = threading.Event(), []

    def behave(connected: Any) -> None:
        if not is_dead.is_set():
            # Slow enough that functions start for all that is to hang: this measures no start of a function.
            time.sleep(0.5)
            responds(204)(connected)
            return
        hangs(connected)
        given_up.append(connected)

    neighbour = WorkspaceApi(HttpGateway(target.base_url), globex.workspace, globex.tokens["admin"])
    with webhook(globex, target, behave) as (_, _, dead), webhook(acme, target, responds(204)) as (_, mine, running):
        for _ in range(20):
            neighbour.created(phoneNumber=random_number())
        waits_for(dead, 20)
        is_dead.set()
        for _ in range(20):
            neighbour.created(phoneNumber=random_number())
        waits_for(dead, 21)
        numbers = [api.created(phoneNumber=random_number())["phoneNumber"] for _ in range(10)]
        waits_for(running, len(numbers))
        arrived_first = not given_up
        events = heard(running, mine["secret"])

    assert sorted(event["data"]["phoneNumber"]["phoneNumber"] for event in events) == sorted(numbers)
    assert arrived_first
