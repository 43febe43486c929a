"""Lists in the Weya envelope, a page at a time."""

from typing import TYPE_CHECKING

from trunkline.http.cursors import read_cursor, sign_cursor
from trunkline.http.edge import RequestContext
from trunkline.http.lists import LIMIT_SCHEMA, MAX_LIMIT, parse_limit
from trunkline.http.messages import Response
from trunkline.http.routes import QueryParameter
from trunkline.http.weya.dialect import success
from trunkline.http.weya.users import USER_ID_SCHEMA, parse_user_id
from trunkline.http.weya.views import user_phone_view
from trunkline.services.registrations import Registrations

if TYPE_CHECKING:
    from trunkline.http.weya.responses import PhonesView

# As the published API's other lists have it.
DEFAULT_LIMIT = 10

LIST_PARAMETERS = (
    QueryParameter("userId", parse_user_id, "Whose numbers; without it, the credential's own user's.", USER_ID_SCHEMA),
    QueryParameter("limit", parse_limit, f"Page size, 1 to {MAX_LIMIT}.", LIMIT_SCHEMA, default=DEFAULT_LIMIT),
    QueryParameter("cursor", str, "Where the page starts: `nextCursor` of the one before."),
)


def phones_response(context: RequestContext[None], registrations: Registrations) -> Response:
    """One page; ``nextCursor`` is null on the last.

    Raises:
        NotFoundError: The organisation has no such user.
        SchemaError: The cursor is not one of this list's.
    """
    credential, user_id = context.credential, context.query["userId"] or context.credential.user_id
    list_name, cursor = f"user-phones {user_id}", context.query["cursor"]
    after = None if cursor is None else read_cursor(cursor, list_name=list_name, key=credential.cursor_key)
    page = registrations.phones_of(credential.organization_id, user_id, limit=context.query["limit"], after=after)
    position = page.next_position
    data: PhonesView = {
        "phones": [user_phone_view(phone) for phone in page.entries],
        "nextCursor": position and sign_cursor(position, list_name=list_name, key=credential.cursor_key),
    }
    return success(200, "Phone numbers fetched successfully", data)
