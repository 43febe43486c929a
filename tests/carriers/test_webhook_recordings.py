"""Recordings: kept with their call, copied where their links end."""

import importlib
import json
from typing import Any

import pytest
from trunkline.domain.identifiers import provider_phone_uuid

from tests.carriers.lines import ORG, Line, telnyx_event
from tests.carriers.sandboxed import NUMBERS
from tests.support.tables import everything


@pytest.mark.parametrize(
    ("carrier", "sent"),
    [
        (
            "twilio",
            {
                "CallSid": "call-1",
                "RecordingSid": "RE1",
                "RecordingUrl": "https://api.twilio.com/r/RE1",
                "RecordingStatus": "completed",
                "RecordingDuration": "7",
                "RecordingChannels": "1",
            },
        ),
        (
            "plivo",
            {
                "CallUUID": "call-1",
                "RecordingID": "RE1",
                "RecordUrl": "https://media.plivo.com/RE1",
                "RecordingDuration": "7",
            },
        ),
        (
            "plivo",
            {
                "call_uuid": "call-1",
                "recording_id": "RE1",
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
    assert (recording["id"], recording["durationSeconds"], recording["status"]) == ("RE1", 7, "completed")
    assert recording["url"].endswith("RE1")


def saved(url: str) -> tuple[str, Any]:
    return telnyx_event(
        "call.recording.saved",
        50,
        call_leg_id="call-1",
        recording_urls={"mp3": url},
        recording_started_at="2026-11-21T10:00:00Z",
        recording_ended_at="2026-11-21T10:00:07Z",
    )


def test_a_telnyx_recording_is_copied_before_its_link_ends(
    line_of: Any, service: dict[str, str], aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import botocore.session  # noqa: PLC0415
    from trunkline.services.recordings import Download  # noqa: PLC0415

    line: Line = line_of("telnyx")
    for _ in range(2):
        assert (
            line.deliver(*saved("https://s3.amazonaws.com/telephony-recorder-prod/x.mp3?X-Amz-Signature=secret")).status
            == 204
        )
    sqs: Any = botocore.session.get_session().create_client("sqs")
    messages = sqs.receive_message(QueueUrl=service["RECORDINGS_QUEUE_URL"], MaxNumberOfMessages=10)["Messages"]
    assert len(messages) == 1
    monkeypatch.setattr(
        "trunkline.carriers.telnyx.recordings.fetch_recording", lambda url: Download(b"mp3", "audio/mpeg")
    )
    consume = importlib.import_module("functions.copy_recordings.handler").lambda_handler
    records = [{"messageId": "1", "body": messages[0]["Body"]}]
    for _ in range(2):
        assert consume({"Records": records}, None) == {"batchItemFailures": []}
    (call,) = line.calls().json()
    (recording,) = call["recordings"]
    assert recording["durationSeconds"] == 7
    assert recording["url"].startswith("https://recordings.s3")
    s3: Any = botocore.session.get_session().create_client("s3")
    (found,) = s3.list_objects_v2(Bucket="recordings")["Contents"]
    assert found["Key"].startswith(f"org_acme/{provider_phone_uuid(ORG, NUMBERS['telnyx'][0])}/")
    # The link opens the file to whoever has it: it is in no item.
    assert "X-Amz-Signature" not in json.dumps(everything())


@pytest.mark.parametrize(
    "url",
    [
        "http://api.telnyx.com/x.mp3",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "https://telnyx.com.evil.test/x",
        "https://eviltelnyx.com/x",
        "https://user@api.telnyx.com/x",
        "https://api.telnyx.com:8443/x",
        "https://evil-bucket.s3.amazonaws.com/telnyx-x/y",
        "https://s3.amazonaws.com/evil/telnyx-x",
        "file:///etc/passwd",
        "https://api.telnyx.com:99999/x",
        "https://[::1/x",
    ],
)
def test_recordings_are_fetched_from_the_carrier_only(url: str) -> None:
    from trunkline.carriers.telnyx.recordings import fetch_recording  # noqa: PLC0415
    from trunkline.services.recordings import RecordingNotCopiedError  # noqa: PLC0415

    with pytest.raises(RecordingNotCopiedError):
        fetch_recording(url)
