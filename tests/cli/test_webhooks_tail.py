"""What carriers send is shown as it comes."""

import json
import time
from typing import Any

import botocore.session
import pytest
from trunkline.domain.calls import CallEvent, CallState, Filing
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import utc_now
from trunkline.domain.webhooks import Webhook
from trunkline.table.client import Table
from trunkline.table.events import EventTable
from trunkline_cli import webhooks

from tests.cli.conftest import Trunkline
from tests.support.workspaces import Tenant, WorkspaceApi


class Clock:
    """Time that passes only while somebody waits; ``meanwhile`` is done at each pause."""

    def __init__(self, *meanwhile: Any) -> None:
        self.now = time.time()
        self.meanwhile = list(meanwhile)

    def time(self) -> float:
        return self.now

    monotonic = time

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.meanwhile:
            self.meanwhile.pop(0)()


def _line(request_id: str, **more: Any) -> str:
    line = {
        "message": "webhook",
        "route": "POST /webhooks/twilio/{token}/{kind}",
        "kind": "voice",
        "status": 200,
        "duration_ms": 7.5,
        "request_id": request_id,
    }
    return json.dumps(line | more)


def test_each_delivery_is_shown_once_refused_ones_too(trunkline: Trunkline, monkeypatch: pytest.MonkeyPatch) -> None:
    logs: Any = botocore.session.get_session().create_client("logs")
    logs.create_log_group(logGroupName="/aws/lambda/f")
    logs.create_log_stream(logGroupName="/aws/lambda/f", logStreamName="s")

    def write(*messages: str) -> None:
        events = [{"timestamp": int(clock.now * 1000), "message": message} for message in messages]
        logs.put_log_events(logGroupName="/aws/lambda/f", logStreamName="s", logEvents=events)

    clock = Clock(
        lambda: write(_line("r1"), "START RequestId: x", _line("r0", message="other")),
        lambda: write(_line("r2", status=403)),
    )
    monkeypatch.setattr(webhooks, "time", clock)
    monkeypatch.setattr(webhooks, "_log_group", lambda _: "/aws/lambda/f")
    monkeypatch.setattr(webhooks, "FUNCTIONS", ("CleanupDeadLetters",))

    ended = trunkline("webhooks", "tail", "--seconds", "9", "--json")

    entries = [json.loads(line) for line in ended.out.splitlines()]
    assert [(each["requestId"], each["carrier"], each["status"]) for each in entries] == [
        ("r1", "twilio", 200),
        ("r2", "twilio", 403),
    ]


def test_a_number_s_calls_are_shown_step_by_step(
    trunkline: Trunkline, api: WorkspaceApi, acme: Tenant, store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = acme.provider_phones[0]
    number = api.created(providerPhoneUuid=phone["uuid"])
    webhook = Webhook(
        organization_id=acme.organization_id,  # type: ignore[arg-type]
        provider_phone_uuid=phone["uuid"],
        e164=phone["phoneNumber"],
        carrier=Carrier.TWILIO,
        account_id="AC1",
        base_url="",
    )

    filing = Filing(
        organization_id=webhook.organization_id, workspace_uuid=number["workspaceUuid"], filed_under=number["uuid"]
    )

    def rings(state: CallState) -> None:
        event = CallEvent(call_id="CA1", state=state, raw_state=state, from_number="+12025550100")
        EventTable(store).keep(webhook, filing, event, utc_now())

    clock = Clock(lambda: rings(CallState.RINGING), lambda: rings(CallState.COMPLETED))
    monkeypatch.setattr(webhooks, "time", clock)

    ended = trunkline("webhooks", "tail", number["phoneNumber"], "--seconds", "11")

    lines = ended.out.splitlines()
    assert len(lines) == 2
    assert "ringing" in lines[0]
    assert "completed" in lines[1]
    assert all("+12025550100" in line for line in lines)
