"""What was registered at an address that the receiver had before reaches it where it is now."""

from pathlib import Path

import pytest

from tools.sandbox import courier
from tools.sandbox.courier import Reply, Webhook, following


@pytest.mark.parametrize(
    ("registered", "reached"),
    [
        ("http://127.0.0.1:1/old/webhooks/x?a=1", "http://127.0.0.1:9/now/webhooks/x?a=1"),
        ("http://127.0.0.1:2/old/webhooks/x", "http://127.0.0.1:9/now/webhooks/x"),
        ("http://127.0.0.1:9/now/webhooks/x", "http://127.0.0.1:9/now/webhooks/x"),
        ("http://127.0.0.1:1/older/x", "http://127.0.0.1:1/older/x"),
        ("http://example.com/x", "http://example.com/x"),
    ],
)
def test_a_webhook_follows_its_receiver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registered: str, reached: str
) -> None:
    sent: list[Webhook] = []

    def send(webhook: Webhook) -> Reply:
        sent.append(webhook)
        return Reply(200)

    monkeypatch.setattr(courier, "over_http", send)
    file = tmp_path / "urls"
    file.write_text("http://127.0.0.1:1/old\nhttp://127.0.0.1:2/old\nhttp://127.0.0.1:9/now")

    following(file)(Webhook("voice", "POST", registered, {"X-Signature": "of what was registered"}, b"body"))

    assert [(each.url, each.headers, each.body) for each in sent] == [
        (reached, {"X-Signature": "of what was registered"}, b"body")
    ]


def test_without_the_file_a_webhook_goes_where_it_was_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "over_http", lambda webhook: Reply(200, webhook.url))

    assert following(tmp_path / "none")(Webhook("voice", "POST", "http://x/y", {})).text == "http://x/y"
