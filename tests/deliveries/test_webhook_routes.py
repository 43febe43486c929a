"""The routes of customers' webhooks: what they do, for whom, and what they never show."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import botocore.session
import pytest
from standardwebhooks.webhooks import Webhook
from trunkline.domain.credentials import Scope
from trunkline.domain.deliveries import Outcome
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import MAX_SUBSCRIPTIONS, DisabledReason
from trunkline.domain.timestamps import utc_now
from trunkline.receivers.sender import Sender
from trunkline.table.client import Table
from trunkline.table.subscriptions import SubscriptionTable

from tests.permissions.scenarios import invoke, taken_from
from tests.support.gateway import Gateway, Response
from tests.support.refusals import assert_refused
from tests.support.tables import everything
from tests.support.template import ROOT
from tests.support.workspaces import Tenant

A_BODY: dict[str, Any] = {"url": "https://example.com/hooks", "events": ["call.*", "message.received"]}
NOBODYS = "0b4ff0f5-5d5e-4d6c-9d7c-0d4bb0f7a1aa"
OF_ONE = ["GET", "PATCH", "DELETE", "POST /rotate", "POST /test", "GET /deliveries", "POST /deliveries/evt_1/retry"]


class Api:
    """The webhooks of one workspace, with one token."""

    def __init__(self, gateway: Gateway, workspace: str, token: str | None) -> None:
        self.gateway, self.workspace, self.token = gateway, workspace, token

    def send(
        self, method: str, suffix: str = "", body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            sent["Content-Type"] = "application/json"
        content = None if body is None else json.dumps(body).encode()
        target = f"/api/v2/w/{self.workspace}/webhooks{suffix}"
        return self.gateway.send(method, target, headers={**sent, **(headers or {})}, body=content)

    def created(self, **members: Any) -> Any:
        response = self.send("POST", "", {**A_BODY, **members})
        assert response.status == 201, response.text
        return response.json()

    def of_one(self, what: str, webhook: str) -> Response:
        method, _, suffix = what.partition(" ")
        return self.send(method, f"/{webhook}{suffix}", {"enabled": True} if method == "PATCH" else None)


@pytest.fixture
def queue(aws: Any, service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    session: Any = botocore.session.get_session()
    url: str = session.create_client("sqs").create_queue(QueueName="deliveries")["QueueUrl"]
    monkeypatch.setenv("DELIVERIES_QUEUE_URL", url)
    monkeypatch.setenv("SLOW_DELIVERIES_QUEUE_URL", f"{url}-of-slow-ones")
    return url


@pytest.fixture
def hooks(gateway: Gateway, acme: Tenant, queue: str) -> Api:
    return Api(gateway, acme.workspace, acme.tokens["admin"])


def run(queue: str) -> None:
    """The worker does what waits in the queue."""
    while records := taken_from(queue):
        assert invoke("deliver_events", {"Records": records}) == {"batchItemFailures": []}


class Endpoint:
    """What the customer's endpoint is sent, and what it answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[tuple[dict[str, str], bytes]] = []
        self.status = 200

        def post(_: Sender, _url: str, headers: dict[str, str], body: bytes) -> Outcome:
            self.sent.append((headers, body))
            return Outcome(status=self.status, body="thanks", milliseconds=7)

        monkeypatch.setattr(Sender, "post", post)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    return Endpoint(monkeypatch)


def test_a_webhook_is_created_read_changed_listed_and_deleted(hooks: Api) -> None:
    created = hooks.created(description="CRM")
    secret = created.pop("secret")
    path = f"/{created['id']}"

    assert secret.startswith("whsec_")
    assert hooks.send("GET", path).json() == created
    assert hooks.send("GET").json() == [created]
    changed = hooks.send("PATCH", path, {"events": ["*"], "enabled": False, "description": None}).json()
    assert (changed["events"], changed["enabled"], changed["description"]) == (["*"], False, None)
    assert (changed["url"], changed["phoneNumberUuids"]) == (created["url"], None)
    assert hooks.send("DELETE", path).status == 204
    assert hooks.send("GET").json() == []
    assert_refused(hooks.send("GET", path), 404)


