"""``trunkline webhooks``: what customers are sent, seen and sent again by operators."""

import time
from typing import Any

import botocore.session
import pytest
from trunkline.domain import standard_webhooks
from trunkline.domain.deliveries import Outcome, new_delivery
from trunkline.domain.subscriptions import new_secret
from trunkline.domain.timestamps import utc_now
from trunkline.receivers.sender import Sender
from trunkline.table.client import Table
from trunkline.table.deliveries import DeliveryTable
from trunkline.table.subscriptions import SubscriptionTable
from trunkline_cli import customer_webhooks
from trunkline_cli.receiver import Receiver

from tests.cli.conftest import Trunkline
from tests.deliveries.builders import ORGANIZATION, a_subscription, an_event

TENANT = ("--tenant", ORGANIZATION)


@pytest.fixture
def webhook(store: Table, monkeypatch: pytest.MonkeyPatch) -> str:
    """One that failed once."""
    to = a_subscription()
    SubscriptionTable(store).add(to)
    deliveries, now = DeliveryTable(store), utc_now()
    waiting = new_delivery(to.id, an_event(), now)
    deliveries.add([waiting])
    begun = waiting.begun(now)
    assert deliveries.begin(waiting, begun)
    assert deliveries.end(begun, begun.ended(Outcome(status=500, body="no"), now))
    return to.id


@pytest.fixture
def queue(trunkline: Trunkline, monkeypatch: pytest.MonkeyPatch) -> str:
    session: Any = botocore.session.get_session()
    url: str = session.create_client("sqs").create_queue(QueueName="deliveries")["QueueUrl"]
    monkeypatch.setenv("DELIVERIES_QUEUE_URL", url)
    return url


def _waiting(queue: str) -> int:
    session: Any = botocore.session.get_session()
    attributes = session.create_client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


def test_a_tenants_webhooks_are_listed_without_their_secrets(trunkline: Trunkline, webhook: str) -> None:
    (listed,) = trunkline.json("webhooks", "list", *TENANT)

    assert (listed["id"], listed["events"], listed["state"]) == (webhook, ["*"], "enabled")
    assert "whsec" not in str(listed)
    assert trunkline.json("webhooks", "list", "--tenant", "org_other") == []


def test_deliveries_are_listed_by_status(trunkline: Trunkline, webhook: str) -> None:
    (listed,) = trunkline.json("webhooks", "deliveries", webhook, *TENANT)

    assert (listed["status"], listed["tries"], listed["last"], listed["responseBody"]) == ("pending", 1, 500, "no")
    assert trunkline.json("webhooks", "deliveries", webhook, *TENANT, "--status", "failed") == []
    assert trunkline("webhooks", "deliveries", webhook, *TENANT, "--status", "late").code == 2


def test_an_event_is_sent_again_and_a_test_is_sent(trunkline: Trunkline, webhook: str, queue: str) -> None:
    (failed,) = trunkline.json("webhooks", "deliveries", webhook, *TENANT)
    again = trunkline.json("webhooks", "retry", webhook, failed["id"], *TENANT)
    tested = trunkline.json("webhooks", "test", webhook, *TENANT)

    assert (again["id"], again["status"]) == (failed["id"], "pending")
    assert tested["type"] == "webhook.test"
    assert _waiting(queue) == 2


def test_another_tenants_webhook_is_none(trunkline: Trunkline, webhook: str, queue: str) -> None:
    for command in (["deliveries", webhook], ["test", webhook], ["retry", webhook, "evt_1"]):
        ended = trunkline("webhooks", *command, "--tenant", "org_other")
        assert ended.code == 3, ended.err
    assert _waiting(queue) == 0


def test_only_the_local_stack_reaches_a_listener(trunkline: Trunkline) -> None:
    assert trunkline("webhooks", "listen", *TENANT).code == 2


def test_a_listener_shows_what_is_signed_with_its_secret_now_and_nothing_else() -> None:
    heard: list[dict[str, Any]] = []
    event, sender = an_event(), Sender(frozenset(), may_be_loopback=True)
    body = standard_webhooks.body_of(event)
    with Receiver(heard.append) as receiver:
        receiver.secret = new_secret()

        def send(secret: str, body: bytes = body, *, age: int = 0) -> int | None:
            headers = standard_webhooks.headers_of(event, [secret], standard_webhooks.body_of(event), utc_now())
            if age:
                stamp = str(int(time.time()) - age)
                headers |= {
                    "webhook-timestamp": stamp,
                    "webhook-signature": standard_webhooks.signature(secret, event.id, stamp, body),
                }
            return sender.post(receiver.url, headers, body).status

        assert send(receiver.secret) == 204
        assert send(new_secret()) == 400
        assert send(receiver.secret, body + b" ") == 400
        assert send(receiver.secret, age=600) == 400
    assert [each["id"] for each in heard] == [event.id]


def test_a_line_for_people_names_the_event_and_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    show = customer_webhooks._printer(as_json=False)
    data = {"phoneNumber": {"phoneNumber": "+12125550100"}, "message": {"from": "+13105550001", "text": "hi"}}
    show({"id": "evt_1", "timestamp": "now", "type": "message.received", "data": data})

    assert capsys.readouterr().out == "now  message.received  +12125550100  +13105550001  hi  evt_1\n"
