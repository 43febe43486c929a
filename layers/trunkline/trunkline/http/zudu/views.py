"""Records as the Zudu API prints them. No pydantic here: functions without a body start without it."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.domain.zudu_numbers import SortBy, SortOrder, ZuduFilter, ZuduNumber, ZuduPage
from trunkline.errors import RuleError
from trunkline.http.lists import MAX_LIST_BYTES
from trunkline.http.messages import Response
from trunkline.http.zudu.dialect import success

if TYPE_CHECKING:
    from trunkline.http.zudu.responses import (
        AvailableView,
        DeletedView,
        FiltersView,
        FoundNumberView,
        ImportedView,
        NumberView,
        PageView,
        SearchView,
    )

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zudu_number_view(number: ZuduNumber) -> "NumberView":
    """Write the record, its members in the published order."""
    return {
        "phone_number": number.phone_number,
        "organization_id": number.organization_id,
        "phone_number_pretty": number.pretty,
        "area_code": number.area_code,
        "nickname": number.nickname,
        "phone_number_type": number.phone_number_type,
        "inbound_agent_id": number.inbound_agent_id,
        "outbound_agent_id": number.outbound_agent_id,
        "inbound_agent_version": number.inbound_agent_version,
        "outbound_agent_version": number.outbound_agent_version,
        "inbound_webhook_url": number.inbound_webhook_url,
        "number_provider": number.number_provider,
        "outbound_trunk_id": number.outbound_trunk_id,
        "created_at": _seconds(number.created_at),
        "updated_at": _seconds(number.updated_at),
        "last_modification_timestamp": _milliseconds(number.updated_at),
    }


def created_response(number: ZuduNumber) -> Response:
    """Respond with a new number."""
    return success("Phone number created successfully", zudu_number_view(number))


def updated_response(number: ZuduNumber) -> Response:
    """Respond with a changed number."""
    return success("Phone number updated successfully", zudu_number_view(number))


def found_response(number: ZuduNumber) -> Response:
    """Respond with one number. Trunkline makes neither inbound trunks nor dispatch rules, so a number never has one."""
    view: FoundNumberView = {**zudu_number_view(number), "inbound_trunk_id": None, "dispatch_rule_id": None}
    return success("Phone number retrieved successfully", view)


def deleted_response(number: ZuduNumber) -> Response:
    """Respond with what was deleted.

    The results say of each thing that Zudu sets up for a number whether it is gone. Trunkline sets none of them up,
    and the trunk of ``outbound_trunk_id`` is the client's own: nothing of the kind is left behind.
    """
    data: DeletedView = {
        "phone_number": number.phone_number,
        "organization_id": number.organization_id,
        "cleanup_results": {"dispatch_rule": True, "inbound_trunk": True, "outbound_trunk": True},
    }
    return success("Phone number deleted successfully", data)


def page_response(
    organization: str, page: ZuduPage, *, sort_by: SortBy, sort_order: SortOrder, applied: ZuduFilter
) -> Response:
    """Respond with one page of a list; ``applied_filters`` has the filters that were sent."""
    data: PageView = {**_page(organization, page, sort_by, sort_order), "applied_filters": _sent(applied)}
    return success("Phone numbers retrieved successfully", data)


def search_response(organization: str, page: ZuduPage, *, sort_by: SortBy, sort_order: SortOrder) -> Response:
    """Respond with one page of a list that a body asked for: as any other, without the filters."""
    return success("Phone numbers retrieved successfully", _page(organization, page, sort_by, sort_order))


def imported_response(number: ZuduNumber, *, capabilities: Collection[str]) -> Response:
    """Respond with a number that was imported, what its carrier says of it, and the import."""
    data: ImportedView = {
        "phone_number": {
            "phone_number": number.phone_number,
            "nickname": number.nickname,
            "organization_id": number.organization_id,
            "phone_number_type": number.phone_number_type,
            "number_provider": number.number_provider,
            "inbound_agent_id": number.inbound_agent_id,
            "outbound_agent_id": number.outbound_agent_id,
            "inbound_trunk_id": None,
            "outbound_trunk_id": None,
            "dispatch_rule_id": None,
            "created_at": _seconds(number.created_at),
        },
        "validation_result": {
            "phone_number": number.phone_number,
            "friendly_name": number.nickname or number.pretty,
            "capabilities": {"voice": "voice" in capabilities, "sms": "sms" in capabilities},
            "status": "active",
            "message": "Phone number validated successfully",
        },
        "import_details": {
            "imported_at": _milliseconds(number.created_at),
            "organization_id": number.organization_id,
            "provider": number.number_provider,
        },
    }
    return success("Phone number validated and imported successfully", data)


def available_response(organization: str, numbers: Sequence[ZuduNumber]) -> Response:
    """Respond with all numbers without an agent.

    Raises:
        RuleError: They are too large for one response.
    """
    data: AvailableView = {
        "organization_id": organization,
        "available_count": len(numbers),
        "phone_numbers": [zudu_number_view(number) for number in numbers],
    }
    response = success("Available phone numbers retrieved successfully", data)
    if len(response.body) > MAX_LIST_BYTES:
        raise RuleError("area_code", "the whole list is too large for one response; name one area code")
    return response


def _page(organization: str, page: ZuduPage, sort_by: SortBy, sort_order: SortOrder) -> "SearchView":
    return {
        "organization_id": organization,
        "phone_numbers": [zudu_number_view(number) for number in page.entries],
        "returned_count": len(page.entries),
        "pagination": {
            "page": page.number,
            "limit": page.limit,
            "total_pages": page.total_pages,
            "total_count": page.total_count,
            "has_next": page.number + 1 < page.total_pages,
            "has_previous": page.number > 0,
        },
        "sort_order": sort_order,
        "sort_by": sort_by,
    }


def _sent(applied: ZuduFilter) -> "FiltersView":
    filters: FiltersView = {}
    if applied.nickname is not None:
        filters["nickname"] = applied.nickname
    if applied.area_code is not None:
        filters["area_code"] = applied.area_code
    if applied.agent_id is not None:
        filters["agent_id"] = applied.agent_id
    return filters


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
