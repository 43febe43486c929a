"""What callers, carriers, workflows and the schedule do, so that every function takes each of its ways."""

import importlib
import json
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import botocore.session
import pytest
from trunkline.domain.deliveries import Outcome
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import event_id, number_id
from trunkline.domain.subscriptions import SubscriptionId
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.errors import UnavailableError
from trunkline.receivers.sender import Sender
from trunkline.services import carrier_audits
from trunkline.settings import deliveries_queue_url, release_settings, slow_deliveries_queue_url
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.events import EventTable
from trunkline.table.items import Delete, Update
from trunkline.table.registrations import RegistrationTable
from trunkline.table.subscriptions import SubscriptionTable
from trunkline.wiring.api import authenticator
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.health import backfill_requests
from trunkline.wiring.webhooks import webhooks

from tests.carriers.lines import CALLER, Line
from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers
from tests.carriers.signing import TELNYX_PUBLIC_KEY
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import LambdaContext, clean_up, let_time_pass, number_item
from tests.support.gateway import Gateway, Response
from tests.support.quo import QuoApi, a_contact
from tests.support.referrers import deliver, workflow_event
from tests.support.template import ROOT
from tests.support.well import WellApi, a_document, a_person
from tests.support.workspaces import Tenant, WorkspaceApi, random_number
from tests.support.zudu import ZuduApi

A_DAY = timedelta(days=1)
NOBODYS = ("webhook_status", "webhook_attempt", "webhook_lease", "webhooks", "assigned_workspace", "assigned_number")
TASKS = ("archive_claim_number", "archive_release_number", "archive_finish_number")


@dataclass(frozen=True)
class ColdGateway:
    """Every request meets a function that has just started: it remembers no credential, account or webhook."""

    gateway: Gateway

    def send(self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None) -> Response:
        for remembered in (authenticator, carrier_accounts, webhooks):
            remembered.cache_clear()
        return self.gateway.send(method, target, headers=headers, body=body)


@dataclass(frozen=True)
class World:
    """Everything that a scenario may act on."""

    gateway: Gateway
    acme: Tenant
    store: Table
    weya: WeyaApi
    carriers: Carriers
    service: dict[str, str]
    line_of: Callable[..., Line]
    patch: pytest.MonkeyPatch
    lines: dict[str, Line] = field(default_factory=dict)

    def line(self, carrier: str) -> Line:
        """The carrier's number, registered once and linked to a number of the workspace that is not archived."""
        if carrier not in self.lines:
            self.lines[carrier] = self.line_of(carrier)
        line = self.lines[carrier]
        if self.api.get(line.number["id"]).json()["isArchived"]:
            line.number = self.api.created(providerPhoneUuid=phone_of(carrier), phoneNumber=None)
        return line

    @property
    def api(self) -> WorkspaceApi:
        return WorkspaceApi(self.gateway, self.acme.workspace, self.acme.tokens["admin"])


def phone_of(carrier: str) -> str:
    """The provider phone of the carrier's number."""
    return provider_phone_uuid(OrganizationId("org_acme"), E164(NUMBERS[carrier][0]))


def a_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def invoke(folder: str, event: Any, context: Any = None) -> Any:
    return importlib.import_module(f"functions.{folder}.handler").lambda_handler(event, context)


def workspace(world: World) -> None:
    """Each route on each of its ways, by id and by one that nothing has."""
    api, phones = world.api, [phone["uuid"] for phone in world.acme.provider_phones[:4]]
    body: dict[str, Any] = {"phoneNumber": random_number()}
    number = api.create(**body).json()["id"]
    for again in (body, {"phoneNumber": random_number()}):
        api.create(headers=a_key(), **again)
    api.create(providerPhoneUuid=phones[3])
    for name in (number, 4711):
        api.link(name, phones[0])
        api.link(name, phones[1], headers=a_key())
        api.link(name, None, headers=a_key())
        api.update(name, name="x", providerPhoneUuid=phones[2])
        api.update(name, name="y")
        api.get(name)
        api.blockers(name)
    for query in ("", "?limit=1", "?is_archived=true"):
        api.list(query)
    api.linkable()
    api.token_details()


