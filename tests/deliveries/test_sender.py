"""What an endpoint does to the one who sends to it: an outcome, in time, whatever it is."""

import socket
import ssl
import threading
from pathlib import Path

import certifi
import pytest
from trunkline.domain.deliveries import MAX_RESPONSE_BYTES, Outcome
from trunkline.receivers import connections, sender
from trunkline.receivers.sender import Sender

from tests.carriers.test_connections import certificate
from tests.deliveries import hostile
from tests.deliveries.hostile import Behaviour, receiver, responds

BODY = b'{"type":"x"}'
# Of what is late the deadline tells, not how fast the machine is.
SOON = 0.3
LOOPBACK = Sender(frozenset({443, 8443}), may_be_loopback=True)
INTERNET = Sender(frozenset({443, 8443}))


def post(behave: Behaviour, *, seconds: float = 15.0) -> Outcome:
    with receiver(behave) as running:
        return Sender(frozenset(), may_be_loopback=True, seconds=seconds).post(running.url, {"webhook-id": "1"}, BODY)


def test_it_posts_the_body_with_its_headers_and_closes() -> None:
    with receiver(responds(204)) as running:
        outcome = LOOPBACK.post(running.url + "?a=b", {"webhook-id": "evt_1"}, BODY)
    (request,) = running.requests
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")

    assert outcome.is_success
    assert lines[0] == b"POST /hooks?a=b HTTP/1.1"
    assert body == BODY
    assert {b"webhook-id: evt_1", b"Content-Type: application/json", b"Connection: close"} <= set(lines)
    assert [line for line in lines if line.lower().startswith(b"host:")] == [f"Host: 127.0.0.1:{running.port}".encode()]


@pytest.mark.parametrize("status", [200, 202, 299])
def test_any_2xx_is_a_success(status: int) -> None:
    assert post(responds(status)).is_success


@pytest.mark.parametrize("status", [300, 400, 404, 410, 429, 500, 503])
def test_anything_else_is_none_and_its_body_is_kept(status: int) -> None:
    outcome = post(responds(status, body="Grüße".encode()))

    assert (outcome.status, outcome.is_success, outcome.body) == (status, False, "Grüße")


def test_a_redirect_is_not_followed() -> None:
    with receiver(responds(200)) as elsewhere:
        outcome = post(responds(307, f"Location: {elsewhere.url}"))

    assert (outcome.status, elsewhere.requests) == (307, [])


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (hostile.hangs, "timeout"),
        (hostile.drips, "timeout"),
        (hostile.continues, "timeout"),
        (hostile.resets, "connection_closed"),
        (lambda connected: None, "connection_closed"),
        (lambda connected: connected.sendall(b"SSH-2.0-OpenSSH\r\n"), "response_not_http"),
        (lambda connected: connected.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000), "response_not_http"),
    ],
    ids=["hangs", "drips", "continues", "resets", "closes", "not HTTP", "a long header"],
)
def test_a_hostile_endpoint_is_an_outcome_in_time(behave: Behaviour, kind: str) -> None:
    outcome = post(behave, seconds=SOON)

    assert (outcome.status, outcome.error) == (None, kind)


def test_of_ten_megabytes_four_kilobytes_are_read() -> None:
    outcome = post(hostile.floods)

    assert (outcome.status, outcome.body) == (200, "A" * MAX_RESPONSE_BYTES)


def test_what_is_kept_of_a_response_is_no_longer_than_what_is_read_of_it() -> None:
    """A byte that is no text becomes a sign of three."""
    outcome = post(hostile.responds(500, body=b"\xff" * 10_000))

    assert len(outcome.body.encode()) <= MAX_RESPONSE_BYTES
    assert outcome.body == "\ufffd" * (MAX_RESPONSE_BYTES // 3)


def test_a_body_that_does_not_come_does_not_undo_a_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "BODY_SECONDS", SOON)

    def behave(connected: socket.socket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        hostile.hangs(connected)

    outcome = post(behave)

    assert (outcome.is_success, outcome.body) == (True, "abc")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), (" 7 ", 7), ("-1", None), ("1e3", None), ("Fri, 21 Nov 2003 08:00:00 GMT", 0), ("²", None)],
)
def test_retry_after_is_seconds_or_a_moment(header: str, seconds: int | None) -> None:
    asked = sender._retry_after(header)

    assert (asked.total_seconds() if asked is not None else None) == seconds


def test_a_port_that_nobody_listens_on_is_an_outcome() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    assert LOOPBACK.post(f"http://127.0.0.1:{port}/", {}, BODY).error == "connection_refused"


