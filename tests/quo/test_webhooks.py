"""Quo's webhooks: made, listed, deleted, and what their receivers get."""

import json
from datetime import timedelta
from typing import Any

import botocore.session
import pytest
from trunkline.domain.calls import CallState, Filing
from trunkline.domain.customer_events import CustomerEvent, call_events, message_events
from trunkline.domain.deliveries import Outcome
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import event_id, number_id
from trunkline.domain.quo_webhooks import new_secret
from trunkline.settings import settings
from trunkline.table.client import Table
from trunkline.table.conversations import ConversationTable
from trunkline.wiring.subscriptions import subscriptions

from tests.deliveries.builders import BEGINNING
from tests.deliveries.world import World
from tests.quo.verifier import verify
from tests.support.gateway import Gateway, Response
from tests.support.histories import CALLER, DESK, NOON, History
from tests.support.quo import QuoApi
from tests.support.tables import everything
from tests.support.workspaces import Tenant

NUMBER = "84ba1896-3854-576e-a1a5-566f8da4a445"
OTHER = "84ba1896-3854-576e-a1a5-566f8da4a446"
URL = "https://receiver.example/quo"
CALLS, MESSAGES = "webhooks/calls", "webhooks/messages"
ALL_CALLS = ["call.completed", "call.ringing", "call.recording.completed"]


