import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any

import botocore.session
import pytest
from trunkline_cli import checks
from trunkline_cli.target import Target

from tests.cli.conftest import DEAD_LETTERS, STACK, Trunkline
from tools.sandbox import Sandbox
from tools.sandbox.tenants import AccountPlan

SECRET = "f" * 32
SID = "AC" + "1" * 32


@pytest.fixture
def answering() -> Iterator[Callable[[int], str]]:
    """A server that answers every POST with one status."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(status: int) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}"

    yield serve
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
        def describe_table(self, **_: Any) -> Any:
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
