"""What users of gh, stripe and aws expect of a command line."""

import importlib.metadata
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from trunkline.domain import standard_webhooks
from trunkline.domain.subscriptions import new_secret
from trunkline.domain.timestamps import utc_now
from trunkline.receivers.sender import Sender
from trunkline_cli import customer_webhooks
from trunkline_cli.app import app
from trunkline_cli.examples import EXAMPLES
from trunkline_cli.receiver import Receiver
from typer.testing import CliRunner

from tests.cli.conftest import STACK, Trunkline
from tests.cli.test_command import PAGE, _commands
from tests.deliveries.builders import an_event


def _help(*words: str) -> str:
    ended = CliRunner().invoke(app, list(words), terminal_width=200)
    assert ended.exit_code == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("name", sorted(_commands()))
def test_help_of_a_command_ends_with_an_example_that_the_page_has(name: str) -> None:
    page = " ".join(PAGE.read_text().replace("\\\n", " ").split())

    example = f"trunkline {name} {EXAMPLES[name]}".strip()
    assert example in page
    assert " ".join(_help(*name.split(), "--help").split()).endswith(f"Example: {example}")


def test_examples_are_of_commands() -> None:
    assert set(EXAMPLES) == set(_commands())


def test_help_is_a_word_too() -> None:
    assert _help("help") == _help("--help")
    assert _help("help", "numbers") == _help("numbers", "--help")
    assert _help("help", "numbers", "archive") == _help("numbers", "archive", "-h")
    assert CliRunner().invoke(app, ["help", "nonsense"]).exit_code == 2


def test_help_is_plain_text_that_names_every_command_in_full_on_80_columns() -> None:
    for words in ((), *((name.split()[0],) for name in _commands() if " " in name)):
        shown = CliRunner().invoke(app, [*words, "--help"], terminal_width=80).stdout
        assert shown.isascii(), words
        assert "..." not in shown.split("Commands:")[1], words


def test_the_version_says_of_what() -> None:
    assert _help("--version") == f"trunkline {importlib.metadata.version('trunkline')}\n"


def test_a_limit_has_the_short_form_of_gh(trunkline: Trunkline, organization: str) -> None:
    long, short = (
        trunkline.json("workspaces", "list", "--tenant", organization, limit, "1") for limit in ("--limit", "-L")
    )

    assert short == long
    assert len(short) == 1


def test_status_tells_which_stack_is_meant_and_as_whom(trunkline: Trunkline) -> None:
    told = trunkline.json("status")

    assert (told["stack"], told["region"], told["account"]) == (STACK, "us-east-1", "123456789012")
    assert told["identity"].startswith("arn:aws:")
    assert told["apiUrl"] == "http://127.0.0.1:9"


def test_events_may_be_separated_by_commas() -> None:
    assert customer_webhooks._patterns(["call.*, message.received", "phone_number.*"]) == [
        "call.*",
        "message.received",
        "phone_number.*",
    ]
    assert customer_webhooks._patterns(None) == ["*"]


@dataclass
class Application:
    """A customer's application on this machine."""

    status: int = 200
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def application() -> Iterator[Application]:
    it = Application()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            it.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(it.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    it.url = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield it
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [200, 302, 500])
def test_a_listener_forwards_what_is_genuine_and_responds_as_the_application_does(
    application: Application, status: int
) -> None:
    application.status = status
    heard: list[dict[str, Any]] = []
    event, sender = an_event(), Sender(frozenset(), may_be_loopback=True)
    body = standard_webhooks.body_of(event)
    with Receiver(heard.append, forward_to=application.url) as receiver:
        receiver.secret = new_secret()
        headers = standard_webhooks.headers_of(event, [receiver.secret], body, utc_now())
        forged = standard_webhooks.headers_of(event, [new_secret()], body, utc_now())

        assert sender.post(receiver.url, forged, body).status == 400
        assert sender.post(receiver.url, headers, body).status == status

    ((sent, received),) = application.received
    assert received == body
    assert sent["content-type"] == "application/json"
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        assert sent[name] == headers[name]
    assert [(each["id"], each["forwarded"]) for each in heard] == [(event.id, status)]


def test_an_application_that_is_not_there_is_a_502(application: Application) -> None:
    heard: list[dict[str, Any]] = []
    event, sender = an_event(), Sender(frozenset(), may_be_loopback=True)
    body = standard_webhooks.body_of(event)
    with Receiver(heard.append, forward_to="http://127.0.0.1:9/") as receiver:
        receiver.secret = new_secret()
        headers = standard_webhooks.headers_of(event, [receiver.secret], body, utc_now())

        assert sender.post(receiver.url, headers, body).status == 502
    assert [each["forwarded"] for each in heard] == [502]


def test_a_line_says_what_the_application_responded(capsys: pytest.CaptureFixture[str]) -> None:
    show = customer_webhooks._printer(as_json=False)
    show({"id": "evt_1", "timestamp": "now", "type": "webhook.test", "data": {}, "forwarded": 500})

    assert capsys.readouterr().out == "now  webhook.test  evt_1  -> 500\n"


def test_forwarding_wants_a_url(trunkline: Trunkline) -> None:
    ended = trunkline("webhooks", "listen", "--tenant", "org_acme", "--forward-to", "localhost:3000")

    assert ended.code == 2
    assert "http://localhost:3000" in ended.err
    assert json.dumps(ended.out) == '""'