def test_a_change_that_changes_nothing_writes_nothing(hooks: Api) -> None:
    created = hooks.created()
    before = everything()
    again = hooks.send("PATCH", f"/{created['id']}", A_BODY).json()

    assert again["updatedAt"] == created["updatedAt"]
    assert everything() == before


def test_the_secret_is_shown_once_and_stored_sealed(hooks: Api) -> None:
    created = hooks.created()
    path = f"/{created['id']}"
    shown = [hooks.send("GET", path), hooks.send("GET"), hooks.send("PATCH", path, {"enabled": True})]
    rotated = hooks.send("POST", path + "/rotate").json()

    assert rotated["secret"] != created["secret"]
    for secret in (created["secret"], rotated["secret"]):
        assert all(secret not in response.text and "whsec_" not in response.text for response in shown)
        assert secret.removeprefix("whsec_") not in str(everything())


@pytest.mark.parametrize("rotates", [False, True], ids=["create", "rotate"])
def test_a_retry_changes_nothing_and_shows_no_secret(hooks: Api, *, rotates: bool) -> None:
    path = f"/{hooks.created()['id']}/rotate" if rotates else ""
    body = None if rotates else A_BODY
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first, again = (hooks.send("POST", path, body, key) for _ in range(2))

    assert first.status == again.status
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**first.json(), "secret": None}
    assert len(hooks.send("GET").json()) == 1
    assert first.json()["secret"].removeprefix("whsec_") not in str(everything())


def test_a_test_is_delivered_signed_with_the_secret_and_both_after_a_rotation(
    hooks: Api, queue: str, endpoint: Endpoint
) -> None:
    created = hooks.created(events=["call.ended"])
    path = f"/{created['id']}"
    tested = hooks.send("POST", path + "/test")
    run(queue)
    rotated = hooks.send("POST", path + "/rotate").json()
    hooks.send("POST", path + "/test")
    run(queue)

    assert (tested.status, tested.json()["type"], tested.json()["status"]) == (202, "webhook.test", "pending")
    (headers, body), (later_headers, later_body) = endpoint.sent
    assert Webhook(created["secret"]).verify(body, headers)["type"] == "webhook.test"
    for secret in (created["secret"], rotated["secret"]):
        Webhook(secret).verify(later_body, later_headers)
    (second, first) = hooks.send("GET", path + "/deliveries").json()
    assert (first["status"], first["responseBody"], first["id"]) == ("delivered", "thanks", headers["webhook-id"])
    assert [tried["status"] for tried in second["tries"]] == [200]
    assert "whsec" not in str([first, second])


def test_deliveries_come_in_pages_and_by_status(hooks: Api, queue: str, endpoint: Endpoint) -> None:
    path = f"/{hooks.created()['id']}"
    for answer in (200, 500, 200, 200, 500):
        endpoint.status = answer
        hooks.send("POST", path + "/test")
        run(queue)
    whole = hooks.send("GET", path + "/deliveries").json()
    paged: list[Any] = []
    query = "?limit=2"
    while query:
        page = hooks.send("GET", path + "/deliveries" + query)
        assert len(page.json()) <= 2
        paged += page.json()
        query = page.headers.get("link", "").partition("<")[2].partition(">")[0]

    assert paged == whole
    assert [each["id"] for each in whole] == sorted((each["id"] for each in whole), reverse=True)
    for status, count in (("delivered", 3), ("pending", 2), ("failed", 0)):
        found = hooks.send("GET", f"{path}/deliveries?status={status}").json()
        assert [each["status"] for each in found] == [status] * count
    assert_refused(hooks.send("GET", path + "/deliveries?status=late"), 422, says="status")