def well(world: World) -> None:
    """A phone with a person, without and with a key, refused with one, no longer primary, and deleted."""
    api = WellApi(world.gateway, world.acme.tokens["admin"])
    for _ in range(2):
        api.created(a_document(persons=["people9"], included=[a_person()], is_primary=True))
    made = api.created(a_document(persons=["people9"], included=[a_person()]))
    api.create(a_document(), **a_key())
    api.create(a_document(phone_id=made["id"]), **a_key())
    api.get(made["id"])
    api.page()
    api.delete(made["id"])


def zudu(world: World) -> None:
    """Numbers with and without agents, of the inventory and unknown to it: made, refused, changed and deleted."""
    api = ZuduApi(world.gateway, world.acme.zudu["key"], world.acme.zudu["secret"])
    registered, unknown = world.acme.provider_phones[4]["phoneNumber"], random_number()
    for number in (registered, unknown):
        api.create(phone_number=number, inbound_agent_id="agent_in", headers=a_key())
        api.create(phone_number=number, headers=a_key())
        api.list()
        api.search()
        api.available()
        api.get(number)
        for agent in (None, "agent_in"):
            api.update(number, inbound_agent_id=agent)
        api.delete(number)


def quo(world: World) -> None:
    """A contact with and without an external id, refused, moved to another id, listed each way, and deleted."""
    api = QuoApi(world.gateway, world.acme.quo_key)
    made = api.created(externalId="a", source="crm")
    unknown_field = [{"key": "nothing", "value": "x"}]
    for body in (a_contact(externalId="a", source="crm"), a_contact(), a_contact(customFields=unknown_field)):
        api.create(body, headers=a_key())
    api.get(made["id"])
    for query in ({}, {"sources": "crm"}, {"externalIds": "a"}):
        api.page(**query)
    api.custom_fields()
    api.phone_numbers()
    api.update(made["id"], customFields=unknown_field)
    api.update(made["id"], externalId="b")
    api.delete(made["id"])
    for kind, event in (("messages", "message.received"), ("calls", "call.completed")):
        sent = {"events": [event], "url": "https://receiver.example/quo"}
        webhook = api.send("POST", f"webhooks/{kind}", body=sent).json()["data"]["id"]
        api.send("GET", "webhooks")
        api.send("GET", f"webhooks/{webhook}")
        api.send("DELETE", f"webhooks/{webhook}")


def registrations(world: World) -> None:
    """A number of each carrier, registered, refused, failed; when its webhooks are put back, each route sets them."""
    for carrier in NUMBERS:
        world.weya.add(carrier, headers=a_key(), accSId="nobody")
        world.line(carrier)
        world.weya.add(carrier, headers=a_key())
    # A number that the inventory does not have, and whose webhooks are not taken: nothing stays of it.
    acme = OrganizationId("org_acme")
    key = keys.provider_phone(acme, provider_phone_uuid(acme, NUMBERS["twilio"][2]))
    world.store.write(Delete(label="it", key=key, condition="attribute_exists(provider)"))
    world.carriers.fail("twilio", 503, method="POST")
    assert world.weya.add("twilio", phoneNumber=NUMBERS["twilio"][2]).status == 500
    assert world.weya.add("twilio", phoneNumber=NUMBERS["twilio"][2]).status == 201
    # A wrong key, and then the right one again: the next event ends the wrong one.
    for index, public_key in ((1, "A" * 43 + "="), (2, TELNYX_PUBLIC_KEY)):
        world.weya.add("telnyx", phoneNumber=NUMBERS["telnyx"][index], publicKey=public_key)
    world.weya.phones(f"?userId={world.acme.user_id}")
    new = [world.api.created()["id"] for _ in range(2)]
    links: dict[str, Callable[[str], Response]] = {
        "twilio": lambda phone: world.api.create(providerPhoneUuid=phone),
        "plivo": lambda phone: world.api.link(new[0], phone),
        "telnyx": lambda phone: world.api.update(new[1], providerPhoneUuid=phone),
    }
    for carrier, link in links.items():
        line = world.line(carrier)
        archive(world, line.number, *TASKS)
        line.number = link(phone_of(carrier)).json()
    never_attached: dict[str, Callable[[str], Response]] = {
        "twilio": lambda phone: world.api.create(providerPhoneUuid=phone, phoneNumber=random_number()),
        "plivo": lambda phone: world.api.link(world.api.created()["id"], phone),
        "telnyx": lambda phone: world.api.update(world.api.created()["id"], providerPhoneUuid=phone),
    }
    for carrier, link in never_attached.items():
        answer = link(imported(world, carrier))
        assert answer.status < 300, answer.text


