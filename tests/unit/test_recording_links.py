"""Where a link to a recording leads; it is signed for that host, so a redirect would break it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from trunkline.aws import clients
from trunkline.aws.recordings import S3RecordingFiles


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    _forget()
    yield
    _forget()


def _forget() -> None:
    clients.client.cache_clear()
    clients.session.cache_clear()


def _link() -> str:
    return S3RecordingFiles(clients.client("s3"), "recordings").link("org/call.mp3")


def test_a_link_names_the_regions_own_host_and_is_signed_for_it() -> None:
    link = urlsplit(_link())

    assert link.hostname == "recordings.s3.eu-central-1.amazonaws.com"
    assert link.path == "/org/call.mp3"
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link.query
    assert "eu-central-1" in link.query


def test_a_link_of_the_local_stack_leads_to_the_local_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")

    assert _link().startswith("http://127.0.0.1:4566/recordings/org/call.mp3?")