def test_an_event_is_delivered_again_under_the_same_id(hooks: Api, queue: str, endpoint: Endpoint) -> None:
    path = f"/{hooks.created()['id']}"
    delivery = hooks.send("POST", path + "/test").json()
    run(queue)
    again = hooks.send("POST", f"{path}/deliveries/{delivery['id']}/retry")
    run(queue)

    assert (again.status, again.json()["status"], again.json()["id"]) == (202, "pending", delivery["id"])
    assert len({headers["webhook-id"] for headers, _ in endpoint.sent}) == 1
    assert len({body for _, body in endpoint.sent}) == 1
    (listed,) = hooks.send("GET", path + "/deliveries").json()
    assert (listed["status"], len(listed["tries"])) == ("delivered", 2)


def test_what_is_disabled_is_neither_tested_nor_retried(hooks: Api) -> None:
    path = f"/{hooks.created(enabled=False)['id']}"

    assert_refused(hooks.send("POST", path + "/test"), 409, says="enable")
    assert_refused(hooks.send("POST", path + "/deliveries/evt_1/retry"), 409, says="enable")


def test_who_enables_one_that_was_switched_off_begins_anew(hooks: Api, store: Table, acme: Tenant) -> None:
    created = hooks.created()
    table, organization = SubscriptionTable(store), OrganizationId(acme.organization_id)
    found = table.find(organization, created["id"])
    assert found
    table.note_failure(found, found.created_at)
    failing = table.find(organization, created["id"])
    assert failing
    assert table.disable(failing, DisabledReason.FAILING, utc_now())
    off = hooks.send("GET", f"/{created['id']}").json()
    on = hooks.send("PATCH", f"/{created['id']}", {"enabled": True}).json()

    assert (off["enabled"], off["disabledReason"]) == (False, "failing")
    assert off["failingSince"]
    assert (on["enabled"], on["disabledReason"], on["failingSince"]) == (True, None, None)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://example.com/", "https"),
        ("http://127.0.0.1:8080/", "https"),
        ("https://127.0.0.1/", "public"),
        ("https://2130706433/", "public"),
        ("https://0x7f.1/", "public"),
        ("https://0177.0.0.1/", "public"),
        ("https://[::ffff:127.0.0.1]/", "public"),
        ("https://localhost./", "public"),
        ("https://metadata.google.internal/", "public"),
        ("https://user:pw@example.com/", "user"),
        ("https://example.com:22/", "port"),
        ("https://example.com:0/", "https"),
        ("nonsense", "https"),
    ],
)
def test_an_endpoint_that_may_not_be_sent_to_is_refused_and_not_repeated(hooks: Api, url: str, says: str) -> None:
    created = hooks.created()
    for response in (
        hooks.send("POST", "", {**A_BODY, "url": url}),
        hooks.send("PATCH", f"/{created['id']}", {"url": url}),
    ):
        assert_refused(response, 400, says=says, hides=[url])


@pytest.mark.parametrize("url", ["https://example.com:8443/a?b=c", "https://93.184.216.34/", "https://example.com."])
def test_a_public_one_is_taken(hooks: Api, url: str) -> None:
    assert hooks.created(url=url)["url"] == url


def test_on_the_local_stack_this_machine_is_one(hooks: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEIVERS_ON_LOOPBACK", "true")

    assert hooks.created(url="http://127.0.0.1:8080/hooks")["url"] == "http://127.0.0.1:8080/hooks"
    for other in ("http://localhost:8080/", "http://127.0.0.1/", "http://127.1:80/", "http://u@127.0.0.1:80/"):
        assert_refused(hooks.send("POST", "", {**A_BODY, "url": other}), 400)


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({"events": ["fax.*"]}, 400),
        ({"events": []}, 422),
        ({"events": "*"}, 422),
        ({"events": ["*"] * 21}, 422),
        ({"phoneNumberUuids": ["x"]}, 422),
        ({"enabled": "yes"}, 422),
        ({"url": None}, 422),
        ({"description": "x" * 101}, 422),
    ],
)
def test_what_makes_no_webhook_is_refused(hooks: Api, members: dict[str, Any], status: int) -> None:
    assert_refused(hooks.send("POST", "", {**A_BODY, **members}), status, says=next(iter(members)))
    assert hooks.send("GET").json() == []


