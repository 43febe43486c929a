"""Messaging Services, on a host of their own: the list, and the numbers of each.

Source: Twilio's OpenAPI file twilio_messaging_v1.json (commit d50069b, 2026-04-14). Read 2026-11-29.
"""

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account
from tools.sandbox.twilio.errors import TwilioError
from tools.sandbox.wire import Answer, Json, Request, json_answer

PREFIX = "/v1/Services"
_ROOT = "https://messaging.twilio.com"
_STAMP = "2026-10-01T08:00:00Z"
_PAGING: dict[str, p.Check] = {
    "PageSize": p.digits(1, 1000),
    "Page": p.digits(0, 999_999),
    "PageToken": p.filled,
}
_DEFAULT_SIZE = 50


class Services:
    """The Messaging Services of the accounts: a shelf of them, each with the SIDs of its numbers."""

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with a page of them."""
        found = [_shown(account, each) for each in account.shelf("services").values()]
        return _page(request, "services", found)

    def numbers(self, account: Account, request: Request, service_sid: str) -> Answer:
        """Answer with a page of the numbers of one."""
        service = account.shelf("services").get(service_sid)
        if service is None:
            raise TwilioError(404)
        numbers = account.shelf("numbers")
        found = [_member(account, service_sid, numbers[each]) for each in service["numbers"] if each in numbers]
        return _page(request, "phone_numbers", found)


def _shown(account: Account, service: Json) -> Json:
    url = f"{_ROOT}{PREFIX}/{service['sid']}"
    return {
        "sid": service["sid"],
        "account_sid": account.account_id,
        "area_code_geomatch": True,
        "date_created": _STAMP,
        "date_updated": _STAMP,
        "fallback_method": "POST",
        "fallback_to_long_code": True,
        "fallback_url": None,
        "friendly_name": service["friendly_name"],
        "inbound_method": "POST",
        "inbound_request_url": None,
        "links": {"phone_numbers": f"{url}/PhoneNumbers"},
        "mms_converter": True,
        "scan_message_content": "inherit",
        "smart_encoding": False,
        "status_callback": None,
        "sticky_sender": True,
        "synchronous_validation": False,
        "url": url,
        "us_app_to_person_registered": False,
        "use_inbound_webhook_on_number": service["use_inbound_webhook_on_number"],
        "usecase": "undeclared",
        "validity_period": 14400,
    }


def _member(account: Account, service_sid: str, number: Json) -> Json:
    return {
        "sid": number["sid"],
        "account_sid": account.account_id,
        "capabilities": ["SMS"],
        "country_code": "US",
        "date_created": _STAMP,
        "date_updated": _STAMP,
        "phone_number": number["phone_number"],
        "service_sid": service_sid,
        "url": f"{_ROOT}{PREFIX}/{service_sid}/PhoneNumbers/{number['sid']}",
    }


def _page(request: Request, key: str, found: list[Json]) -> Answer:
    asked = p.checked(p.once(request.query_pairs()), _PAGING)
    size, number = asked.get("PageSize", _DEFAULT_SIZE), asked.get("Page", 0)
    start = number * size
    shown = found[start : start + size]

    def url(page: int) -> str:
        token = f"&PageToken=PA{page}" if page else ""
        return f"{_ROOT}{request.path}?PageSize={size}&Page={page}{token}"

    meta = {
        "first_page_url": url(0),
        "key": key,
        "next_page_url": url(number + 1) if start + size < len(found) else None,
        "page": number,
        "page_size": size,
        "previous_page_url": url(number - 1) if number else None,
        "url": url(number),
    }
    return json_answer(200, {"meta": meta, key: shown})
