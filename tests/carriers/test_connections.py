"""What goes over the wire to carriers, and over which connection."""

import base64
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from trunkline.carriers import connections, http_client
from trunkline.carriers.http_client import CarrierResponse
from trunkline.errors import CarrierUnavailableError
from trunkline.services import carrier_adapters

from tests.carriers.plain_calls import PATH, call, lines, refused
from tests.carriers.scripted import Script, Scripted, answer, head, scripted

# ---- what is sent ----

SENT = (b"Accept: */*", b"Accept-Encoding: gzip, deflate", b"User-Agent: trunkline")


def test_a_query_is_sent_as_carriers_read_it(server: Scripted) -> None:
    server.answers = [answer(b"{}")]
    call(path="/v2/x", query={"page[number]": 1, "name": "a b+c&d=\u00e9~", "tags": ["x", "y"], "none": None})
    first, headers, body = lines(server.requests[0])
    assert first == (b"GET /v2/x?page%5Bnumber%5D=1&name=a+b%2Bc%26d%3D%C3%A9~&tags=x&tags=y HTTP/1.1")
    assert (headers, body) == (set(SENT), b"")


def test_a_query_follows_the_one_of_a_page_that_the_carrier_named(server: Scripted) -> None:
    server.answers = [answer(b"{}")]
    call(path="/x.json?Page=1&PageToken=PA%2Bx", query={"PageSize": 5})
    assert server.requests[0].startswith(b"GET /x.json?Page=1&PageToken=PA%2Bx&PageSize=5 HTTP/1.1\r\n")


@pytest.mark.parametrize("query", [None, {}, {"PageToken": None}])
def test_an_empty_query_is_none(server: Scripted, query: dict[str, object] | None) -> None:
    server.answers = [answer(b"{}")]
    call(path="/x.json", query=query)
    assert server.requests[0].startswith(b"GET /x.json HTTP/1.1\r\n")


def test_a_form_is_sent_as_carriers_read_it(server: Scripted) -> None:
    server.answers = [answer(b"{}")]
    call("POST", form={"VoiceUrl": "https://a.test/x?y=1&z= ", "SmsUrl": "", "Left": None})
    first, headers, body = lines(server.requests[0])
    assert first == f"POST {PATH} HTTP/1.1".encode()
    assert body == b"VoiceUrl=https%3A%2F%2Fa.test%2Fx%3Fy%3D1%26z%3D+&SmsUrl="
    assert headers == {*SENT, b"Content-Length: %d" % len(body), b"Content-Type: application/x-www-form-urlencoded"}


def test_a_document_is_sent_as_json(server: Scripted) -> None:
    server.answers = [answer(b"{}")]
    call("PATCH", document={"name": "\u00e9", "connection_id": None})
    first, headers, body = lines(server.requests[0])
    assert first.startswith(b"PATCH ")
    assert body == b'{"name": "\\u00e9", "connection_id": null}'
    assert headers == {*SENT, b"Content-Length: %d" % len(body), b"Content-Type: application/json"}


def test_credentials_go_in_a_header_beside_those_of_the_call(server: Scripted) -> None:
    server.answers = [answer(b"{}")]
    call(basic=("AC0001", "s3cret"), headers={"User-Agent": "sdk", "X-Client": "1"})
    _, headers, _ = lines(server.requests[0])
    basic = b"Authorization: Basic " + base64.b64encode(b"AC0001:s3cret")
    assert headers == {*SENT[:2], b"User-Agent: sdk", b"X-Client: 1", basic}


