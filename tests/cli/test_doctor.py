import base64
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from trunkline.domain.identifiers import OrganizationId
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update
from trunkline.wiring.tenants import tenants as wired_tenants
from trunkline_cli import account_checks, checks
from trunkline_cli.target import Target

from tests.cli.conftest import DEAD_LETTERS, STACK, Trunkline
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox import Sandbox
from tools.sandbox.tenants import AccountPlan

SECRET = "f" * 32
SID = "AC" + "1" * 32


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """A server that answers every POST with one status, as the service does, and then never ends its body."""
    servers: list[http.server.ThreadingHTTPServer] = []
    ended = threading.Event()

    def serve(status: int, *, ours: bool = True) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.send_response(status)
                if ours:
                    self.send_header("X-Request-Id", "r1")
                self.end_headers()
                with suppress(OSError):
                    while not ended.wait(0.2):
                        self.wfile.write(b" ")
                        self.wfile.flush()

            def log_message(self, *_: Any) -> None:
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}"

    yield serve
    ended.set()
    for server in servers:
        server.shutdown()
        server.server_close()


def _states(trunkline: Trunkline, *arguments: str) -> dict[str, str]:
    return {each["check"]: each["state"] for each in trunkline("doctor", "--json", *arguments).json}


def test_what_fails_is_told_with_what_to_do_and_the_rest_is_looked_at(trunkline: Trunkline) -> None:
    ended = trunkline("doctor", "--json")
    found = {each["check"]: each for each in ended.json}

    assert ended.code == 1
    # The tests' table has no stream and cannot be restored; there is no state machine, no schedule, no API.
    for name in ("stream", "point-in-time recovery", "time to live", "state machine", "schedule", "webhook address"):
        assert found[name]["state"] == "fail", name
        assert found[name]["advice"]
    assert "docs/operations.md" in found["state machine"]["advice"]
    for name in ("table", "indexes", "key", "seal and unseal", "event bus", "dead letters", "parked items", "clock"):
        assert found[name]["state"] == "ok", name
    assert "Traceback" not in ended.err
    assert "WHAT TO DO" in trunkline("doctor").out


def test_a_table_as_the_template_has_it_is_well(trunkline: Trunkline, aws: Any) -> None:
    name = "trunkline-test"
    aws.update_table(TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    aws.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "delete_after"})
    aws.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})

    states = _states(trunkline)

    assert {states[name] for name in ("table", "stream", "time to live", "point-in-time recovery")} == {"ok"}


def test_dead_letters_are_counted_and_warned_of(trunkline: Trunkline) -> None:
    session: Any = botocore.session.get_session()
    resources = session.create_client("cloudformation").list_stack_resources(StackName=STACK)
    urls = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources["StackResourceSummaries"]}
    for _ in range(3):
        session.create_client("sqs").send_message(QueueUrl=urls["ReferenceDeadLetters"], MessageBody="x")

    listed = trunkline.json("dead-letters", "list")

    assert {each["queue"]: each["messages"] for each in listed} == dict.fromkeys(DEAD_LETTERS, 0) | {
        "ReferenceDeadLetters": 3
    }
    assert _states(trunkline)["dead letters"] == "warn"


def test_a_key_that_is_switched_off_fails(trunkline: Trunkline, monkeypatch: pytest.MonkeyPatch) -> None:
    session: Any = botocore.session.get_session()
    outputs = session.create_client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
    arn = next(each["OutputValue"] for each in outputs if each["OutputKey"] == "SecretsKeyArn")
    session.create_client("kms").disable_key(KeyId=arn.rpartition("/")[2])

    assert _states(trunkline)["key"] == "fail"


def test_accounts_are_tried_at_their_carriers(
    trunkline: Trunkline, carriers_of: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        trunkline.json("tenants", "create", "--name", name, "--id", name)
        carriers_of(AccountPlan(name, "twilio", SID, SECRET, ()))
        trunkline.json("carriers", "add", "-t", name, "-c", "twilio", "-a", SID, typed=SECRET)

    assert {_states(trunkline)[f"twilio account of {name}"] for name in ("one", "two")} == {"ok"}
    assert "twilio account of two" not in _states(trunkline, "--tenant", "one")
    carriers_of(AccountPlan("one", "twilio", SID, "e" * 32, ()))
    assert _states(trunkline)["twilio account of one"] == "fail"
    monkeypatch.setenv("CARRIER_BASE_URL_TWILIO", "http://127.0.0.1:9")
    assert _states(trunkline)["twilio account of one"] == "warn"


def test_of_a_table_that_is_gone_the_rest_is_looked_at(trunkline: Trunkline, aws: Any) -> None:
    aws.delete_table(TableName="trunkline-test")

    found = {each["check"]: each for each in trunkline("doctor", "--json").json}

    assert {each["state"] for name, each in found.items() if name in ("table", "parked items", "carrier accounts")} == {
        "fail"
    }
    assert "docs/operations.md" in found["table"]["advice"]
    assert {found[name]["state"] for name in ("key", "event bus", "dead letters", "clock")} == {"ok"}


def test_a_missing_permission_is_told_apart_from_what_is_gone(
    trunkline: Trunkline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Target) -> list[checks.Finding]:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "DescribeKey")

    (found,) = checks.examined(Target("x", {}, {}), "key", refused)

    assert found.state == "fail"
    assert found.advice
    assert "docs/cli.md" in found.advice


