"""Lists of contacts."""

import hashlib
import json

from trunkline.domain.contacts import MAX_EXTERNAL_ID_LENGTH
from trunkline.http.edge import QueryParameter
from trunkline.http.lists import CURSOR_SCHEMA, page_size, page_size_schema, read_cursor, sign_cursor
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.views import page_response
from trunkline.services.contacts import ContactFilter, Contacts

MAX_RESULTS = 50
MAX_EXTERNAL_IDS = 50
# Each is up to four queries of a page.
MAX_SOURCES = 10


def parse_name(text: str) -> str:
    """Parse an external id or a source, as responses hold them."""
    if not 1 <= len(text) <= MAX_EXTERNAL_ID_LENGTH:
        raise ValueError(f"must have 1 to {MAX_EXTERNAL_ID_LENGTH} characters")
    return text


NAME_SCHEMA = {"type": "string", "minLength": 1, "maxLength": MAX_EXTERNAL_ID_LENGTH}
LIST_PARAMETERS = (
    QueryParameter(
        "externalIds",
        parse_name,
        "Only contacts with one of these external ids; repeat the parameter for more than one.",
        NAME_SCHEMA,
        default=(),
        max_count=MAX_EXTERNAL_IDS,
    ),
    QueryParameter(
        "sources",
        parse_name,
        "Only contacts from one of these sources; repeat the parameter for more than one.",
        NAME_SCHEMA,
        default=(),
        max_count=MAX_SOURCES,
    ),
    QueryParameter(
        "maxResults",
        page_size(MAX_RESULTS),
        f"Page size, 1 to {MAX_RESULTS}.",
        page_size_schema(MAX_RESULTS),
        is_required=True,
    ),
    QueryParameter("pageToken", str, "Where the page starts: the `nextPageToken` of the one before.", CURSOR_SCHEMA),
)


def contacts_page(context: RequestContext[None], contacts: Contacts) -> Response:
    """Respond with a page of the organisation's contacts.

    ``totalItems`` counts what this page and those before it hold, and one more when there is a next page. So it is
    exact on the last page, and always above what has been read before: a client that reads on until it has
    ``totalItems`` contacts gets them all. Counting the rest would cost a read of each.

    Raises:
        SchemaError: The page token is not one of this list.
    """
    which = ContactFilter(
        external_ids=tuple(dict.fromkeys(context.query["externalIds"])),
        sources=tuple(dict.fromkeys(context.query["sources"])),
    )
    name, key = _list_name(which), context.credential.cursor_key
    seen, after = 0, None
    if context.query["pageToken"] is not None:
        token = read_cursor(context.query["pageToken"], list_name=name, key=key, parameter="pageToken")
        count, _, after = token.partition(":")
        seen = int(count)
    page = contacts.store.page(
        context.credential.organization_id, which, limit=context.query["maxResults"], after=after
    )
    seen += len(page.entries)
    if page.next_position is None:
        return page_response(page.entries, total_items=seen, next_page_token=None)
    next_page = sign_cursor(f"{seen}:{page.next_position}", list_name=name, key=key)
    return page_response(page.entries, total_items=seen + 1, next_page_token=next_page)


def _list_name(which: ContactFilter) -> str:
    filters = json.dumps([which.external_ids, which.sources])
    return f"contacts {hashlib.sha256(filters.encode()).hexdigest()}"