def test_neither_netrc_nor_proxies_nor_bundles_of_the_environment_are_used(
    server: Scripted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    server.answers = [answer(b"{}")]
    call()
    assert b"Authorization" not in server.requests[0]


def test_a_cookie_is_not_sent_back(server: Scripted) -> None:
    server.answers, server.closes = [answer(b"{}", "Set-Cookie: session=1; Path=/")], False
    call()
    call()
    assert not [request for request in server.requests if b"ookie" in request]


@pytest.mark.parametrize("headers", [{"X-Key": "s3cret\r\nX-More: 1"}, {"X-Key": "s3cret\U0001f511"}, {"X Key\n": "1"}])
def test_a_header_that_is_none_is_not_sent(server: Scripted, headers: dict[str, str]) -> None:
    server.answers = [answer(b"{}")]
    refused(headers=headers)
    assert server.requests == []


def test_credentials_that_no_header_can_carry_are_not_sent(server: Scripted) -> None:
    with pytest.raises(CarrierUnavailableError):
        call(basic=("AC\U0001f511", "s3cret"))
    assert server.requests == []


# ---- how connections are kept ----


def test_calls_share_a_connection(server: Scripted) -> None:
    server.answers, server.closes = [answer(b"{}"), answer(b"", status="204 No Content"), answer(b"{}")], False
    for _ in range(3):
        call()
    assert (len(server.requests), server.connections) == (3, 1)


def test_a_connection_that_the_carrier_closed_is_replaced_and_nothing_sent_twice(server: Scripted) -> None:
    closed = threading.Event()

    def last(peer: socket.socket) -> None:
        peer.sendall(answer(b"{}"))
        peer.shutdown(socket.SHUT_RDWR)
        closed.set()

    server.answers = [last, answer(b"{}")]
    call()
    assert closed.wait(60)
    call("POST")
    assert (len(server.requests), server.connections) == (2, 2)


def hang_up(peer: socket.socket) -> None:
    peer.shutdown(socket.SHUT_RDWR)


def reset(peer: socket.socket) -> None:
    # What is not read, or sent after this, is answered with a reset.
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


@pytest.mark.parametrize("breaks", [hang_up, reset])
def test_a_question_on_a_kept_connection_that_breaks_is_asked_again_on_a_new_one(
    server: Scripted, breaks: Script
) -> None:
    server.answers, server.closes = [answer(b"{}"), breaks, answer(b'{"a": 1}')], False
    call()
    assert call().document() == {"a": 1}
    assert (len(server.requests), server.connections) == (3, 2)
    assert server.requests[1] == server.requests[2]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_on_a_kept_connection_that_breaks_is_not_sent_again(server: Scripted, method: str) -> None:
    server.answers, server.closes = [answer(b"{}"), hang_up, answer(b"{}")], False
    call()
    refused(method=method)
    assert len(server.requests) == 2


def test_a_question_is_asked_again_once_only(server: Scripted) -> None:
    server.answers, server.closes = [answer(b"{}"), hang_up], False
    call()
    refused()
    assert len(server.requests) == 3


def test_a_question_on_a_new_connection_that_breaks_is_not_asked_again(server: Scripted) -> None:
    server.answers = [hang_up]
    refused()
    assert len(server.requests) == 1


@pytest.mark.parametrize("said", [b"HTTP/1.1 20", b"SSH-2.0-OpenSSH_9.6\r\n", head("Content-Length: 9") + b"{"])
def test_a_question_of_which_part_of_an_answer_came_is_not_asked_again(server: Scripted, said: bytes) -> None:
    def cut_off(peer: socket.socket) -> None:
        peer.sendall(said)
        peer.shutdown(socket.SHUT_RDWR)

    server.answers, server.closes = [answer(b"{}"), cut_off, answer(b"{}")], False
    call()
    refused()
    assert len(server.requests) == 2


@pytest.fixture
def silence() -> Iterator[Script]:
    """No answer, until the test has ended."""
    ended = threading.Event()

    def wait(_: socket.socket) -> None:
        ended.wait(60)

    yield wait
    ended.set()


def test_a_question_that_nobody_answers_is_not_asked_again(server: Scripted, silence: Script) -> None:
    server.answers, server.closes = [answer(b"{}"), silence, answer(b"{}")], False
    call()
    refused(seconds=0.5)
    # It may be read later than nobody waits for its answer any more.
    server.wait_for_requests(2)
    assert len(server.requests) == 2


def test_both_times_together_last_no_longer_than_one(
    server: Scripted, silence: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The carrier closes the connection after it has thought for long: what is left is for the second time."""
    passed = [0.0]

    def think(peer: socket.socket) -> None:
        passed[0] += 19.5
        hang_up(peer)

    monkeypatch.setattr(carrier_adapters, "CALL_SECONDS", 20.0)
    # Only thinking takes time: what the machine takes is not to decide whether there is a second time.
    clock = SimpleNamespace(monotonic=lambda: passed[0], time=time.time)
    server.answers, server.closes = [answer(b"{}"), think, silence], False
    call()
    monkeypatch.setattr(connections, "time", clock)
    began = time.monotonic()
    refused()
    # Half a second, where a whole second time were eighteen.
    assert time.monotonic() - began < 9
    server.wait_for_requests(3)
    assert len(server.requests) == 3


def test_nothing_of_the_second_time_is_logged(server: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    server.answers, server.closes = [answer(b"{}"), hang_up, answer(b"{}")], False
    call()
    call()
    assert caplog.records == []


def test_a_connection_that_nobody_used_for_a_minute_is_not_used_again(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers, server.closes = [answer(b"{}")], False
    call()
    clock = SimpleNamespace(monotonic=time.monotonic, time=lambda: time.time() + 60)
    monkeypatch.setattr(connections, "time", clock)
    call("POST")
    call()
    assert (len(server.requests), server.connections) == (3, 2)


def test_an_answer_that_is_left_unread_leaves_nothing_for_the_next_call(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_client, "MAX_ANSWER_BYTES", 10)
    server.answers, server.closes = [answer(b"x" * 200_000), answer(b'{"a": 1}')], False
    refused()
    assert call().document() == {"a": 1}


def test_nobody_at_the_port_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    # Taken, so that nobody else gets the port, and not listened at.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", f"http://127.0.0.1:{taken.getsockname()[1]}")
        refused()


def test_a_host_that_is_no_name_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", "http://\u00fc..test")
    refused()


# ---- TLS ----


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate that vouches for itself, and a server that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    bundle, private = folder / f"{name}.pem", folder / f"{name}.key"
    bundle.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, private)
    return bundle, context


def over_tls(monkeypatch: pytest.MonkeyPatch, server: Scripted, bundle: Path | None) -> CarrierResponse:
    """The answer of a carrier at https://localhost, which trusts a bundle, or the one shipped."""
    monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", f"https://localhost:{server.port}")
    if bundle:
        monkeypatch.setattr(certifi, "where", lambda: str(bundle))
    server.answers = [answer(b'{"a": 1}')]
    return call()


@pytest.mark.usefixtures("fresh_connections")
def test_a_certificate_of_the_bundle_is_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle, tls = certificate(tmp_path, "localhost")
    with scripted(tls) as server:
        assert over_tls(monkeypatch, server, bundle).document() == {"a": 1}


@pytest.mark.usefixtures("fresh_connections")
def test_the_bundle_is_read_once_for_all_connections(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle, tls = certificate(tmp_path, "localhost")
    with scripted(tls) as server:
        over_tls(monkeypatch, server, bundle)
        bundle.unlink()
        call()
        assert server.connections == 2


@pytest.mark.usefixtures("fresh_connections")
@pytest.mark.parametrize("fault", ["nobody vouches for it", "another's name", "not TLS at all"])
def test_a_carrier_that_cannot_prove_itself_is_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    bundle, tls = certificate(tmp_path, "else.test" if fault == "another's name" else "localhost")
    with (
        scripted(None if fault == "not TLS at all" else tls) as server,
        pytest.raises(CarrierUnavailableError) as caught,
    ):
        over_tls(monkeypatch, server, None if fault == "nobody vouches for it" else bundle)
    assert caught.value.__cause__ is None
    assert [request for request in server.requests if request.startswith(b"GET")] == []


# ---- how long an answer may take ----


def _endless(piece: bytes, pause: float) -> Script:
    """Say it again and again until nobody listens."""

    def says(peer: socket.socket) -> None:
        peer.settimeout(pause)
        with suppress(OSError):
            peer.sendall(b"HTTP/1.1 ")
            while True:
                peer.sendall(piece)
                with suppress(TimeoutError):
                    if not peer.recv(1):
                        return

    return says


@pytest.mark.parametrize(
    "piece",
    [b"100 Continue\r\n\r\nHTTP/1.1 ", b"2"],
    ids=["endless 100 Continue", "a status line that drips in"],
)
def test_the_head_of_an_answer_has_the_same_deadline_as_the_rest(server: Scripted, piece: bytes) -> None:
    server.answers = [_endless(piece, pause=0.05)]
    started = time.monotonic()
    refused(seconds=0.5)
    assert time.monotonic() - started < 5


def test_a_header_that_drips_in_ends_with_its_time(server: Scripted) -> None:
    def drips(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        _endless(b"a", pause=0.05)(peer)

    server.answers = [drips]
    started = time.monotonic()
    refused(seconds=0.5)
    assert time.monotonic() - started < 5
