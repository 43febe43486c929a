"""Telnyx, over plain HTTP: importing its SDK takes longer than its webhooks wait.

Webhooks belong to a Call Control application and to a messaging profile. Every number gets ones of its own, found
again by their name, so that no other number of the account changes.

Sources: Telnyx's OpenAPI file spec3.yml (commit 12de4dd, 2026-07-16); developers.telnyx.com. Read 2026-11.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from trunkline.carriers.http_client import (
    CarrierHttp,
    CarrierResponse,
    RejectedRequestError,
    is_e164,
    usable_secret,
)
from trunkline.domain.e164 import E164
from trunkline.domain.phone_numbers import Carrier
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError, NumberNotOwnedError
from trunkline.services.carrier_adapters import (
    Budget,
    CarrierAccount,
    Configuration,
    OwnedNumber,
    OwnedPage,
    WebhookTargets,
)

_APPLICATIONS = "/call_control_applications"
_PROFILES = "/messaging_profiles"
_PAGE = 250
# More pages than any account has that a name is looked for in.
_MAX_PAGES = 20
_FORBIDDEN = "(403)"


class TelnyxAdapter:
    """One Telnyx API key; ``account_id`` is the id of an application or connection of its account."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._http = CarrierHttp(Carrier.TELNYX, budget)
        self._app_id = account.account_id
        self._headers = {"Authorization": f"Bearer {usable_secret(Carrier.TELNYX, account.secret)}"}
        # Numbers as they were read last, until we change something: telling whose one is, what stands there and what is
        # to be changed are one answer of Telnyx. Seconds apart at most.
        self._read: dict[str, dict[str, Any]] = {}

    def check_credentials(self) -> None:
        """Two calls, three when the App ID is another kind of connection than Call Control."""
        try:
            self._call("GET", "/balance").document()
        except CarrierRefusedError as error:
            # A key without billing permission is a key all the same.
            if not error.message.endswith(_FORBIDDEN):
                raise
        for kind in (_APPLICATIONS, "/connections"):
            try:
                _data(self._call("GET", f"{kind}/{self._app_id}"))
            except CarrierGoneError:
                continue
            return
        raise CarrierRefusedError("telnyx does not know the App ID")

    def find_owned(self, e164: E164) -> OwnedNumber:
        """Two calls, always."""
        self._read.clear()
        query = {"phone_numbers": [e164]}
        try:
            data = _data(self._call("POST", "/phone_numbers/actions/verify_ownership", query))
        except CarrierGoneError as error:
            raise CarrierRefusedError("telnyx says that the account does not own this number") from error
        for found in _list(data.get("found")):
            if found.get("number_val_e164") == e164:
                return self._usable(str(found.get("id") or ""), e164)
        raise NumberNotOwnedError("telnyx says that the account does not own this number")

    def owned_page(self, position: str | None) -> OwnedPage:
        """One call, for up to 250 numbers; positions are pages."""
        page = int(position or 1)
        answer = self._call("GET", "/phone_numbers", query={"page[number]": page, "page[size]": _PAGE}).document()
        entries, meta = _list(answer.get("data")), answer.get("meta")
        if not isinstance(meta, dict) or not isinstance(meta.get("total_pages"), int):
            raise CarrierUnavailableError("telnyx's answer could not be read")
        usable = [each for each in entries if each.get("status") == "active" and is_e164(each.get("phone_number"))]
        total = meta.get("total_results")
        return OwnedPage(
            numbers=[_owned(_id(each), E164(each["phone_number"])) for each in usable],
            next_position=str(page + 1) if entries and page < meta["total_pages"] else None,
            total=total if isinstance(total, int) else None,
            unusable=len(entries) - len(usable),
        )

    def read_configuration(self, number: OwnedNumber) -> Configuration:
        """One call, always: what was read before the number was claimed may be another organisation's."""
        self._read.clear()
        return self._configuration(number)

    def attach(self, number: OwnedNumber, targets: WebhookTargets, found: Configuration | None = None) -> None:
        """Two reads, three unless the number is given or was read just now, and one write each where it is needed."""
        before = self._configuration(number) if found is None else found
        application = self._application(targets)
        if before["connection_id"] != application:
            # Not .../voice: that one has no connection_id, and switches recording on.
            self._assign(f"/phone_numbers/{number.carrier_id}", "connection_id", application)
        profile = self._profile(targets, before["messaging_profile_id"])
        if before["messaging_profile_id"] != profile:
            self._take_messages(number, profile)

    def is_attached(self, number: OwnedNumber, targets: WebhookTargets) -> bool:
        """Two calls, three unless the number was read just now."""
        now = self._configuration(number)
        applications, profiles = self._ours(targets)
        return now["connection_id"] in applications or now["messaging_profile_id"] in profiles

    def detach(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> None:
        """Three reads and up to four writes; what was deleted at Telnyx meanwhile is not missed."""
        (applications, profiles), gone = self._ours(targets), None
        try:
            now = self.read_configuration(number)
            if now["connection_id"] in applications:
                self._restore_connection(number, previous.get("connection_id", ""))
            if now["messaging_profile_id"] in profiles:
                self._restore_profile(number, previous.get("messaging_profile_id", ""))
        except CarrierGoneError as error:
            gone = error  # What was made for it does not go with it.
        for path in (
            *(f"{_APPLICATIONS}/{each}" for each in applications),
            *(f"{_PROFILES}/{each}" for each in profiles),
        ):
            self._delete(path)
        if gone:
            raise gone

    def release_to_carrier(self, number: OwnedNumber) -> None:
        """One call, without a way back; a number with a deletion lock is refused."""
        self._delete(f"/phone_numbers/{number.carrier_id}")

    def command(self, control_id: str, action: str, parameters: Mapping[str, Any]) -> None:
        """Have something done with a call in progress; one call. A call that has ended is gone."""
        self._call("POST", f"/calls/{quote(control_id, safe='')}/actions/{action}", parameters)

    def _usable(self, carrier_id: str, e164: E164) -> OwnedNumber:
        data = self._number(carrier_id)
        if data.get("status") != "active":
            raise CarrierRefusedError("telnyx says that this number is not active")
        return _owned(carrier_id, e164)

    def _configuration(self, number: OwnedNumber) -> Configuration:
        data = self._number(number.carrier_id)
        return {name: str(data.get(name) or "") for name in ("connection_id", "messaging_profile_id")}

    def _number(self, carrier_id: str) -> dict[str, Any]:
        if carrier_id in self._read:
            return self._read[carrier_id]
        if not carrier_id.isalnum():
            raise CarrierUnavailableError("telnyx's answer could not be read")
        data = _data(self._call("GET", f"/phone_numbers/{carrier_id}"))
        if str(data.get("id")) != carrier_id:
            raise CarrierUnavailableError("telnyx's answer could not be read")
        self._read[carrier_id] = data
        return data

    def _application(self, targets: WebhookTargets) -> str:
        # Name and URL are required on a change too, and the default version is the old one.
        wanted = {
            "application_name": targets.name,
            "webhook_event_url": targets.url("voice"),
            "webhook_api_version": "2",
        }
        return self._made(_APPLICATIONS, "application_name", wanted, wanted)

    def _profile(self, targets: WebhookTargets, previous: str) -> str:
        wanted = {"name": targets.name, "webhook_url": targets.url("message"), "webhook_api_version": "2"}
        found = self._named(_PROFILES, "name", targets.name)
        if found:
            return self._mended(_PROFILES, found[0], wanted)
        new = wanted | {"whitelisted_destinations": self._destinations(previous)}
        return _id(_data(self._call("POST", _PROFILES, new)))

    def _destinations(self, profile: str) -> list[str]:
        """Where the number's messages may go: what the customer allowed so far, or anywhere."""
        if not profile:
            return ["*"]
        try:
            data = _data(self._call("GET", f"{_PROFILES}/{profile}"))
        except CarrierGoneError:
            return ["*"]
        return [str(each) for each in data.get("whitelisted_destinations") or ["*"]]

    def _made(self, kind: str, name_member: str, wanted: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        found = self._named(kind, name_member, wanted[name_member])
        if found:
            return self._mended(kind, found[0], wanted)
        return _id(_data(self._call("POST", kind, new)))

    def _mended(self, kind: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
        if any(found.get(name) != value for name, value in wanted.items()):
            _data(self._call("PATCH", f"{kind}/{_id(found)}", wanted))
        return _id(found)

    def _ours(self, targets: WebhookTargets) -> tuple[list[str], list[str]]:
        applications = self._named(_APPLICATIONS, "application_name", targets.name)
        profiles = self._named(_PROFILES, "name", targets.name)
        return [_id(each) for each in applications], [_id(each) for each in profiles]

    def _named(self, kind: str, name_member: str, name: str) -> list[dict[str, Any]]:
        """All of a kind with the name; compared here, for the filters of Telnyx match parts."""
        found: list[dict[str, Any]] = []
        for page in range(1, _MAX_PAGES + 1):
            answer = self._call("GET", kind, query={"page[number]": page, "page[size]": _PAGE}).document()
            found += [each for each in _list(answer.get("data")) if each.get(name_member) == name]
            meta = answer.get("meta")
            pages = meta.get("total_pages") if isinstance(meta, dict) else None
            if not isinstance(pages, int) or page >= pages:
                break
        return found

    def _take_messages(self, number: OwnedNumber, profile: str) -> None:
        try:
            self._assign_profile(number, profile)
        except RejectedRequestError:
            # A number that can only call takes no profile. It is no less worth having.
            self._delete(f"{_PROFILES}/{profile}")

    def _restore_connection(self, number: OwnedNumber, connection: str) -> None:
        # How to clear it is not documented: the spec has text only, people send null. Deleting ours clears it anyway.
        for value in (connection, None) if not connection else (connection, "", None):
            try:
                self._call("PATCH", f"/phone_numbers/{number.carrier_id}", {"connection_id": value})
            except (CarrierGoneError, RejectedRequestError):
                continue
            return

    def _restore_profile(self, number: OwnedNumber, profile: str) -> None:
        try:
            self._assign_profile(number, profile)
        except (CarrierGoneError, RejectedRequestError):
            if profile:
                self._assign_profile(number, "")

    def _assign_profile(self, number: OwnedNumber, profile: str) -> None:
        self._assign(f"/phone_numbers/{number.carrier_id}/messaging", "messaging_profile_id", profile)

    def _assign(self, path: str, member: str, value: str) -> None:
        data = _data(self._call("PATCH", path, {member: value}))
        if str(data.get(member) or "") != value:
            raise CarrierUnavailableError("telnyx did not take the webhooks")

    def _delete(self, path: str) -> None:
        try:
            self._call("DELETE", path)
        except CarrierGoneError:
            return

    def _call(
        self, method: str, path: str, document: Mapping[str, Any] | None = None, query: dict[str, Any] | None = None
    ) -> CarrierResponse:
        if method != "GET":
            # Before it is known what becomes of it.
            self._read.clear()
        return self._http.call(method, "/v2" + path, query=query, document=document, headers=self._headers)


def _data(answer: CarrierResponse) -> dict[str, Any]:
    data = answer.document().get("data")
    if not isinstance(data, dict):
        raise CarrierUnavailableError("telnyx's answer could not be read")
    return data


def _list(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise CarrierUnavailableError("telnyx's answer could not be read")
    return value


def _owned(carrier_id: str, e164: E164) -> OwnedNumber:
    return OwnedNumber(
        carrier_id=carrier_id,
        owner_id=carrier_id,
        e164=e164,
        # Telnyx does not say here; what a number cannot do shows when a profile is assigned.
        capabilities=frozenset({"voice", "sms"}),
    )


def _id(found: Mapping[str, Any]) -> str:
    if not found.get("id"):
        raise CarrierUnavailableError("telnyx's answer could not be read")
    return str(found["id"])
