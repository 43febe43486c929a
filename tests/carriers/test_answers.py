"""What is made of answers that no sandbox gives."""

import gzip
import time
import zlib
from collections.abc import Iterator

import pytest
from trunkline.carriers import http_client
from trunkline.carriers.telnyx import recordings as recording_files
from trunkline.carriers.telnyx.recordings import download
from trunkline.errors import UnavailableError
from trunkline.services.recordings import Download, RecordingNotCopiedError

from tests.carriers.plain_calls import call, lines, refused
from tests.carriers.scripted import Drip, Scripted, answer, head, leap, scripted

# ---- what is answered ----


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
    "nested too deep": answer(b'{"a": ' + b"[" * 200_000),
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


@pytest.mark.parametrize("header", ["Retry-After", "x-ratelimit-reset"])
def test_how_long_a_carrier_wants_to_be_left_alone_is_told_in_either_header(server: Scripted, header: str) -> None:
    server.answers = [answer(b"{}", f"{header}: 7", status="429 Too Many Requests")]
    assert refused().retry_after_seconds == 7


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
    leap(monkeypatch)
    dripping = Drip()
    yield dripping
    dripping.given_up.set()


def test_an_answer_that_drips_in_ends_with_its_time(server: Scripted, drip: Drip) -> None:
    server.answers = [drip]
    refused()
    assert not drip.is_whole


# ---- recordings ----

LINK = "/telnyx-recordings/a%2Fb.mp3?X-Amz-Credential=AKIA%2F20261121%2Fs3&X-Amz-Signature=0aF&name=a+b%20c"


@pytest.fixture
def storage(fresh_connections: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """Telnyx's storage, as it seems."""
    with scripted() as running:
        monkeypatch.setenv("CARRIER_BASE_URL_TELNYX", f"http://127.0.0.1:{running.port}")
        yield running


def fetched(storage: Scripted) -> Download:
    return download(f"http://127.0.0.1:{storage.port}{LINK}", ends_at=time.monotonic() + recording_files.COPY_SECONDS)


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
    monkeypatch.setattr(recording_files, "COPY_SECONDS", 50.0)
    storage.answers = [drip]
    with pytest.raises(UnavailableError):
        fetched(storage)
    assert not drip.is_whole