def test_an_account_that_cannot_be_opened_does_not_hide_the_others(
    trunkline: Trunkline, carriers_of: Callable[..., Sandbox], store: Table
) -> None:
    for name in ("one", "two"):
        trunkline.json("tenants", "create", "--name", name, "--id", name)
        carriers_of(AccountPlan(name, "twilio", SID, SECRET, ()))
        trunkline.json("carriers", "add", "-t", name, "-c", "twilio", "-a", SID, typed=SECRET)
    store.write(
        Update(
            label="account",
            key=keys.carrier_account(OrganizationId("one"), "twilio", SID),
            set_={"sealed_secret": base64.b64encode(b"broken").decode()},
            condition="attribute_exists(pk)",
        )
    )

    states = _states(trunkline)

    assert (states["twilio account of one"], states["twilio account of two"]) == ("fail", "ok")


def test_accounts_are_found_behind_many_tenants_that_have_none(
    trunkline: Trunkline, carriers_of: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*(f"a{number:02}" for number in range(25)), "last"):
        wired_tenants().create(name=name, organization_id=name)
    carriers_of(AccountPlan("last", "twilio", SID, SECRET, ()))
    trunkline.json("carriers", "add", "-t", "last", "-c", "twilio", "-a", SID, typed=SECRET)

    assert _states(trunkline)["twilio account of last"] == "ok"
    monkeypatch.setattr(account_checks, "_TENANTS_LOOKED_AT", 20)
    (found,) = account_checks.carrier_accounts(Target("x", {}, {}), None)
    assert "--tenant" in found.detail


def test_accounts_are_tried_at_the_same_time(
    trunkline: Trunkline, carriers_of: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    carriers_of(AccountPlan("one", "twilio", SID, SECRET, ()))
    for name in ("one", "two", "three"):
        trunkline.json("tenants", "create", "--name", name, "--id", name)
        trunkline.json("carriers", "add", "-t", name, "-c", "twilio", "-a", SID, typed=SECRET)
    all_here = threading.Barrier(3)

    class Waiting:
        def check_credentials(self) -> None:
            all_here.wait(timeout=10)

    monkeypatch.setattr("trunkline.carriers.registry.adapter_for", lambda *_: Waiting())

    assert {each.state for each in account_checks.carrier_accounts(Target("x", {}, {}), None)} == {checks.State.OK}


def test_a_refusal_that_is_not_this_service_s_is_no_good_sign(answering: Callable[..., str]) -> None:
    # So answers a custom domain that leads to no API.
    target = Target("x", {"ApiUrl": "http://127.0.0.1:9"}, {"WebhookBaseUrl": answering(403, ours=False)})

    (found,) = checks.webhook(target)

    assert found.state == "fail"


@pytest.mark.parametrize(("status", "state"), [(403, "ok"), (200, "fail"), (404, "fail"), (502, "fail")])
def test_the_webhook_address_has_to_refuse_what_is_not_signed(
    answering: Callable[[int], str], status: int, state: str
) -> None:
    target = Target("x", {"ApiUrl": "http://127.0.0.1:9"}, {"WebhookBaseUrl": answering(status)})

    (found,) = checks.webhook(target)

    assert found.state == state
    assert (found.advice is None) is (state == "ok")


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (60, "warn"), (600, "fail")])
def test_a_clock_that_is_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch, seconds: int, state: str) -> None:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415
    from email.utils import format_datetime  # noqa: PLC0415

    class Client:
        def describe_stacks(self, **_: Any) -> Any:
            date = format_datetime(datetime.now(UTC) - timedelta(seconds=seconds), usegmt=True)
            return {"ResponseMetadata": {"HTTPHeaders": {"date": date}}}

    monkeypatch.setattr(checks, "client", lambda _: Client())

    (found,) = checks.clock(Target("x", {"TableName": "t"}, {}))

    assert found.state == state


def test_on_the_local_stack_what_the_emulator_leaves_out_is_a_warning(trunkline: Trunkline) -> None:
    trunkline("doctor")  # leads the clients to the test's table
    findings = checks.table(Target("x", {"TableName": "trunkline-test"}, {}, is_local=True))

    states = {each.check: str(each.state) for each in findings}
    assert (states["time to live"], states["point-in-time recovery"], states["stream"]) == ("warn", "warn", "fail")


def test_a_linked_number_that_cannot_ring_is_named(trunkline: Trunkline, api: WorkspaceApi, acme: Tenant) -> None:
    api.created()
    assert _states(trunkline)["linked numbers"] == "ok"
    number = api.created(providerPhoneUuid=acme.provider_phones[0]["uuid"])

    found = {each["check"]: each for each in trunkline("doctor", "--json", "-t", "org_acme").json}["linked numbers"]

    assert found["state"] == "warn"
    assert f"1 of 1 do not ring: {number['phoneNumber']} (none)" in found["detail"]
    assert _states(trunkline, "-t", "org_globex")["linked numbers"] == "ok"