def first_import(world: World) -> None:
    """A number of an account that nobody has named yet; before, what proves nothing and a carrier that is down."""
    api = ZuduApi(world.gateway, world.acme.zudu["key"], world.acme.zudu["secret"])
    acme, number = OrganizationId("org_acme"), E164(NUMBERS["plivo"][1])
    key = keys.provider_phone(acme, provider_phone_uuid(acme, number))
    world.store.write(Delete(label="it", key=key, condition="attribute_exists(provider)"))
    sent: dict[str, Any] = {"phone_number": number, "provider": "plivo", "account_sid": ACCOUNTS["plivo"][0]}
    assert api.imported(**sent, auth_token="nobody's", headers=a_key()).status == 400
    # Reading is answered, and nothing can be set.
    world.carriers.fail("plivo", 503, method="POST")
    assert api.imported(**sent, auth_token=ACCOUNTS["plivo"][1]).status == 500
    assert api.imported(**sent, auth_token=ACCOUNTS["plivo"][1], headers=a_key()).status == 200


def later_import(world: World) -> None:
    """A number with agents, of an account that is known."""
    api = ZuduApi(world.gateway, world.acme.zudu["key"], world.acme.zudu["secret"])
    sent: dict[str, Any] = {
        "phone_number": NUMBERS["twilio"][1],
        "provider": "twilio",
        "account_sid": ACCOUNTS["twilio"][0],
    }
    assert api.imported(**sent, auth_token=ACCOUNTS["twilio"][1], inbound_agent_id="agent_in").status == 200
    api.delete(NUMBERS["twilio"][1])


def calls(world: World) -> None:
    """Calls, messages and recordings of each carrier: stored, put off while the table is busy, and copied."""

    def too_busy(*_: Any) -> None:
        raise UnavailableError

    for carrier in NUMBERS:
        line = world.line(carrier)
        for call_id, is_busy in (("call-1", True), ("call-2", False)):
            deliveries = [*line.call(call_id), line.message(call_id)]
            if carrier == "telnyx":
                world.carriers.add_recording(call_id, call_id)
                deliveries.append(saved(call_id))
            with world.patch.context() as patch:
                if is_busy:
                    patch.setattr(EventTable, "keep", too_busy)
                for delivery in deliveries:
                    line.deliver(*delivery)
        for folder, queue in (("store_webhook_events", "EVENTS"), ("copy_recordings", "RECORDINGS")):
            invoke(folder, {"Records": taken_from(world.service[f"{queue}_QUEUE_URL"])})
        line.calls()
        line.messages()
        follow_up(world, line)
        line.deliver(*line.call("call-3")[0])
        world.api.blockers(line.number["id"])
        archive(world, line.number, TASKS[0])
        line.deliver(*line.call("call-3")[2])


def follow_up(world: World, line: Line) -> None:
    """What a Quo client asks for of the number's calls and messages."""
    api = QuoApi(world.gateway, world.acme.quo_key)
    conversation = urlencode(
        {"phoneNumberId": number_id(line.number["uuid"]), "participants": CALLER, "maxResults": 10}
    )
    for kind, name in (("calls", "call-1"), ("messages", "call-1")):
        listed = api.send("GET", f"{kind}?{conversation}").json()["data"]
        assert event_id(Carrier(line.carrier), line.id(name)) in [each["id"] for each in listed]
        api.send("GET", f"{kind}/{listed[0]['id']}")
    api.send("GET", f"call-recordings/{event_id(Carrier(line.carrier), line.id('call-1'))}")


