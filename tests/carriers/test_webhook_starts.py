"""How many calls of AWS a cold event waits for, and what a function does not import."""

import subprocess
import sys
from typing import Any

import pytest
from botocore.client import BaseClient
from trunkline.wiring.webhooks import webhooks

from tests.carriers.lines import Line, telnyx_event

# ---- what a cold start waits for ----


def test_a_cold_telnyx_event_waits_for_four_calls_of_one_service(line_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    line: Line = line_of("telnyx")
    calls: list[str] = []
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counted(self: Any, operation: str, parameters: Any) -> Any:
        calls.append(f"{self.meta.service_model.service_name}.{operation}")
        return original(self, operation, parameters)

    def of(delivery: tuple[str, Any]) -> list[str]:
        calls.clear()
        assert line.deliver(*delivery).status == 204
        return list(calls)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    read = "dynamodb.GetItem"
    # Whose token it is, the account's public key, the provider phone; its secret stays sealed.
    webhooks.cache_clear()
    assert of(line.message()) == [read, read, read, "dynamodb.UpdateItem"]
    assert of(line.call()[1]) == [read, "dynamodb.UpdateItem"]
    # An event that asks for a command needs the number's settings and the account's secret.
    webhooks.cache_clear()
    commanding = telnyx_event("call.initiated", 1, direction="incoming")
    assert of(commanding) == [read, read, read, read, "kms.Decrypt", "dynamodb.UpdateItem"]


# ---- what is imported ----


@pytest.mark.parametrize(
    ("function", "never"),
    [
        (
            "webhook_telnyx",
            (
                "trunkline.carriers.connections",
                "twilio",
                "plivo",
                "telnyx",
                "pydantic",
                "nacl",
                "boto3",
            ),
        ),
        ("webhook_twilio", ("trunkline.carriers.connections", "twilio", "plivo", "telnyx", "pydantic")),
        ("webhook_plivo", ("trunkline.carriers.connections", "twilio", "plivo", "telnyx", "pydantic")),
        ("weya_list_phones", ("trunkline.carriers.connections", "twilio", "pydantic")),
        ("weya_add_phone", ("trunkline.carriers.connections", "twilio", "telnyx")),
        ("workspace_list_calls", ("trunkline.carriers.connections", "twilio", "pydantic")),
        ("store_webhook_events", ("trunkline.carriers.connections", "twilio", "pydantic")),
        ("copy_recordings", ("requests", "twilio", "pydantic")),
    ],
)
def test_no_function_imports_what_it_does_not_need_to_start(function: str, never: tuple[str, ...]) -> None:
    code = (
        "import sys, importlib; sys.path[:0] = ['.', 'layers/trunkline'];"
        f"importlib.import_module('functions.{function}.handler');"
        f"print([name for name in {never!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PATH": "/bin"})
    assert ran.stdout.strip() == "[]"
