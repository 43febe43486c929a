"""Events in Lambda's own runtime: what is chosen, what is sent, what is expected, and the way to the stack."""

import http.client
import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.support.template import ROOT, functions, resources
from tools.sam_invoke import engine, plan
from tools.sam_invoke.forwarder import forwarded
from tools.stack.template import load_template

_EVENTS = ROOT / "events"
_TENANTS = {"acme": {"tokens": {"read": "tl_1"}, "quoKey": "tl_2"}}


def test_every_case_names_a_function_of_the_template() -> None:
    known = resources("AWS::Serverless::Function")

    assert {case.function for case in plan.cases(_EVENTS)} == set(known)
    assert len(plan.one_each(plan.cases(_EVENTS))) == len(functions())


def test_a_files_name_promises_a_status_where_the_function_serves_a_route() -> None:
    statuses = {case.name: case.status for case in plan.cases(_EVENTS)}

    assert statuses["workspace_get_phone_number/404_unknown"] == 404
    assert statuses["scheduled_cleanup/every_15_minutes"] is None


def test_a_case_is_found_with_and_without_its_ending() -> None:
    for name in ("404_unknown", "404_unknown.json"):
        assert plan.case(_EVENTS, "workspace_get_phone_number", name).status == 404


@pytest.mark.parametrize(
    ("folder", "name", "said"),
    [("no_such_function", "x", "no events of no_such_function"), ("scheduled_cleanup", "x", "every_15_minutes")],
)
def test_who_names_no_event_is_told_which_there_are(folder: str, name: str, said: str) -> None:
    with pytest.raises(plan.SamInvokeError, match=said):
        plan.case(_EVENTS, folder, name)


def _case(folder: Path, content: str) -> plan.Case:
    path = folder / "case.json"
    path.write_text(content)
    return plan.Case("some_function", path)


def test_placeholders_are_filled_in_from_the_demo_tenants(tmp_path: Path) -> None:
    case = _case(tmp_path, '{"a": "Bearer ${acme.tokens.read}", "b": "${acme.quoKey}", "c": "$default"}')

    assert plan.event_of(case, _TENANTS) == {"a": "Bearer tl_1", "b": "tl_2", "c": "$default"}


@pytest.mark.parametrize("unknown", ["acme.nothing", "acme.quoKey.more", "nobody.quoKey"])
def test_a_placeholder_of_nothing_is_named(tmp_path: Path, unknown: str) -> None:
    with pytest.raises(plan.SamInvokeError, match=unknown):
        plan.event_of(_case(tmp_path, json.dumps({"a": f"${{{unknown}}}"})), _TENANTS)


def test_a_container_is_told_addresses_that_it_can_reach() -> None:
    environment = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "TABLE_NAME": "t", "X": "http://127.0.0.1:81/a?b=c"}

    assert plan.seen_from_a_container(environment) == {
        "AWS_ENDPOINT_URL": f"http://{plan.HOST}:4566",
        "TABLE_NAME": "t",
        "X": f"http://{plan.HOST}:81/a?b=c",
    }
    assert plan.ports([environment, {"Y": "http://127.0.0.1:81", "Z": "https://api.example.com:99"}]) == {81, 4566}


def test_the_template_gets_a_place_for_the_stacks_address_and_leaves_the_layers_to_the_images() -> None:
    before = load_template(ROOT / "template.yaml")

    after, layers = plan.prepared(before)

    assert after["Globals"]["Function"]["Environment"]["Variables"]["AWS_ENDPOINT_URL"] == "unknown"
    assert "Layers" not in json.dumps(after)
    assert set(layers) == set(resources("AWS::Serverless::Function"))
    assert layers["WorkspaceGetPhoneNumberFunction"] == ("TrunklineLayer", "DependenciesLayer")
    assert layers["PagesFunction"] == ("TrunklineLayer", "DependenciesLayer", "ReferenceLayer", "ConsoleLayer")
    assert before == load_template(ROOT / "template.yaml")


def test_the_events_of_a_function_keep_their_order() -> None:
    cases = plan.cases(_EVENTS)

    grouped = plan.by_function(cases)

    assert [case for group in grouped for case in group] == cases
    assert all(len({case.folder for case in group}) == 1 for group in grouped)
    assert len(grouped) == len(functions())


@pytest.mark.parametrize(
    ("expected", "answer", "failure", "wrong"),
    [
        (200, {"statusCode": 200}, None, None),
        (200, {"statusCode": 500}, None, "answered 500 instead of 200"),
        (200, None, None, "answered None instead of 200"),
        (None, {"batchItemFailures": []}, None, None),
        (None, {"errorType": "ImportError"}, "Unhandled", "the function failed with ImportError"),
        (404, "nonsense", "Unhandled", "the function failed with Unhandled"),
    ],
)
def test_an_answer_is_judged_by_its_status_and_a_failure_by_itself(
    expected: int | None, answer: object, failure: str | None, wrong: str | None
) -> None:
    assert plan.verdict(expected, answer, failure) == wrong


class _Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("payload", "error", "answer", "failure"),
    [
        (b'{"statusCode": 200}', None, {"statusCode": 200}, None),
        (b"null", None, None, None),
        (b"", None, None, "no answer: nothing at all"),
        (b'{"errorType": "KeyError"}', None, {"errorType": "KeyError"}, "an error"),
        (b"Function 'X' timed out after 10 seconds", None, None, "no answer: Function 'X' timed out after 10 seconds"),
        (b"\xff", "Unhandled", None, "Unhandled"),
    ],
)
def test_an_answer_that_is_none_does_not_end_the_run(
    payload: bytes, error: str | None, answer: object, failure: str | None
) -> None:
    assert plan.read(payload, error) == (answer, failure)


def test_a_port_is_forwarded_while_something_runs_and_no_longer() -> None:
    # It is to 127.0.0.1 what the bridge is: another address of this machine.
    bridge = "127.0.0.2" if sys.platform == "linux" else "::1"
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    content = b"x" * 300_000
    try:
        with forwarded(bridge, {port}):
            for _ in range(3):
                connection = http.client.HTTPConnection(bridge, port, timeout=10)
                connection.request("POST", "/", body=content)
                assert connection.getresponse().read() == content
                connection.close()
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((bridge, port), timeout=2)
    finally:
        server.shutdown()
        server.server_close()


def test_an_address_of_another_machine_is_one_clear_line() -> None:
    with pytest.raises(plan.SamInvokeError, match="Docker's bridge at 192"), forwarded("192.0.2.1", {4566}):
        pass


def test_where_there_is_no_engine_that_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    for reason, program in (("no SAM CLI", "sam"), ("no Python 3.13 to build with", "python3.13")):
        assert engine.missing() == reason
        (tmp_path / program).write_text("#!/bin/sh\n")
        (tmp_path / program).chmod(0o755)
    assert engine.missing() == "no Docker engine"


def test_a_connection_that_is_open_at_the_end_is_closed() -> None:
    bridge = "127.0.0.2" if sys.platform == "linux" else "::1"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with forwarded(bridge, {port}):
            ours = socket.create_connection((bridge, port), timeout=10)
            theirs, _ = server.accept()
            ours.sendall(b"ring")
            assert theirs.recv(4) == b"ring"
        with ours, theirs:
            assert ours.recv(1) == theirs.recv(1) == b""