def saved(call_id: str) -> tuple[str, Any]:
    """Telnyx has a recording of a call."""
    payload = {"call_leg_id": call_id, "recording_id": call_id, "recording_urls": {"mp3": "https://api.telnyx.com/x"}}
    return "voice", {"data": {"id": f"saved-{call_id}", "event_type": "call.recording.saved", "payload": payload}}


def taken_from(queue_url: str) -> list[dict[str, str]]:
    """What waits in a queue, as Lambda hands it over."""
    arn = f"arn:aws:sqs:us-east-1:123456789012:{queue_url.rpartition('/')[2]}"
    sqs: Any = botocore.session.get_session().create_client("sqs")
    messages = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages", [])
    return [{"messageId": each["MessageId"], "body": each["Body"], "eventSourceARN": arn} for each in messages]


def archives(world: World) -> None:
    """Numbers that are archived, blocked, failed, another's by now, and asked for anew when nothing runs."""
    archive(world, world.api.created(), *TASKS)
    archive(world, world.line("telnyx").number, "archive_claim_number", "archive_fail_number")
    archive(world, world.api.created(), "archive_claim_number", "archive_fail_number")
    blocked = world.api.created()
    deliver(workflow_event(world.acme.workspace, version=1, numbers=[blocked["uuid"]]))
    archive(world, blocked, "archive_claim_number")
    elsewhere = replace(world.api, workspace=world.acme.other_workspace)
    archive(world, elsewhere.created(phoneNumber=NUMBERS["twilio"][0]), *TASKS, api=elsewhere)
    stopped = world.api.created()
    archive(world, stopped)
    end_all_executions()
    archive(world, stopped)
    world.api.archive(4711, headers=a_key())


def imported(world: World, carrier: str) -> str:
    """A number of the carrier's account that was never registered: as an import finds it."""
    phone = provider_phone_uuid(OrganizationId("org_acme"), E164(NUMBERS[carrier][2]))
    key = keys.provider_phone(OrganizationId("org_acme"), phone)
    changes = {"account_id": ACCOUNTS[carrier][0], **dict.fromkeys(NOBODYS)}
    world.store.write(Update(label="it", key=key, set_=changes, condition="attribute_exists(provider)"))
    return phone


def registration_dies(world: World, carrier: str) -> None:
    """A registration of a number that was never attached; its worker dies once the webhooks are set."""
    imported(world, carrier)

    def die(*_: object) -> None:
        raise Killed

    def register() -> None:
        # On a busy machine the carrier's time can be over before.
        for _ in range(5):
            world.weya.add(carrier, phoneNumber=NUMBERS[carrier][2])

    with world.patch.context() as patch:
        patch.setattr(RegistrationTable, "complete", die)
        with pytest.raises(Killed):
            register()


def archive(world: World, number: dict[str, Any], *tasks: str, api: WorkspaceApi | None = None) -> None:
    """Ask for it, as a client that does not wait, and run the tasks of its execution."""
    api = api or world.api
    api.archive(number["id"], headers={"Prefer": "respond-async", **a_key()})
    attempt = number_item(world.store, api.workspace, number["uuid"])["archive_attempt"]
    step = {"workspaceUuid": api.workspace, "phoneNumberUuid": number["uuid"], "attempt": attempt}
    for task in tasks:
        invoke(task, step | ({"error": "CarrierRefusedError"} if task == "archive_fail_number" else {}))


def end_all_executions() -> None:
    """As if their workers had died."""
    states: Any = botocore.session.get_session().create_client("stepfunctions")
    (machine,) = states.list_state_machines()["stateMachines"]
    for execution in states.list_executions(stateMachineArn=machine["stateMachineArn"])["executions"]:
        states.stop_execution(executionArn=execution["executionArn"])


def cleanup(world: World) -> None:
    """Archives that nobody runs, webhooks that a carrier did not set in time, numbers that are idle for too long."""
    world.patch.setenv("POOL_IDLE_DAYS", "1")
    release_settings.cache_clear()
    archive(world, world.api.created())
    archive(world, world.line("telnyx").number, *TASKS)
    archive(world, world.line("plivo").number, *TASKS)
    world.carriers.fail("plivo", 503)
    world.api.create(providerPhoneUuid=phone_of("plivo"))
    # Nor can what was set be put back at once.
    world.carriers.fail("twilio", "reset", method="POST", applied=True)
    world.carriers.fail("twilio", 503, method="POST", times=50)
    world.weya.add("twilio", phoneNumber=NUMBERS["twilio"][2])
    world.carriers.sandbox.faults.clear()
    registration_dies(world, "plivo")
    # Twice as often as needed: on a busy machine a run may end before it has come to everything.
    for _ in range(8):
        carrier_accounts.cache_clear()
        let_time_pass(world.store, A_DAY)
        clean_up()
        end_all_executions()