def test_an_organisation_has_fifty_at_most(hooks: Api) -> None:
    for _ in range(MAX_SUBSCRIPTIONS):
        hooks.created()

    assert_refused(hooks.send("POST", "", A_BODY), 409, says="50")


# ---- for whom ----


@pytest.mark.parametrize("what", OF_ONE)
def test_another_workspaces_webhook_is_one_that_there_is_not(
    hooks: Api, gateway: Gateway, acme: Tenant, globex: Tenant, what: str
) -> None:
    created = hooks.created()["id"]
    before = everything()
    others = [
        Api(gateway, acme.other_workspace, acme.tokens["admin"]),
        Api(gateway, globex.workspace, globex.tokens["admin"]),
    ]
    for other in others:
        theirs, nobodys = (other.of_one(what, webhook) for webhook in (created, NOBODYS))
        assert_refused(theirs, 404)
        assert (theirs.status, theirs.text) == (nobodys.status, nobodys.text)
        assert other.send("GET").json() == []
    assert_refused(Api(gateway, acme.workspace, globex.tokens["admin"]).of_one(what, created), 404, says="Workspace")
    assert everything() == before


@pytest.mark.parametrize("what", ["GET /", "POST /", *OF_ONE])
@pytest.mark.parametrize("scope", ["read", "write"])
def test_the_scopes_of_numbers_do_not_open_webhooks(
    hooks: Api, gateway: Gateway, acme: Tenant, scope: str, what: str
) -> None:
    created = hooks.created()["id"]
    less = Api(gateway, acme.workspace, acme.tokens[scope])
    method, _, suffix = what.partition(" ")
    response = (
        less.send(method, "", A_BODY if method == "POST" else None) if suffix == "/" else less.of_one(what, created)
    )

    assert_refused(response, 403, says="webhooks:read" if method == "GET" else "webhooks:write")
    assert_refused(Api(gateway, acme.workspace, None).of_one("GET", created), 401)


def test_what_a_scope_implies() -> None:
    implied = {scope: {other for other in Scope if scope.implies(other)} for scope in Scope}

    assert implied[Scope.PHONES_ADMIN] == set(Scope)
    assert implied[Scope.PHONES_WRITE] == {Scope.PHONES_WRITE, Scope.PHONES_READ}
    assert implied[Scope.PHONES_READ] == {Scope.PHONES_READ}
    assert implied[Scope.WEBHOOKS_WRITE] == {Scope.WEBHOOKS_WRITE, Scope.WEBHOOKS_READ}
    assert implied[Scope.WEBHOOKS_READ] == {Scope.WEBHOOKS_READ}


# ---- from the change to the endpoint ----


def test_a_message_in_the_stream_reaches_the_endpoint(
    hooks: Api, queue: str, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, acme: Tenant
) -> None:
    created = hooks.created(events=["message.received"])
    sample = json.loads((ROOT / "events" / "fan_out_events" / "message_received.json").read_text())
    image = sample["Records"][0]["dynamodb"]["NewImage"]
    image |= {"organization": {"S": acme.organization_id}, "workspace": {"S": acme.workspace}}
    monkeypatch.setenv("FAN_OUT_DEAD_LETTERS_URL", queue)
    for _ in range(2):
        invoke("fan_out_events", sample)
    run(queue)

    ((headers, body),) = endpoint.sent
    event = Webhook(created["secret"]).verify(body, headers)
    assert (event["type"], event["data"]["message"]["text"]) == ("message.received", "Are you open on Saturday?")
