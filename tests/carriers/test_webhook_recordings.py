"""Recordings: kept with their call, copied where their links end."""

import importlib
import io
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from trunkline.carriers import public_addresses
from trunkline.carriers.telnyx.recordings import download
from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.domain.timestamps import utc_now
from trunkline.domain.webhook_urls import is_public_address
from trunkline.observability import logger
from trunkline.services.recordings import SLOT, RecordingNotCopiedError
from trunkline.table.client import Table
from trunkline.table.copy_budgets import CopyBudgetTable
from trunkline.table.items import ConditionFailedError

from tests.carriers.lines import ORG, Line, id_at, queued, telnyx_event
from tests.carriers.sandboxed import NUMBERS, Carriers
from tests.support.tables import everything

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("carrier", "sent"),
    [
        (
            "twilio",
            {
                "CallSid": id_at("twilio", "call-1"),
                "RecordingSid": id_at("twilio", "RE1"),
                "RecordingUrl": "https://api.twilio.com/r/RE1",
                "RecordingStatus": "completed",
                "RecordingDuration": "7",
                "RecordingChannels": "1",
            },
        ),
        (
            "plivo",
            {
                "CallUUID": id_at("plivo", "call-1"),
                "RecordingID": id_at("plivo", "RE1"),
                "RecordUrl": "https://media.plivo.com/RE1",
                "RecordingDuration": "7",
            },
        ),
        (
            "plivo",
            {
                "call_uuid": id_at("plivo", "call-1"),
                "recording_id": id_at("plivo", "RE1"),
                "record_url": "https://media.plivo.com/RE1",
                "recording_duration": "7",
            },
        ),
    ],
)
def test_a_recording_is_kept_with_its_call_once(line_of: Any, carrier: str, sent: dict[str, str]) -> None:
    line: Line = line_of(carrier)
    for _ in range(2):
        assert line.deliver("recording", sent).status == 204
    line.deliver(*line.call()[2])
    (call,) = line.calls().json()
    (recording,) = call["recordings"]
    assert call["status"] == "completed"
    assert (recording["id"], recording["durationSeconds"], recording["status"]) == (line.id("RE1"), 7, "completed")
    assert recording["url"].endswith("RE1")


def saved(**members: Any) -> tuple[str, Any]:
    return telnyx_event(
        "call.recording.saved",
        50,
        call_leg_id="call-1",
        recording_urls={"mp3": "https://s3.amazonaws.com/telephony-recorder-prod/x.mp3?X-Amz-Signature=secret"},
        recording_started_at="2026-11-21T10:00:00.000000Z",
        recording_ended_at="2026-11-21T10:00:07Z",
        **members,
    )


def copied(service: dict[str, str]) -> dict[str, Any]:
    """What the copier says of the one recording that waits, each time that it is asked."""
    (waiting,) = queued(service, "RECORDINGS")
    consume = importlib.import_module("functions.copy_recordings.handler").lambda_handler
    (first, again) = (consume({"Records": [waiting]}, None) for _ in range(2))
    assert first == again
    return dict(first)


@pytest.mark.parametrize("members", [{"recording_id": "7f0c"}, {}], ids=["with its id", "as the specification has it"])
def test_a_telnyx_recording_is_copied_from_where_telnyx_says_that_it_is(
    line_of: Any, carriers: Carriers, service: dict[str, str], aws: Any, members: dict[str, str]
) -> None:
    line: Line = line_of("telnyx")
    carriers.add_recording("0000", "call-1", "2026-11-21T09:00:00Z")
    carriers.add_recording("7f0c", "call-1")
    for _ in range(2):
        assert line.deliver(*saved(**members)).status == 204
    assert copied(service) == {"batchItemFailures": []}
    (call,) = line.calls().json()
    (recording,) = call["recordings"]
    assert recording["durationSeconds"] == 7
    assert recording["url"].startswith("https://recordings.s3")
    s3: Any = botocore.session.get_session().create_client("s3")
    (found,) = s3.list_objects_v2(Bucket="recordings")["Contents"]
    assert found["Key"].startswith(f"org_acme/{provider_phone_uuid(ORG, NUMBERS['telnyx'][0])}/")
    # Links open files to whoever has them: they are in no item.
    assert "X-Amz-Signature" not in json.dumps(everything())
    fetched = [path for _, path, _ in carriers.requests() if path.startswith("/v2/recordings")]
    assert fetched == ["/v2/recordings/7f0c" if members else "/v2/recordings"] * 2