def audits(world: World) -> None:
    """Accounts that are audited, one of them with a number that has drifted and is right again."""
    world.patch.setattr(carrier_audits, "CALLS_A_SECOND", 1_000_000)
    world.line("telnyx")
    number = world.carriers.number("telnyx", NUMBERS["telnyx"][0])
    for connection in (number["connection_id"], None, number["connection_id"]):
        number["connection_id"] = connection
        for _ in range(2):
            carrier_accounts.cache_clear()
            invoke("scheduled_audits", {}, LambdaContext())
        let_time_pass(world.store, A_DAY)
    for carrier in ("twilio", "telnyx", "plivo"):
        line = world.line(carrier)
        of_number = f"/{line.number['id']}"
        world.api.send("POST", f"{of_number}/health", headers=a_key())
        # Given back and bought anew it is another number, to be claimed anew; moved, it is to be taken over.
        numbers = world.carriers.account(carrier).shelf("numbers")
        was = next(key for key, each in numbers.items() if each is world.carriers.number(carrier, NUMBERS[carrier][0]))
        if carrier == "telnyx":
            numbers["2" + was[1:]] = {**numbers.pop(was), "id": "2" + was[1:]}
            for kind in ("voice_settings", "messaging_features"):
                shelf = world.carriers.account(carrier).shelf(kind)
                shelf["2" + was[1:]] = shelf.pop(was)
        world.api.send("GET", f"{of_number}/health")
        if carrier == "twilio":
            # Broken for a while, and set right by its owner: what it missed is read back.
            number = world.carriers.number(carrier, NUMBERS[carrier][0])
            for url in ("", number["sms_url"]):
                number["sms_url"] = url
                world.api.send("POST", f"{of_number}/health")
        world.carriers.number(carrier, NUMBERS[carrier][0]).update(sms_url="", application=None)
        world.api.send("POST", f"{of_number}/health", headers=a_key())
        world.api.send("GET", "/health?limit=1")
        world.api.send("POST", "/4711/health", headers=a_key())
        # A key whose request fails is free again.
        world.carriers.fail(carrier, 503, times=1)
        world.api.send("POST", f"{of_number}/repair", headers=a_key())
        world.api.send("POST", f"{of_number}/repair?takeOver=true", headers=a_key())
    # One that was imported and linked while its carrier did not answer has no webhooks yet.
    phone = imported(world, "plivo")
    world.carriers.fail("plivo", 503, times=50)
    linked = world.api.created(providerPhoneUuid=phone, phoneNumber=None)
    world.carriers.sandbox.faults.clear()
    world.api.send("POST", f"/{linked['id']}/repair")
    archive(world, linked, *TASKS)


def backfills(world: World) -> None:
    """A call, a message and a recording of which no webhook came, read back from the carriers' logs."""
    now, control = utc_now(), world.carriers.sandbox.control
    line = world.line("telnyx")
    for delivery in line.call("call-9"):
        line.deliver(*delivery)
    world.carriers.add_recording("recording-9", "call-9", to_iso(now))
    dark = {"carrier": "twilio", "number": NUMBERS["twilio"][0], "delivery": "none"}
    control.place_call(dark | {"outcome": "canceled"})
    control.send_message(dark | {"text": "hello"})
    for carrier in (Carrier.TWILIO, Carrier.TELNYX):
        start, end = now - timedelta(hours=1), now + timedelta(minutes=1)
        backfill_requests().of_account(OrganizationId("org_acme"), carrier, ACCOUNTS[carrier][0], start, end)
    clean_up()


