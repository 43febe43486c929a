"""Telnyx's REST API: single resources, and lists to their end."""

from collections.abc import Iterator, Mapping
from typing import Any

from trunkline.carriers.http_client import CarrierHttp, CarrierResponse, usable_secret
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierGoneError, CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount

APPLICATIONS = "/call_control_applications"
MESSAGING_PROFILES = "/messaging_profiles"
OUTBOUND_PROFILES = "/outbound_voice_profiles"
RECORDINGS = "/recordings"

# The largest that Telnyx gives.
PAGE = 250
# Lists are asked for with a filter: one that does not end by then is not what was meant.
MAX_PAGES = 20

Resource = dict[str, Any]


class TelnyxApi:
    """Calls with one API key."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._http = CarrierHttp(Carrier.TELNYX, budget)
        self._headers = {"Authorization": f"Bearer {usable_secret(Carrier.TELNYX, account.secret)}"}
        # Numbers as they were read last, until something is changed: telling whose one is, what stands there and what
        # is to be changed are one answer of Telnyx. Seconds apart at most.
        self._numbers: dict[str, Resource] = {}

    def call(
        self,
        method: str,
        path: str,
        document: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> CarrierResponse:
        """Make one call; its errors are those of ``CarrierHttp.call``."""
        if method != "GET":
            # Before it is known what becomes of it.
            self.forget_numbers()
        return self._http.call(method, "/v2" + path, query=query, document=document, headers=self._headers)

    def resource(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> Resource:
        """Return the resource of one call's response."""
        data = self.call(method, path, document).document().get("data")
        if not isinstance(data, dict):
            raise unreadable()
        return data

    def all(self, path: str, **filters: str) -> list[Resource]:
        """List every resource that fits the filters.

        Raises:
            CarrierUnavailableError: There are more than anybody can have meant: better no answer than half of one. Or
                there is no such list, which says nothing of a number.
        """
        try:
            return [each for page in self._pages(path, filters) for each in page]
        except CarrierGoneError as error:
            raise CarrierUnavailableError("telnyx has no such list") from error

    def number(self, carrier_id: str) -> Resource:
        """Read a phone number, at most once until it is changed."""
        if carrier_id not in self._numbers:
            if not carrier_id.isalnum():
                raise unreadable()
            data = self.resource("GET", f"/phone_numbers/{carrier_id}")
            if str(data.get("id")) != carrier_id:
                raise unreadable()
            self._numbers[carrier_id] = data
        return self._numbers[carrier_id]

    def forget_numbers(self) -> None:
        """Read phone numbers anew next time."""
        self._numbers.clear()

    def _pages(self, path: str, filters: Mapping[str, str]) -> Iterator[list[Resource]]:
        for page in range(1, MAX_PAGES + 1):
            query = {**filters, "page[number]": page, "page[size]": PAGE}
            answer = self.call("GET", path, query=query).document()
            yield resources(answer.get("data"))
            meta = answer.get("meta")
            pages = meta.get("total_pages") if isinstance(meta, dict) else None
            if not isinstance(pages, int) or page >= pages:
                return
        raise CarrierUnavailableError("telnyx has more objects than can be looked through")


def resources(value: object) -> list[Resource]:
    """Check that the value is a list of resources."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise unreadable()
    return value


def id_of(resource: Mapping[str, Any]) -> str:
    """Return the resource's id."""
    if not resource.get("id"):
        raise unreadable()
    return str(resource["id"])


def unreadable() -> CarrierUnavailableError:
    """Return the error for a response that lacks what it must have."""
    return CarrierUnavailableError("telnyx's answer could not be read")
