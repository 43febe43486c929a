"""Histories of a number's calls and messages, the newest first."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from trunkline.domain.calls import Call as PhoneCall
from trunkline.domain.calls import Leg, Message, Recording
from trunkline.domain.timestamps import to_iso
from trunkline.http.lists import list_response
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import number_of, workspace_of
from trunkline.services.conversations import Histories

if TYPE_CHECKING:
    from trunkline.http.workspace.responses import CallView, Direction, LegView, MessageView, RecordingView

LinkOf = Callable[[str], str]

# A carrier that says anything else says nothing that a client could use.
_DIRECTIONS: "dict[str | None, Direction]" = {"inbound": "inbound", "outbound": "outbound"}


def calls_response(context: RequestContext[None], histories: Histories) -> Response:
    """Respond with the calls of the number that the path names, live or archived.

    Raises:
        NotFoundError: The workspace never had the number.
    """
    number = number_of(context.request)
    histories.require(workspace_of(context.request), number)
    return list_response(
        context,
        list_name=f"calls {number}",
        fetch=partial(histories.events.calls, number),
        view=partial(call_view, link_of=histories.link_to),
    )


def messages_response(context: RequestContext[None], histories: Histories) -> Response:
    """Respond with the messages of the number that the path names, live or archived.

    Raises:
        NotFoundError: The workspace never had the number.
    """
    number = number_of(context.request)
    histories.require(workspace_of(context.request), number)
    return list_response(
        context,
        list_name=f"messages {number}",
        fetch=partial(histories.events.messages, number),
        view=message_view,
    )


def call_view(context: PhoneCall, *, link_of: LinkOf) -> "CallView":
    """Write one entry of calls."""
    return {
        "id": context.id,
        "provider": context.carrier,
        "direction": _DIRECTIONS.get(context.direction),
        "from": context.from_number,
        "to": context.to_number,
        "status": context.state,
        "providerStatus": context.raw_state,
        "startedAt": to_iso(context.started_at),
        "answeredAt": to_iso(context.answered_at) if context.answered_at else None,
        "endedAt": to_iso(context.ended_at) if context.ended_at else None,
        "durationSeconds": context.duration_seconds,
        "hangupCause": context.hangup_cause,
        "legs": [_leg_view(leg) for leg in context.legs],
        "recordings": [_recording_view(recording, link_of) for recording in context.recordings],
        "backfilled": context.is_backfilled,
    }


def message_view(message: Message) -> "MessageView":
    """Write one entry of messages."""
    return {
        "id": message.id,
        "provider": message.carrier,
        "direction": "inbound",
        "from": message.from_number,
        "to": message.to_number,
        "text": message.text,
        "mediaUrls": list(message.media_urls),
        "receivedAt": to_iso(message.received_at),
        "backfilled": message.is_backfilled,
    }


def _leg_view(leg: Leg) -> "LegView":
    return {"id": leg.id, "to": leg.to_number, "status": leg.state, "durationSeconds": leg.duration_seconds}


def _recording_view(recording: Recording, link_of: LinkOf) -> "RecordingView":
    return {
        "id": recording.id,
        "status": recording.state,
        # Our copy for ten minutes, or the carrier's file, which asks for the account's credentials.
        "url": link_of(recording.object_key) if recording.object_key else recording.url,
        "durationSeconds": recording.duration_seconds,
        "channels": recording.channels,
    }