def references(world: World) -> None:
    """A workflow published, changed and deleted, and one that says what nobody understands."""
    number = world.api.created()["uuid"]
    for version, numbers in ((1, [number]), (2, [number]), (3, []), (4, [number]), (5, None)):
        deliver(workflow_event(world.acme.workspace, version=version, numbers=numbers))
    archived = world.api.created()
    archive(world, archived, *TASKS)
    deliver(workflow_event(world.acme.workspace, version=1, workflow=8, numbers=[archived["uuid"], number]))


def events(_world: World) -> None:
    """A batch of the table's stream."""
    for sample in sorted((ROOT / "events" / "events_publish").glob("*.json")):
        invoke("events_publish", json.loads(sample.read_text()))


def deliveries(world: World) -> None:
    """Webhooks on each of their ways, and events that become deliveries: slow ones that fail, and a hint is lost."""
    webhook = webhooks_of_workspace(world)
    to = SubscriptionTable(world.store).find(OrganizationId("org_acme"), webhook)
    assert to
    world.patch.setattr("trunkline.services.slow_organizations.SLOW_AFTER", timedelta(0))
    world.patch.setattr(Sender, "post", _slowly)
    zudu_number = {"phone_number": "+12125550100", "inbound_webhook_url": "https://receiver.example/zudu"}
    ZuduApi(world.gateway, world.acme.zudu["key"], world.acme.zudu["secret"]).created(**zudu_number)
    for sample in sorted((ROOT / "events" / "fan_out_events").glob("*.json")):
        event = json.loads(sample.read_text())
        event["Records"][0]["dynamodb"]["NewImage"]["workspace"]["S"] = world.acme.workspace
        invoke("fan_out_events", event)
    broken = {"Keys": {}, "NewImage": {"entity": {"S": "message"}}}
    invoke("fan_out_events", {"Records": [{"dynamodb": broken}]})
    handed_out: list[dict[str, str]] = []
    while records := taken_from(deliveries_queue_url()):
        handed_out += records
        invoke("deliver_events", {"Records": records})
    # SQS hands a message out twice at times: by now its organisation is slow.
    invoke("deliver_events", {"Records": handed_out})
    invoke("deliver_events", {"Records": taken_from(slow_deliveries_queue_url())})
    let_time_pass(world.store, A_DAY)
    clean_up()


def _slowly(*_: Any) -> Outcome:
    """Take so long that it has been noticed."""
    for timer in (thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)):
        timer.join()
    return Outcome(status=500)


def webhooks_of_workspace(world: World) -> SubscriptionId:
    """The routes, with a key for retries and without, of a webhook that there is and of one that there is not."""

    def call(method: str, suffix: str = "", body: Any = None, **headers: str) -> Response:
        sent = {"Authorization": f"Bearer {world.acme.tokens['admin']}", **headers}
        content = None if body is None else json.dumps(body).encode()
        if content:
            sent["Content-Type"] = "application/json"
        return world.gateway.send(
            method, f"/api/v2/w/{world.acme.workspace}/webhooks{suffix}", headers=sent, body=content
        )

    bodies: tuple[Any, ...] = ({"url": "https://example.com/", "events": ["*"]}, {"url": "x", "events": ["*"]})
    made, _ = (call("POST", "", body, **a_key()) for body in bodies)
    created = made.json()["id"]
    for webhook in (created, "0b4ff0f5-5d5e-4d6c-9d7c-0d4bb0f7a1aa"):
        call("PATCH", f"/{webhook}", {"description": "CRM"})
        call("POST", f"/{webhook}/rotate", **a_key())
        tested = call("POST", f"/{webhook}/test", **a_key()).json().get("id", "evt_1")
        call("POST", f"/{webhook}/deliveries/{tested}/retry", **a_key())
        for suffix in ("", f"/{webhook}", f"/{webhook}/deliveries"):
            call("GET", suffix)
    call("DELETE", f"/{call('POST', '', bodies[0]).json()['id']}")
    return SubscriptionId(created)


SCENARIOS = (
    workspace,
    well,
    zudu,
    quo,
    first_import,
    registrations,
    later_import,
    calls,
    backfills,
    audits,
    archives,
    cleanup,
    references,
    events,
    deliveries,
)