@pytest.fixture(autouse=True)
def secrets_key(aws: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The key that secrets are sealed with."""
    kms: Any = botocore.session.get_session().create_client("kms")
    key: str = kms.create_key()["KeyMetadata"]["Arn"]
    monkeypatch.setenv("SECRETS_KEY_ID", key)
    settings.cache_clear()
    return key


@pytest.fixture
def world(store: Table) -> World:
    """The engine, with the real seal."""
    made = World(store, now=NOON + timedelta(minutes=1))
    sealer = subscriptions().sealer
    made.seal, made.unseal = sealer.seal, sealer.unseal  # type: ignore[method-assign]
    return made


@pytest.fixture
def history(store: Table, acme: Tenant) -> History:
    return History(store, acme.organization_id, NUMBER)


def _create(quo: QuoApi, target: str = MESSAGES, **members: Any) -> Response:
    events = ["message.received"] if target == MESSAGES else ALL_CALLS
    return quo.send("POST", target, body={"events": events, "url": URL} | members)


def _created(quo: QuoApi, target: str = MESSAGES, **members: Any) -> dict[str, Any]:
    answer = _create(quo, target, **members)
    assert answer.status == 201, answer.text
    webhook: dict[str, Any] = answer.json()["data"]
    return webhook


def _listed(quo: QuoApi, query: str = "") -> list[dict[str, Any]]:
    answer = quo.send("GET", f"webhooks{query}")
    assert answer.status == 200, answer.text
    webhooks: list[dict[str, Any]] = answer.json()["data"]
    return webhooks


# ---- the routes ----


def test_a_webhook_has_the_published_members_and_its_key_whenever_it_is_asked_for(quo: QuoApi) -> None:
    asked = ["message.received", "message.delivered"]
    numbers = [number_id(NUMBER)]
    created = _created(quo, label="CRM", events=asked, resourceIds=numbers)

    assert list(created) == [
        "id",
        "userId",
        "orgId",
        "label",
        "status",
        "url",
        "key",
        "createdAt",
        "updatedAt",
        "deletedAt",
        "events",
        "resourceIds",
    ]
    assert (created["userId"], created["orgId"], created["label"]) == ("US123abc", "ORorg_acme", "CRM")
    assert (created["status"], created["url"], created["deletedAt"]) == ("enabled", URL, None)
    assert (created["events"], created["resourceIds"]) == (asked, numbers)
    assert quo.send("GET", f"webhooks/{created['id']}").json() == {"data": created}
    assert _listed(quo) == [created]


def test_a_webhook_is_of_all_numbers_where_it_names_none(quo: QuoApi) -> None:
    created = [_created(quo), _created(quo, CALLS, resourceIds=["*"], status="disabled")]

    assert [each["resourceIds"] for each in created] == [["*"], ["*"]]
    assert [each["status"] for each in _listed(quo)] == ["enabled", "disabled"]


def test_a_list_may_be_of_one_user(quo: QuoApi) -> None:
    mine, other = _created(quo), _created(quo, userId="US999")

    assert _listed(quo, "?userId=US999") == [other]
    assert _listed(quo) == [mine, other]


def test_a_deleted_webhook_is_gone(quo: QuoApi) -> None:
    webhook = _created(quo)["id"]

    assert quo.send("DELETE", f"webhooks/{webhook}").status == 204
    for method in ("GET", "DELETE"):
        refused = quo.send(method, f"webhooks/{webhook}")
        assert (refused.status, refused.json()["code"]) == (404, "0300404")
    assert _listed(quo) == []


def test_nobody_sees_or_deletes_anothers_webhooks(quo: QuoApi, globex: QuoApi) -> None:
    webhook = _created(quo)["id"]

    assert _listed(globex) == []
    for method in ("GET", "DELETE"):
        refused, absent = globex.send(method, f"webhooks/{webhook}"), globex.send(method, f"webhooks/WH{'0' * 32}")
        assert refused.status == absent.status == 404
        assert refused.json()["message"] == absent.json()["message"]
    assert len(_listed(quo)) == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"url": "http://receiver.example/quo"}, "/url"),
        ({"url": "https://10.0.0.1/quo"}, "/url"),
        ({"url": "https://receiver.example:8080/quo"}, "/url"),
        ({"url": None}, "/url"),
        ({"events": []}, "/events"),
        ({"events": ["call.ringing"]}, "/events/0"),
        ({"events": "message.received"}, "/events"),
        ({"resourceIds": []}, "/resourceIds"),
        ({"resourceIds": ["PN1"]}, "/resourceIds/0"),
        ({"resourceIds": ["*", "PN" + "0" * 32]}, "/resourceIds"),
        ({"status": "on"}, "/status"),
        ({"userId": "64e5"}, "/userId"),
        ({"label": 1}, "/label"),
    ],
    ids=str,
)
def test_what_cannot_be_a_webhook_is_refused(quo: QuoApi, change: dict[str, Any], path: str) -> None:
    answer = _create(quo, **change)

    assert (answer.status, answer.json()["code"]) == (400, "0305400")
    assert answer.json()["errors"][0]["path"] == path
    assert _listed(quo) == []


def test_an_organisation_has_fifty_webhooks(quo: QuoApi) -> None:
    for _ in range(50):
        _created(quo)

    refused = _create(quo)

    assert (refused.status, refused.json()["code"]) == (409, "0300409")
    assert len(_listed(quo)) == 50


@pytest.mark.parametrize("target", ["webhooks", f"webhooks/WH{'0' * 32}", MESSAGES, CALLS])
def test_a_caller_without_a_key_is_refused(gateway: Gateway, target: str) -> None:
    method = "POST" if target in (MESSAGES, CALLS) else "GET"
    answer = QuoApi(gateway, None).send(method, target, body={} if method == "POST" else None)

    assert (answer.status, answer.json()["code"]) == (401, "0300401")


def test_a_key_is_stored_sealed_and_no_response_with_it_is_kept(quo: QuoApi) -> None:
    body = {"events": ["message.received"], "url": URL}
    created = [quo.send("POST", MESSAGES, body=body, headers={"Idempotency-Key": "one"}) for _ in range(2)]

    assert [each.status for each in created] == [201, 201]
    stored = json.dumps(everything(), default=str)
    for each in created:
        assert each.json()["data"]["key"] not in stored
    assert "IDEMPOTENCY" not in stored


def test_keys_are_of_a_length_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}

    assert {len(key) for key in made} == {44}
    assert len(made) == 100


# ---- what a receiver gets ----


def _filing(acme: Tenant, number: str = NUMBER) -> Filing:
    return Filing(
        organization_id=OrganizationId(acme.organization_id),
        workspace_uuid=acme.workspace,  # type: ignore[arg-type]
        filed_under=number,
    )


def _calls(store: Table, acme: Tenant, call_id: str = "CA1") -> list[CustomerEvent]:
    """All that happened to a call, as a new one tells it."""
    call = ConversationTable(store).find_call(OrganizationId(acme.organization_id), Carrier.TWILIO, call_id)
    assert call
    return list(call_events(None, call, _filing(acme)))


def _message(store: Table, acme: Tenant, message_id: str = "SM1") -> list[CustomerEvent]:
    message = ConversationTable(store).find_message(OrganizationId(acme.organization_id), Carrier.TWILIO, message_id)
    assert message
    return list(message_events(message, _filing(acme)))


def _received(world: World, key: str, events: list[CustomerEvent]) -> list[Any]:
    world.happens(*events)
    world.run()
    return [verify(sent.headers, sent.body, key, sent.at) for sent in world.sent]


def test_a_message_comes_in_the_vendors_form(
    quo: QuoApi, world: World, store: Table, acme: Tenant, history: History
) -> None:
    text = 'h\u00e9llo \u2028 \U0001f600 </script> " \\ \x7f \x01\n'
    history.gets("SM1", text)
    key = _created(quo)["key"]

    (event,) = _received(world, key, _message(store, acme))

    assert event.pop("id").startswith("EV")
    assert event == {
        "object": "event",
        "apiVersion": "v4",
        "createdAt": "2026-11-20T12:00:00.000Z",
        "type": "message.received",
        "data": {
            "object": {
                "id": event_id(Carrier.TWILIO, "SM1"),
                "object": "message",
                "from": CALLER,
                "to": [DESK],
                "direction": "incoming",
                "text": text,
                "status": "delivered",
                "createdAt": "2026-11-20T12:00:00.000Z",
                "userId": None,
                "phoneNumberId": number_id(NUMBER),
            }
        },
    }
    assert quo.send("GET", f"messages/{event['data']['object']['id']}").status == 200


def test_a_call_comes_when_it_rings_when_it_is_over_and_when_it_is_recorded(
    quo: QuoApi, world: World, store: Table, acme: Tenant, history: History
) -> None:
    history.begins("CA1")
    history.is_answered("CA1")
    history.ends("CA1")
    history.is_recorded("CA1")
    key = _created(quo, CALLS)["key"]

    events = _received(world, key, _calls(store, acme))

    assert [event["type"] for event in events] == ["call.ringing", "call.completed", "call.recording.completed"]
    ringing, completed, recorded = (event["data"]["object"] for event in events)
    assert ringing["status"] == "ringing"
    assert completed == {
        "id": event_id(Carrier.TWILIO, "CA1"),
        "object": "call",
        "answeredAt": "2026-11-20T12:00:01.000Z",
        "answeredBy": None,
        "initiatedBy": None,
        "direction": "incoming",
        "status": "completed",
        "completedAt": "2026-11-20T12:00:02.000Z",
        "createdAt": "2026-11-20T12:00:00.000Z",
        "duration": 42,
        "forwardedFrom": None,
        "forwardedTo": None,
        "phoneNumberId": number_id(NUMBER),
        "participants": [CALLER, DESK],
        "updatedAt": "2026-11-20T12:00:02.000Z",
        "userId": None,
    }
    assert recorded["id"] == completed["id"]
    assert quo.send("GET", f"call-recordings/{recorded['id']}").json()["data"][0]["id"] == "RE-CA1"


def test_a_webhook_gets_only_what_it_asked_for(
    quo: QuoApi, world: World, store: Table, acme: Tenant, history: History
) -> None:
    history.begins("CA1")
    history.ends("CA1", CallState.BUSY, None)
    history.gets("SM1")
    _created(quo, CALLS, events=["call.ringing"], url="https://receiver.example/ringing")
    _created(quo, events=["message.delivered"], url="https://receiver.example/never")
    _created(quo, CALLS, status="disabled", url="https://receiver.example/disabled")
    _created(quo, resourceIds=[number_id(OTHER)], url="https://receiver.example/other")
    _created(quo, resourceIds=[number_id(NUMBER)], url="https://receiver.example/this")

    world.happens(*_calls(store, acme), *_message(store, acme))
    world.run()

    told = sorted((sent.url.rpartition("/")[2], json.loads(sent.body)["type"]) for sent in world.sent)
    assert told == [("ringing", "call.ringing"), ("this", "message.received")]


def test_another_organisations_webhook_gets_nothing(
    *, globex: QuoApi, world: World, store: Table, acme: Tenant, history: History
) -> None:
    history.gets("SM1")
    _created(globex)

    world.happens(*_message(store, acme))
    world.run()

    assert world.sent == []


def test_a_changed_byte_another_key_and_an_old_time_fail(
    quo: QuoApi, world: World, store: Table, acme: Tenant, history: History
) -> None:
    history.gets("SM1")
    key, other = _created(quo)["key"], new_secret()
    _received(world, key, _message(store, acme))
    (sent,) = world.sent
    moved = sent.headers["openphone-signature"].replace(";1;1", ";1;2", 1)

    for headers, body, tried, now in (
        (sent.headers, sent.body.replace(b"open", b"0pen"), key, sent.at),
        (sent.headers, sent.body, other, sent.at),
        ({"openphone-signature": moved}, sent.body, key, sent.at),
        (sent.headers, sent.body, key, sent.at + timedelta(minutes=6)),
    ):
        with pytest.raises(AssertionError):
            verify(headers, body, tried, now)


def test_a_second_try_is_signed_anew_over_the_same_body(
    quo: QuoApi, world: World, store: Table, acme: Tenant, history: History
) -> None:
    history.gets("SM1")
    key = _created(quo)["key"]
    answers = iter([500, 200])
    world.outcomes[URL] = lambda _: Outcome(status=next(answers))
    world.happens(*_message(store, acme))
    world.run(world.now - BEGINNING + timedelta(minutes=1))

    first, second = world.sent
    assert first.body == second.body
    assert first.headers != second.headers
    for sent in world.sent:
        verify(sent.headers, sent.body, key, sent.at)