def test_a_recording_that_telnyx_does_not_have_yet_is_asked_for_again(
    line_of: Any, carriers: Carriers, service: dict[str, str]
) -> None:
    line: Line = line_of("telnyx")
    line.deliver(*saved())
    assert copied(service)["batchItemFailures"]
    carriers.add_recording("7f0c", "call-1")
    line.deliver(*saved())


def test_a_bucket_that_refuses_a_copy_is_named_in_the_log(
    line_of: Any,
    carriers: Carriers,
    service: dict[str, str],
    aws: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line: Line = line_of("telnyx")
    carriers.add_recording("7f0c", "call-1")
    line.deliver(*saved())
    s3: Any = botocore.session.get_session().create_client("s3")
    s3.delete_bucket(Bucket="recordings")
    lines = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", lines)

    assert copied(service)["batchItemFailures"]

    (told, _) = [json.loads(each) for each in lines.getvalue().splitlines() if "message not processed" in each]
    assert told["causes"][0].startswith("UnavailableError at ")
    assert "NoSuchBucket" in told["causes"][-1]


def test_an_organisation_that_has_copied_enough_today_copies_no_more(
    line_of: Any, carriers: Carriers, service: dict[str, str], store: Table
) -> None:
    line: Line = line_of("telnyx")
    carriers.add_recording("7f0c", "call-1")
    line.deliver(*saved(recording_id="7f0c"))
    budgets = CopyBudgetTable(store, bytes_a_day=20_000_000_000)
    slot = budgets.take_slot(ORG, utc_now(), utc_now())
    assert slot
    budgets.return_slot(ORG, slot, utc_now(), 20_000_000_000)
    assert copied(service)["batchItemFailures"]
    assert line.calls().json()[0]["recordings"][0]["url"] is None


def test_an_organisation_copies_five_recordings_at_once(store: Table) -> None:
    budgets, now = CopyBudgetTable(store, bytes_a_day=1), NOON
    later = now + SLOT
    taken = [budgets.take_slot(ORG, now, later) for _ in range(6)]
    assert len({each for each in taken if each}) == 5
    assert taken[-1] is None
    assert budgets.take_slot(OrganizationId("org_globex"), now, later)
    budgets.return_slot(ORG, str(taken[2]), now, 0)
    assert budgets.take_slot(ORG, now, later) == taken[2]
    # Who died with a slot gives it back by and by.
    again = [budgets.take_slot(ORG, later + timedelta(seconds=1), later + SLOT) for _ in range(6)]
    assert again == taken


def test_a_slot_of_a_day_that_is_not_kept_any_more_is_not_counted(store: Table) -> None:
    with pytest.raises(ConditionFailedError):
        CopyBudgetTable(store, bytes_a_day=1).return_slot(ORG, "slot_0", NOON, 1)
    assert everything() == []


@pytest.mark.parametrize(
    "url",
    [
        "http://api.telnyx.com/x.mp3",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://user@s3.amazonaws.com/x",
        "https://s3.amazonaws.com:8443/x",
        "file:///etc/passwd",
        "https://s3.amazonaws.com:99999/x",
        "https://[::1/x",
    ],
)
def test_recordings_are_fetched_over_https_from_public_addresses_only(url: str) -> None:
    with pytest.raises(RecordingNotCopiedError):
        download(url, ends_at=time.monotonic() + 20)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # Public by its range: Azure's metadata.
        ("168.63.129.16", False),
        ("52.216.0.1", True),
        ("2600:1f18::1", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:52.216.0.1", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_an_address_is_public_or_not(address: str, expected: bool) -> None:
    assert is_public_address(address) is expected


def test_a_name_that_leads_elsewhere_when_it_is_connected_to_is_not_public(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(public_addresses, "_addresses", lambda *_: ["52.216.0.1"])
        monkeypatch.setattr(
            "urllib3.util.connection.create_connection", lambda *_, **__: socket.create_connection(server.getsockname())
        )
        with pytest.raises(RecordingNotCopiedError):
            download("https://rebound.example/x", ends_at=time.monotonic() + 20)
        peer, _ = server.accept()
        with peer:
            assert peer.recv(1) == b""
