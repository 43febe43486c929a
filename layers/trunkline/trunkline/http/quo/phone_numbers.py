"""An organisation's phone numbers as Quo's API lists them: whole, or in pages, which are ours."""

import json
from typing import TYPE_CHECKING

from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.quo import number_id
from trunkline.domain.timestamps import to_iso_seconds
from trunkline.errors import RuleError
from trunkline.http.edge import QueryParameter
from trunkline.http.lists import read_cursor, sign_cursor
from trunkline.http.messages import RequestContext, Response
from trunkline.http.quo.conversations import MAX_RESULTS_PARAMETER, PAGE_TOKEN_PARAMETER, USER_PARAMETER

if TYPE_CHECKING:
    from trunkline.http.quo.history_responses import PhoneNumbersResponse, PhoneNumberView, RegionsView
    from trunkline.table.organization_numbers import OrganizationNumberTable

# Some 700 bytes each: what Lambda returns is 6 MB at most.
MAX_WHOLE = 5_000
PHONE_NUMBER_PARAMETERS: tuple[QueryParameter, ...] = (
    USER_PARAMETER,
    MAX_RESULTS_PARAMETER._replace(
        description=f"{MAX_RESULTS_PARAMETER.description} Without it the whole list is returned.",
        is_required=False,
    ),
    PAGE_TOKEN_PARAMETER,
)
_LIST = "phone numbers"


def phone_numbers_response(context: RequestContext[None], numbers: "OrganizationNumberTable") -> Response:
    """Respond with the whole list when the query names neither page size nor page token, else with one page.

    Raises:
        RuleError: The whole list is too large for one response.
        SchemaError: The page token is not one of this list.
    """
    limit, token, key = context.query["maxResults"], context.query["pageToken"], context.credential.cursor_key
    after = None if token is None else read_cursor(token, list_name=_LIST, key=key, parameter="pageToken")
    is_whole = limit is None and token is None
    page = numbers.page(context.credential.organization_id, limit=limit or MAX_WHOLE, after=after)
    if is_whole and page.next_position is not None:
        raise RuleError("maxResults", "the whole list is too large for one response; ask for pages with maxResults")
    body: PhoneNumbersResponse = {"data": [phone_number_view(number) for number in page.entries]}
    if not is_whole:
        position = page.next_position
        body["nextPageToken"] = None if position is None else sign_cursor(position, list_name=_LIST, key=key)
    return Response(200, json.dumps(body, ensure_ascii=False))


def phone_number_view(number: PhoneNumber) -> "PhoneNumberView":
    """Write a number, its members in the published order."""
    settings = number.settings
    return {
        "id": number_id(number.uuid),
        "groupId": number.workspace_uuid,
        "createdAt": to_iso_seconds(number.created_at),
        "updatedAt": to_iso_seconds(number.updated_at),
        "name": settings.name or number.phone_number,
        "number": number.phone_number,
        "formattedNumber": _formatted(number.phone_number),
        "forward": settings.voice_forward_number,
        "portRequestId": None,
        "portingStatus": None,
        "symbol": None,
        "users": [],
        "restrictions": {"messaging": _regions(settings.enable_sms), "calling": _regions(settings.enable_voice)},
    }


def _regions(is_enabled: bool) -> "RegionsView":  # noqa: FBT001 - the only thing that is said
    status: str = "unrestricted" if is_enabled else "restricted"
    return {"CA": status, "US": status, "Intl": status}  # type: ignore[typeddict-item]  # one of the two


def _formatted(number: str) -> str | None:
    """Format it as North Americans do; for other countries a library would take longer than all the rest."""
    if not number.startswith("+1"):
        return None
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
