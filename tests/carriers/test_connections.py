"""What goes over the wire to carriers, and what is made of answers that no sandbox gives."""

import base64
import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from trunkline.carriers import connections, http_client, recording_files
from trunkline.carriers.http_client import CarrierHttp, CarrierResponse
from trunkline.carriers.recording_files import fetch_recording
from trunkline.domain.phone_numbers import Carrier
from trunkline.errors import CarrierUnavailableError, UnavailableError
from trunkline.services.carrier_adapters import Budget
from trunkline.services.recordings import Download, RecordingNotCopiedError

from tests.carriers.scripted import Scripted, answer, head, scripted

PATH = "/v1/Account/AC0001/Number/14155550140/"
SECRETS = ("AC0001", "14155550140", "s3cret")


@pytest.fixture(autouse=True)
def _no_connection_of_another_test() -> Iterator[None]:
    connections.pool.cache_clear()
    yield
    for scheme in ("http", "https"):
        connections.pool(scheme).clear()
    connections.pool.cache_clear()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """Plivo, as it seems."""
    with scripted() as running:
        monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", f"http://127.0.0.1:{running.port}")
        yield running


def call(method: str = "GET", path: str = PATH, *, seconds: float = 24, **more: Any) -> CarrierResponse:
    return CarrierHttp(Carrier.PLIVO, Budget(seconds)).call(method, path, **more)


def refused(**more: Any) -> CarrierUnavailableError:
    """The error of a call whose answer is none; it says nothing of what was sent."""
    with pytest.raises(CarrierUnavailableError) as caught:
        call(basic=("AC0001", "s3cret"), **more).document()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert not [secret for secret in SECRETS if secret in str(caught.value)]
    return caught.value


# ---- what is sent ----

SENT = (b"Accept: */*", b"Accept-Encoding: gzip, deflate", b"User-Agent: trunkline")


def lines(request: bytes) -> tuple[bytes, set[bytes], bytes]:
    """The first line, the headers but Host, and the body."""
    sent, _, body = request.partition(b"\r\n\r\n")
    first, *headers = sent.split(b"\r\n")
    return first, {header for header in headers if not header.startswith(b"Host:")}, body


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
    assert closed.wait(5)
    call("POST")
    assert (len(server.requests), server.connections) == (2, 2)


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_request_on_a_kept_connection_that_breaks_is_not_sent_again(server: Scripted, method: str) -> None:
    server.answers, server.closes = [answer(b"{}"), lambda peer: peer.shutdown(socket.SHUT_RDWR)], False
    call()
    refused(method=method)
    assert len(server.requests) == 2


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
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", f"http://127.0.0.1:{port}")
    refused()


def test_a_host_that_is_no_name_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", "http://\u00fc..test")
    refused()


# ---- what is answered ----


@dataclass
class Drip:
    """An answer of which one byte comes, and the rest when nobody waits for it any more."""

    given_up: threading.Event = field(default_factory=threading.Event)
    is_whole: bool = False

    def __call__(self, peer: socket.socket) -> None:
        peer.sendall(head("Content-Length: 2") + b"{")
        # Less than the client waits for the next byte.
        self.given_up.wait(2)
        self.is_whole = not self.given_up.is_set()
        peer.sendall(b"}")


def deflated(body: bytes, length: int | None = None) -> bytes:
    return answer(gzip.compress(body)[:length], "Content-Encoding: gzip")


CHUNKED = "Transfer-Encoding: chunked"
WHOLE = {
    "with a length": answer(b'{"a": 1}'),
    "until the end of the connection": head() + b'{"a": 1}',
    "in chunks": head(CHUNKED) + b'3\r\n{"a\r\n5\r\n": 1}\r\n0\r\n\r\n',
    "compressed": deflated(b'{"a": 1}'),
    "deflated": answer(zlib.compress(b'{"a": 1}'), "Content-Encoding: deflate"),
    "after a 100": b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b'{"a": 1}'),
}
BROKEN = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "a status that is none": answer(b"{}", status="two hundred"),
    "lengths of two kinds": head("Content-Length: 2", "Content-Length: 3") + b"{}{",
    "cut off": head("Content-Length: 100") + b'{"a": 1}',
    "cut off in a chunk": head(CHUNKED) + b'64\r\n{"a": 1}',
    "cut off after a chunk": head(CHUNKED) + b'8\r\n{"a": 1}\r\n',
    "a chunk without a length": head(CHUNKED) + b'x\r\n{"a": 1}\r\n0\r\n\r\n',
    "not compressed": answer(b'{"a": 1}', "Content-Encoding: gzip"),
    "compressed in half": deflated(b'{"a": 1}' * 1000, 30),
    "too large": answer(b"x" * (http_client.MAX_ANSWER_BYTES + 1)),
    "too large in chunks": head(CHUNKED) + b"100000\r\n%s\r\n" % (b"x" * 0x100000) * 5,
    "too large when decompressed": deflated(b"x" * (http_client.MAX_ANSWER_BYTES + 1)),
    "a redirect": answer(b"", "Location: http://127.0.0.1:9/", status="302 Found"),
    "a redirect to bytes": answer(b"", "Location: http://\xff\xfe/", status="302 Found"),
    "not modified": head(status="304 Not Modified"),
}


