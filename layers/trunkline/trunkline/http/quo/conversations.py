"""Lists of the calls and messages of a conversation."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from trunkline.domain.quo import parse_number_id
from trunkline.http.edge import QueryParameter
from trunkline.http.lists import CURSOR_SCHEMA, page_size, page_size_schema, read_cursor, sign_cursor
from trunkline.http.messages import RequestContext, Response
from trunkline.services.conversations import Conversation
from trunkline.services.pages import Page

if TYPE_CHECKING:
    from trunkline.http.quo.history_responses import CallPageResponse

MAX_RESULTS = 100
# Members of a group conversation; the vendor names no limit.
MAX_PARTICIPANTS = 10

E164_PATTERN = r"^\+[1-9]\d{1,14}$"
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
# RFC 3339; fromisoformat alone takes week dates too.
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE
)

Entry = TypeVar("Entry")


class FetchConversation(Protocol[Entry]):
    """Reads the part of a conversation after a position."""

    def __call__(self, wanted: Conversation, *, limit: int, after: str | None) -> Page[Entry]:
        """Read up to ``limit`` entries."""


def parse_participant(text: str) -> str:
    """Parse a number in E.164; a ``+`` that was not encoded arrives as a space."""
    number = "+" + text[1:] if text.startswith(" ") else text
    if not _E164.fullmatch(number):
        raise ValueError("must be a phone number in E.164, such as +15555555555")
    return number


def parse_moment(text: str) -> datetime:
    """Parse a date and time; a ``+`` of its offset that was not encoded arrives as a space."""
    try:
        if _DATE_TIME.fullmatch(written := text.replace(" ", "+")):
            return datetime.fromisoformat(written.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("must be a date and time with its offset, such as 2022-01-01T00:00:00Z")


def parse_user_id(text: str) -> str:
    """Parse a user's id, which narrows nothing here."""
    if not text.startswith("US"):
        raise ValueError("must be the id of a user, which begins with US")
    return text


MOMENT_SCHEMA = {"type": "string", "format": "date-time"}
USER_PARAMETER = QueryParameter(
    "userId",
    parse_user_id,
    "Accepted, and narrows nothing: here every user of the organisation has all of its numbers.",
    {"type": "string", "pattern": "^US"},
)
MAX_RESULTS_PARAMETER = QueryParameter(
    "maxResults",
    page_size(MAX_RESULTS),
    f"Page size, 1 to {MAX_RESULTS}.",
    page_size_schema(MAX_RESULTS),
    is_required=True,
)
PAGE_TOKEN_PARAMETER = QueryParameter(
    "pageToken", str, "Where the page starts: the `nextPageToken` of the one before.", CURSOR_SCHEMA
)


def conversation_parameters(*, max_participants: int) -> tuple[QueryParameter, ...]:
    """Return the query parameters of a list of calls or messages."""
    return (
        QueryParameter(
            "phoneNumberId",
            parse_number_id,
            "Whose history it is: the `id` of a phone number.",
            {"type": "string", "pattern": "^PN[0-9a-f]{32}$"},
            is_required=True,
        ),
        USER_PARAMETER,
        QueryParameter(
            "participants",
            parse_participant,
            "The other person's number, in E.164.",
            {"type": "string", "pattern": E164_PATTERN},
            is_required=True,
            max_count=max_participants,
        ),
        QueryParameter("createdAfter", parse_moment, "Only what was created after this moment.", MOMENT_SCHEMA),
        QueryParameter("createdBefore", parse_moment, "Only what was created before this moment.", MOMENT_SCHEMA),
        MAX_RESULTS_PARAMETER,
        PAGE_TOKEN_PARAMETER,
    )


def conversation_response(
    context: RequestContext[None],
    kind: str,
    fetch: FetchConversation[Entry],
    view: Callable[[Entry], Mapping[str, Any]],
) -> Response:
    """Respond with a page of a conversation, the newest first.

    ``totalItems`` counts what this page and those before it hold, and one more when there is a next page.

    Raises:
        SchemaError: The page token is not one of this list.
    """
    query, participants = context.query, _participants(context.query["participants"])
    name, key = _list_name(kind, query), context.credential.cursor_key
    seen, after = 0, None
    if query["pageToken"] is not None:
        token = read_cursor(query["pageToken"], list_name=name, key=key, parameter="pageToken")
        count, _, after = token.partition(":")
        seen = int(count)
    page: Page[Entry] = Page([], None)
    if len(participants) == 1:
        wanted = Conversation(
            organization_id=context.credential.organization_id,
            number=query["phoneNumberId"],
            participant=participants[0],
            after=query["createdAfter"],
            before=query["createdBefore"],
        )
        page = fetch(wanted, limit=query["maxResults"], after=after)
    seen += len(page.entries)
    position = page.next_position
    body: CallPageResponse = {
        "data": [view(entry) for entry in page.entries],  # type: ignore[misc]  # messages have the same page
        "totalItems": seen if position is None else seen + 1,
        "nextPageToken": None if position is None else sign_cursor(f"{seen}:{position}", list_name=name, key=key),
    }
    return Response(200, json.dumps(body, ensure_ascii=False))


def _participants(sent: Any) -> tuple[str, ...]:
    """Return each participant once; a list of calls takes one, which is no tuple."""
    return (sent,) if isinstance(sent, str) else tuple(dict.fromkeys(sent))


def _list_name(kind: str, query: Mapping[str, Any]) -> str:
    filters = json.dumps(
        [str(query[name]) for name in ("phoneNumberId", "participants", "createdAfter", "createdBefore")]
    )
    return f"{kind} {hashlib.sha256(filters.encode()).hexdigest()}"