# ---- where nothing is sent ----


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Nothing is connected to; what would have been is noted."""
    noted: list[object] = []

    def connect(address: object, *, timeout: float) -> socket.socket:
        noted.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    return noted


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "192.168.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "168.63.129.16",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_a_name_that_leads_inside_is_not_connected_to(address: str, nowhere: list[object]) -> None:
    for addresses in ([address], ["93.184.216.34", address]):
        outcome = Sender(frozenset({443}), resolve=lambda *_, found=addresses: found).post(
            "https://a.example/", {}, b""
        )

        assert outcome.error == "address_not_public"
    assert nowhere == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://localhost./",
        "https://user@127.0.0.1/",
    ],
)
def test_every_spelling_of_this_machine_is_one(url: str, nowhere: list[object]) -> None:
    """As the resolver of this machine reads them."""
    assert INTERNET.post(url, {}, b"").error in ("address_not_public", "name_not_resolved")
    assert nowhere == []


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "https://a.example:22/",
        "https://a.example:444/",
        "ftp://a.example/",
        "http://127.0.0.1:80/",
    ],
)
def test_other_schemes_and_ports_are_not_connected_to(url: str, nowhere: list[object]) -> None:
    sender = Sender(frozenset({443, 8443}), resolve=lambda *_: ["93.184.216.34"])

    assert sender.post(url, {}, b"").error == "address_not_public"
    assert nowhere == []


def test_the_connection_goes_to_the_address_that_was_looked_at(nowhere: list[object]) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        # Another one from the second time on, as a name does that is to get past the look.
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    Sender(frozenset({8443}), resolve=resolve).post("https://a.example:8443/", {}, b"")

    assert asked == ["a.example"]
    assert nowhere == [("93.184.216.34", 8443)]


def test_proxies_of_the_environment_are_not_used(nowhere: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")

    Sender(frozenset({443}), resolve=lambda *_: ["93.184.216.34"]).post("https://a.example/", {}, b"")

    assert nowhere == [("93.184.216.34", 443)]


def test_a_resolver_that_does_not_answer_is_an_outcome_in_time() -> None:
    ended = threading.Event()
    sender = Sender(frozenset({443}), seconds=SOON, resolve=lambda *_: [str(ended.wait())])

    assert sender.post("https://a.example/", {}, b"").error == "timeout"
    ended.set()


# ---- over TLS ----


@pytest.fixture
def public_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine counts as a public address; nothing else of the way is different."""
    monkeypatch.setattr(connections, "is_public_address", lambda _: True)


def over_tls(
    monkeypatch: pytest.MonkeyPatch,
    bundle: Path,
    tls: ssl.SSLContext | None,
    behave: Behaviour,
    *,
    seconds: float = 15.0,
) -> Outcome:
    monkeypatch.setattr(certifi, "where", lambda: str(bundle))
    connections.tls_context.cache_clear()
    with receiver(behave, tls) as running:
        sender = Sender(frozenset({running.port}), seconds=seconds, resolve=lambda *_: ["127.0.0.1"])
        outcome = sender.post(f"https://receiver.example:{running.port}/", {}, BODY)
    connections.tls_context.cache_clear()
    return outcome


@pytest.mark.usefixtures("public_loopback")
def test_over_tls_the_certificate_is_the_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle, tls = certificate(tmp_path, "receiver.example")
    _, another = certificate(tmp_path, "another.example")

    assert over_tls(monkeypatch, bundle, tls, responds(200)).is_success
    assert over_tls(monkeypatch, bundle, another, responds(200)).error == "certificate_not_valid"


@pytest.mark.usefixtures("public_loopback")
def test_a_certificate_of_another_name_or_of_nobodys_is_an_outcome(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle, tls = certificate(tmp_path, "another.example")

    assert over_tls(monkeypatch, bundle, tls, responds(200)).error == "certificate_not_valid"
    assert over_tls(monkeypatch, Path(certifi.where()), tls, responds(200)).error == "certificate_not_valid"


@pytest.mark.usefixtures("public_loopback")
def test_over_tls_who_hangs_or_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle, tls = certificate(tmp_path, "receiver.example")

    assert over_tls(monkeypatch, bundle, tls, hostile.hangs, seconds=2 * SOON).error == "timeout"
    assert over_tls(monkeypatch, bundle, tls, hostile.drips, seconds=2 * SOON).error == "timeout"


@pytest.mark.usefixtures("public_loopback")
def test_a_handshake_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle, _ = certificate(tmp_path, "receiver.example")
    monkeypatch.setattr(hostile, "_request", lambda _: b"")

    def behave(connected: socket.socket) -> None:
        hostile.hangs(connected)

    assert over_tls(monkeypatch, bundle, None, behave, seconds=SOON).error == "timeout"
