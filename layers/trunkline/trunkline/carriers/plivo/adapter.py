"""Plivo, over plain HTTP: its SDK sends POSTs again and hides statuses.

Every number gets an application of its own, found again by its name: the only way to have a URL per number at
Plivo and to leave the customer's applications alone.

Sources: docs.plivo.com, "Account phone numbers", "Application"; plivo-python 4.63.0. Read 2026-11.
"""

from collections.abc import Mapping
from typing import Any

from trunkline.carriers.http_client import (
    CarrierHttp,
    CarrierResponse,
    RejectedRequestError,
    usable_secret,
    why_no_e164,
)
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import (
    CarrierGoneError,
    CarrierRefusedError,
    CarrierUnavailableError,
    CredentialsRefusedError,
    NumberNotOwnedError,
)
from trunkline.services.carrier_adapters import (
    Budget,
    CarrierAccount,
    Configuration,
    OwnedNumber,
    OwnedPage,
    WebhookTargets,
)

# The setting of an application and the webhook that it is to name.
_URLS = {"answer_url": "voice", "hangup_url": "hangup", "message_url": "message"}
_METHODS = {"answer_method": "POST", "hangup_method": "POST", "message_method": "POST"}
_CAPABILITIES = {"voice_enabled": "voice", "sms_enabled": "sms", "mms_enabled": "mms"}
# Plivo lists 20 at most.
_PAGE = 20
# Applications are asked for by name: a list that does not end by then is not what was meant.
_MAX_PAGES = 50