@pytest.mark.parametrize("how", WHOLE)
def test_an_answer_is_read_however_it_is_sent(server: Scripted, how: str) -> None:
    server.answers = [WHOLE[how]]
    assert call().document() == {"a": 1}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_answer_is_none(server: Scripted, what: str, caplog: pytest.LogCaptureFixture) -> None:
    server.answers = [BROKEN[what]]
    refused()
    assert len(server.requests) == 1
    assert caplog.records == []


def test_text_that_is_no_utf_8_is_read_as_far_as_it_goes(server: Scripted) -> None:
    server.answers = [answer(b'{"a": "\xff"}', "Content-Type: application/json; charset=latin-1")]
    assert call().document() == {"a": "\ufffd"}


def test_headers_that_are_none_are_not_logged_with_the_url(server: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    server.answers = [answer(b"{}", "X-A: 1", "this is no header", "X-B: 2")]
    call(query={"PhoneNumber": "+14155550140"})
    assert "14155550140" in server.requests[0].decode()
    assert caplog.records == []


@pytest.fixture
def drip(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drip]:
    """For the reader of answers, a minute passes each time that it looks at the clock."""
    minutes = count(1)
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + 60 * next(minutes), time=time.time)
    monkeypatch.setattr(connections, "time", clock)
    dripping = Drip()
    yield dripping
    dripping.given_up.set()


def test_an_answer_that_drips_in_ends_with_its_time(server: Scripted, drip: Drip) -> None:
    server.answers = [drip]
    refused()
    assert not drip.is_whole


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


def test_a_certificate_of_the_bundle_is_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle, tls = certificate(tmp_path, "localhost")
    with scripted(tls) as server:
        assert over_tls(monkeypatch, server, bundle).document() == {"a": 1}


def test_the_bundle_is_read_once_for_all_connections(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle, tls = certificate(tmp_path, "localhost")
    with scripted(tls) as server:
        over_tls(monkeypatch, server, bundle)
        bundle.unlink()
        call()
        assert server.connections == 2


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


# ---- recordings ----

LINK = "/telnyx-recordings/a%2Fb.mp3?X-Amz-Credential=AKIA%2F20261121%2Fs3&X-Amz-Signature=0aF&name=a+b%20c"


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """Telnyx's storage, as it seems."""
    with scripted() as running:
        monkeypatch.setenv("CARRIER_BASE_URL_TELNYX", f"http://127.0.0.1:{running.port}")
        yield running


def fetched(storage: Scripted) -> Download:
    return fetch_recording(f"http://127.0.0.1:{storage.port}{LINK}")


def test_a_recording_is_fetched_by_the_link_as_it_was_signed(storage: Scripted) -> None:
    storage.answers = [answer(b"\xff\xfbsound", "Content-Type: audio/wav")]
    assert fetched(storage) == Download(b"\xff\xfbsound", "audio/wav")
    assert lines(storage.requests[0])[0] == f"GET {LINK} HTTP/1.1".encode()


def test_a_recording_of_no_type_is_an_mp3(storage: Scripted) -> None:
    storage.answers = [head() + b"sound"]
    assert fetched(storage) == Download(b"sound", "audio/mpeg")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (answer(b"", status="403 Forbidden"), RecordingNotCopiedError),
        (answer(b"", "Location: http://169.254.169.254/", status="302 Found"), RecordingNotCopiedError),
        (answer(b"", "Location: http://\xff/", status="302 Found"), RecordingNotCopiedError),
        (answer(b"x" * 21), RecordingNotCopiedError),
        (answer(b"", status="500 Oops"), UnavailableError),
        (head("Content-Length: 20") + b"x", UnavailableError),
        (b"", UnavailableError),
    ],
    ids=["ended", "elsewhere", "elsewhere in bytes", "too large", "storage broken", "cut off", "nothing"],
)
def test_a_recording_that_cannot_be_had_says_whether_to_ask_again(
    storage: Scripted, monkeypatch: pytest.MonkeyPatch, said: bytes, error: type[Exception]
) -> None:
    monkeypatch.setattr(recording_files, "MAX_BYTES", 20)
    storage.answers = [said]
    with pytest.raises(error) as caught:
        fetched(storage)
    assert "AKIA" not in str(caught.value)
    assert len(storage.requests) == 1


def test_a_recording_that_drips_in_is_asked_for_again(
    storage: Scripted, drip: Drip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_files, "FETCH_SECONDS", 50.0)
    storage.answers = [drip]
    with pytest.raises(UnavailableError):
        fetched(storage)
    assert not drip.is_whole
