"""Queues of events and recordings."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from trunkline.domain.calls import CallEvent, CallState, Event, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.domain.webhooks import Webhook
from trunkline.errors import UnavailableError
from trunkline.services.recordings import WaitingRecording

_KINDS: dict[str, type[CallEvent | LegEvent | RecordingEvent | MessageEvent]] = {
    "call": CallEvent,
    "leg": LegEvent,
    "recording": RecordingEvent,
    "message": MessageEvent,
}


class SqsEventQueue:
    """The event queue of ``trunkline.services.webhooks``; messages hold what a caller wrote, so the queue encrypts."""

    def __init__(self, connect: Callable[[], Any], url: Callable[[], str]) -> None:
        # The client is made when it is first needed, which is seldom.
        self.connect = connect
        self.url = url

    def put(self, webhook: Webhook, event: Event, received_at: datetime) -> None:
        """Queue an event.

        One call.
        """
        kind = next(name for name, made in _KINDS.items() if isinstance(event, made))
        document = {
            # Not the URL: its token is a secret, and whoever stores the event needs it no more.
            "webhook": {name: value for name, value in asdict(webhook).items() if name != "base_url"},
            "kind": kind,
            "event": asdict(event),
            "receivedAt": to_iso(received_at),
        }
        _send(self.connect(), self.url(), document)


def waiting_event(body: str) -> tuple[Webhook, Event, datetime]:
    """Read an event that ``put`` queued."""
    document: dict[str, Any] = json.loads(body)
    webhook = document["webhook"]
    event = dict(document["event"])
    if "state" in event and document["kind"] in ("call", "leg"):
        event["state"] = CallState(event["state"])
    if "media_urls" in event:
        event["media_urls"] = tuple(event["media_urls"])
    return (
        Webhook(**{**webhook, "carrier": Carrier(webhook["carrier"]), "base_url": ""}),
        _KINDS[document["kind"]](**event),
        from_iso(document["receivedAt"]),
    )


class SqsRecordingQueue:
    """The recording queue of ``trunkline.services.webhooks``."""

    def __init__(self, connect: Callable[[], Any], url: Callable[[], str]) -> None:
        self.connect = connect
        self.url = url

    def put(self, webhook: Webhook, event: RecordingEvent) -> None:
        """Queue a recording to be copied.

        One call.
        """
        _send(
            self.connect(),
            self.url(),
            {
                "organization": webhook.organization_id,
                "providerPhone": webhook.provider_phone_uuid,
                "carrier": webhook.carrier,
                "account": webhook.account_id,
                "callId": event.call_id,
                "recordingId": event.recording_id,
                "carriersId": event.carriers_id,
                "startedAt": event.started_at,
            },
        )


def waiting_recording(body: str) -> WaitingRecording:
    """Read a recording that ``put`` queued."""
    document: Mapping[str, Any] = json.loads(body)
    return WaitingRecording(
        organization_id=OrganizationId(document["organization"]),
        provider_phone_uuid=ProviderPhoneUuid(document["providerPhone"]),
        carrier=Carrier(document["carrier"]),
        call_id=document["callId"],
        recording_id=document["recordingId"],
        account_id=document["account"],
        carriers_id=document["carriersId"],
        started_at=document["startedAt"],
    )


def _send(client: Any, url: str, document: Mapping[str, Any]) -> None:
    try:
        client.send_message(QueueUrl=url, MessageBody=json.dumps(document))
    except (ClientError, BotoCoreError) as error:
        raise UnavailableError from error
