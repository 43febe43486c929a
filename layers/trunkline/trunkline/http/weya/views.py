"""Records as the Weya API prints them. No pydantic here: functions without a body start without it."""

from typing import TYPE_CHECKING

from trunkline.domain.timestamps import to_iso
from trunkline.http.edge import QueryParameter
from trunkline.http.lists import CURSOR_SCHEMA, MAX_LIMIT, page_size, page_size_schema, read_cursor, sign_cursor
from trunkline.http.messages import RequestContext, Response
from trunkline.http.weya.dialect import USER_ID_SCHEMA, parse_user_id, success
from trunkline.services.registration_records import UserPhone
from trunkline.services.registrations import Registrations

if TYPE_CHECKING:
    from trunkline.http.weya.responses import PhonesView, UserPhoneView

# As the published API's other lists have it.
DEFAULT_LIMIT = 10

LIST_PARAMETERS = (
    QueryParameter("userId", parse_user_id, "Whose numbers; without it, the credential's own user's.", USER_ID_SCHEMA),
    QueryParameter(
        "limit",
        page_size(MAX_LIMIT),
        f"Page size, 1 to {MAX_LIMIT}.",
        page_size_schema(MAX_LIMIT),
        default=DEFAULT_LIMIT,
    ),
    QueryParameter("cursor", str, "Where the page starts: `nextCursor` of the one before.", CURSOR_SCHEMA),
)


def user_phone_view(phone: UserPhone) -> "UserPhoneView":
    """Exactly the published members; nothing of the account is ever repeated."""
    return {
        "_id": phone.id,
        "userId": phone.user_id,
        "phoneNumber": phone.phone_number.removeprefix("+"),
        "integration": phone.carrier,
        "createdAt": to_iso(phone.created_at),
    }


def phone_added(phone: UserPhone) -> Response:
    """Respond to add-phone."""
    return success(201, "Phone number added successfully", user_phone_view(phone))


def phones_response(context: RequestContext[None], registrations: Registrations) -> Response:
    """Respond with one page; ``nextCursor`` is null on the last.

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