class PlivoAdapter:
    """One Plivo account or subaccount."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._http = CarrierHttp(Carrier.PLIVO, budget)
        self._account_id = account.account_id
        self._basic = (account.account_id, usable_secret(Carrier.PLIVO, account.secret))

    def check_credentials(self) -> None:
        """Check the credentials.

        One call.
        """
        try:
            answer = self._call("GET", "")
        except CarrierGoneError as error:
            raise CredentialsRefusedError(Carrier.PLIVO) from error
        if answer.document().get("auth_id") != self._account_id:
            raise CarrierUnavailableError("plivo's answer could not be read")

    def find_owned(self, e164: E164) -> OwnedNumber:
        """Find a number that the account owns.

        One call.
        """
        digits = e164.removeprefix("+")
        try:
            number = self._call("GET", f"Number/{digits}/").document()
        except CarrierGoneError as error:
            raise NumberNotOwnedError("plivo says that the account does not own this number") from error
        except RejectedRequestError as error:
            raise CarrierRefusedError("plivo says that the account does not own this number") from error
        if _text(number, "number") != digits:
            raise CarrierRefusedError("plivo says that the account does not own this number")
        return self._owned(number, e164)

    def account_id(self, number: OwnedNumber) -> str:
        """Return the id that was given; no call."""
        del number
        return self._account_id

    def owned_page(self, position: str | None) -> OwnedPage:
        """List up to 20 of the account's numbers; positions are offsets.

        One call.
        """
        offset = int(position or 0)
        answer = self._call("GET", "Number/", query={"limit": _PAGE, "offset": offset}).document()
        entries, meta = answer.get("objects"), answer.get("meta")
        if not isinstance(entries, list) or not isinstance(meta, dict):
            raise CarrierUnavailableError("plivo's answer could not be read")
        known = [each for each in entries if isinstance(each, dict)]
        usable = [each for each in known if _why_unusable(each) is None]
        total, after = meta.get("total_count"), offset + len(entries)
        is_last = not entries or (after >= total if isinstance(total, int) else len(entries) < _PAGE)
        return OwnedPage(
            numbers=[self._owned(each, E164(f"+{each['number']}")) for each in usable],
            next_position=None if is_last else str(after),
            total=total if isinstance(total, int) else None,
            unusable=[(str(each.get("number")), why) for each in known if (why := _why_unusable(each))],
        )

    def read_configuration(self, number: OwnedNumber) -> Configuration:
        """Read what is set for the number.

        One call.
        """
        document = self._call("GET", f"Number/{number.carrier_id}/").document()
        _text(document, "number")
        # "/v1/Account/MA../Application/123/", or null
        return {"app_id": str(document.get("application") or "").rstrip("/").rpartition("/")[2]}

    def attach(self, number: OwnedNumber, targets: WebhookTargets, found: Configuration | None = None) -> None:
        """Set our webhooks.

        Two reads, one when the configuration is given, and one write each where it is needed.
        """
        app_id = self._application(targets)
        before = self.read_configuration(number) if found is None else found
        if before["app_id"] != app_id:
            self._assign(number, app_id)

    def is_attached(self, number: OwnedNumber, targets: WebhookTargets) -> bool:
        """Tell whether our webhooks are set.

        Two calls.
        """
        app_id = self.read_configuration(number)["app_id"]
        return any(_text(found, "app_id") == app_id for found in self._applications(targets))

    def detach(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> None:
        """Restore what was set before.

        Two reads and two writes. A previous application that was deleted meanwhile is left out.
        """
        ours, gone = [_text(found, "app_id") for found in self._applications(targets)], None
        try:
            if ours and self.read_configuration(number)["app_id"] in ours:
                self._restore(number, previous.get("app_id", ""))
        except CarrierGoneError as error:
            gone = error  # What was made for it does not go with it.
        for app_id in ours:
            self._delete(f"Application/{app_id}/")
        if gone:
            raise gone

    def release_to_carrier(self, number: OwnedNumber) -> None:
        """Release the number to Plivo, which holds it for ten days.

        One call.
        """
        self._delete(f"Number/{number.carrier_id}/")

    def _owned(self, number: dict[str, Any], e164: E164) -> OwnedNumber:
        return OwnedNumber(
            carrier_id=e164.removeprefix("+"),
            owner_id=self._account_id,
            e164=e164,
            capabilities=frozenset(name for member, name in _CAPABILITIES.items() if number.get(member) is True),
        )

    def _restore(self, number: OwnedNumber, app_id: str) -> None:
        try:
            self._assign(number, app_id)
        except (CarrierGoneError, RejectedRequestError):
            # No application is as close to a deleted one as can be. What "" does is not documented: should it be
            # refused too, deleting ours frees the number all the same.
            if app_id:
                self._restore(number, "")

    def _application(self, targets: WebhookTargets) -> str:
        """Return the id of the application with our name and URLs, made or repaired where needed."""
        wanted = {name: targets.url(kind) for name, kind in _URLS.items()} | _METHODS
        for found in self._applications(targets):
            app_id = _text(found, "app_id")
            if any(found.get(name) != value for name, value in wanted.items()):
                self._call("POST", f"Application/{app_id}/", wanted).document()
            return app_id
        return _text(self._call("POST", "Application/", {"app_name": targets.name, **wanted}).document(), "app_id")

    def _applications(self, targets: WebhookTargets) -> list[dict[str, Any]]:
        """List the applications with our name; compared here, because Plivo documents no filter by the whole name."""
        found: list[dict[str, Any]] = []
        for page in range(_MAX_PAGES):
            query = {"app_name": targets.name, "limit": _PAGE, "offset": page * _PAGE}
            answer = self._call("GET", "Application/", query=query).document()
            entries, meta = answer.get("objects"), answer.get("meta")
            if not isinstance(entries, list):
                raise CarrierUnavailableError("plivo's answer could not be read")
            found += [each for each in entries if isinstance(each, dict) and each.get("app_name") == targets.name]
            if len(entries) < _PAGE or not isinstance(meta, dict) or not meta.get("next"):
                return found
        raise CarrierUnavailableError("plivo has more applications than can be looked through")

    def _assign(self, number: OwnedNumber, app_id: str) -> None:
        # Without an app_id Plivo would assign the account's default application, so it is always sent.
        self._call("POST", f"Number/{number.carrier_id}/", {"app_id": app_id}).document()

    def _delete(self, path: str) -> None:
        # Plivo's default for applications is to delete the SIP endpoints with it.
        document = {"cascade": False} if path.startswith("Application/") else None
        try:
            self._call("DELETE", path, document)
        except CarrierGoneError:
            return

    def _call(
        self, method: str, path: str, document: dict[str, Any] | None = None, query: dict[str, Any] | None = None
    ) -> CarrierResponse:
        path = f"/v1/Account/{self._account_id}/{path}"
        return self._http.call(method, path, query=query, document=document, basic=self._basic)


def _text(document: dict[str, Any], member: str) -> str:
    value = document.get(member)
    if not isinstance(value, str | int) or not str(value):
        raise CarrierUnavailableError("plivo's answer could not be read")
    return str(value)


def _why_unusable(entry: Mapping[str, Any]) -> str | None:
    return why_no_e164(f"+{entry.get('number')}")
