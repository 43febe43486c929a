"""Calls, their recordings, and messages, as Quo's API names them in paths and prints them."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trunkline.domain.calls import Call, Message, Recording
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import (
    STATUSES,
    direction_of,
    event_id,
    is_number,
    number_id,
    parse_event_id,
    participants_of,
    user_id,
)
from trunkline.domain.timestamps import to_iso_seconds
from trunkline.errors import NotFoundError
from trunkline.http.messages import Request, Response

if TYPE_CHECKING:
    from trunkline.http.quo.history_responses import (
        CallResponse,
        CallView,
        MessageResponse,
        MessageView,
        RecordingsResponse,
        RecordingStatus,
        RecordingView,
    )


def event_of(request: Request, parameter: str, what: str) -> tuple[Carrier, str]:
    """Return the carrier and its id of the call or message that the path names.

    Raises:
        NotFoundError: Nothing can have this id.
    """
    found = parse_event_id(request.path_parameters[parameter])
    if found is None:
        raise NotFoundError(what)
    return found


# The carriers' words that are the vendor's too; any other is said of a recording that is there.
_RECORDING_STATUSES: "Mapping[str, RecordingStatus]" = {
    "absent": "absent",
    "completed": "completed",
    "deleted": "deleted",
    "failed": "failed",
    "in-progress": "in-progress",
    "paused": "paused",
    "processing": "processing",
    "stopped": "stopped",
}
_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}


def call_view(call: Call, *, user: str) -> "CallView":
    """Write a call, its members in the published order; ``user`` is whom the key was made for."""
    return {
        "answeredAt": _time(call.answered_at),
        # Here a number answers and calls, and no user of it.
        "answeredBy": None,
        "initiatedBy": None,
        "direction": direction_of(call.direction),
        "status": STATUSES[call.state],
        "completedAt": _time(call.ended_at),
        "createdAt": to_iso_seconds(call.started_at),
        "duration": call.duration_seconds or 0,
        "forwardedFrom": None,
        "forwardedTo": next((leg.to_number for leg in call.legs if is_number(leg.to_number)), None),
        "id": event_id(call.carrier, call.id),
        "phoneNumberId": number_id(call.filed_under),
        "participants": participants_of(call.from_number, call.to_number),
        "updatedAt": to_iso_seconds(call.last_event_at),
        "userId": user_id(user),
    }


def message_view(message: Message) -> "MessageView":
    """Write a message, its members in the published order."""
    at = to_iso_seconds(message.received_at)
    return {
        "id": event_id(message.carrier, message.id),
        "to": [message.to_number] if message.to_number else [],
        "from": message.from_number or "",
        "text": message.text or "",
        "phoneNumberId": number_id(message.filed_under),
        "direction": "incoming",
        "userId": None,
        "status": "delivered",
        "createdAt": at,
        "updatedAt": at,
    }


def recording_view(recording: Recording, link_of: Callable[[str], str]) -> "RecordingView":
    """Write a recording: our copy for ten minutes, or the carrier's file, which asks for the account's credentials."""
    url = link_of(recording.object_key) if recording.object_key else recording.url
    return {
        "duration": recording.duration_seconds,
        "id": recording.id,
        "startTime": None,
        "status": _RECORDING_STATUSES.get(recording.state, "completed" if url else None),
        "type": _TYPES.get((recording.object_key or recording.url or "").rpartition(".")[2]),
        "url": url,
    }


def call_response(call: Call, *, user: str) -> Response:
    """Respond with a call as ``data``."""
    body: CallResponse = {"data": call_view(call, user=user)}
    return _response(body)


def recordings_response(call: Call, link_of: Callable[[str], str]) -> Response:
    """Respond with the recordings of a call."""
    body: RecordingsResponse = {"data": [recording_view(recording, link_of) for recording in call.recordings]}
    return _response(body)


def message_response(message: Message) -> Response:
    """Respond with a message as ``data``."""
    body: MessageResponse = {"data": message_view(message)}
    return _response(body)


def _response(body: Any) -> Response:
    return Response(200, json.dumps(body, ensure_ascii=False))


def _time(moment: datetime | None) -> str | None:
    return to_iso_seconds(moment) if moment else None
