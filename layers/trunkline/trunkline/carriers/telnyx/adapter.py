"""Telnyx, over plain HTTP: importing its SDK takes longer than its webhooks wait.

Webhooks belong to a Call Control application and to a messaging profile. Every number gets ones of its own, found
again by their name, so that no other number of the account changes.

Sources: Telnyx's OpenAPI file spec3.yml (commit 12de4dd, 2026-07-16); developers.telnyx.com. Read 2026-11.
"""

from collections.abc import Collection, Mapping
from typing import Any

from trunkline.carriers.http_client import RejectedRequestError, why_no_e164
from trunkline.carriers.telnyx.api import (
    APPLICATIONS,
    MESSAGING_PROFILES,
    PAGE,
    TelnyxApi,
    id_of,
    resources,
    unreadable,
)
from trunkline.carriers.telnyx.made_objects import MadeObjects
from trunkline.domain.carrier_accounts import AUTOMATIC
from trunkline.domain.identifiers import E164
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


class TelnyxAdapter:
    """One Telnyx API key.

    ``account_id`` is the id of an application or connection of its account, or the account's own, which Telnyx tells
    with the messaging settings of a number (``organization_id``).
    """

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._api = TelnyxApi(account, budget)
        self._app_id = account.account_id

    def check_credentials(self) -> None:
        """Check the credentials.

        Two calls, three when the App ID is another kind of connection than Call Control.
        """
        try:
            self._api.call("GET", "/balance").document()
        except CredentialsRefusedError as error:
            # A key without billing permission is a key all the same.
            if not error.is_forbidden:
                raise
        if self._app_id == AUTOMATIC:
            return
        if "-" in self._app_id:
            self._check_organization()
            return
        for kind in (APPLICATIONS, "/connections"):
            try:
                self._api.resource("GET", f"{kind}/{self._app_id}")
            except CarrierGoneError:
                continue
            return
        raise CarrierRefusedError("telnyx does not know the App ID")

    def find_owned(self, e164: E164) -> OwnedNumber:
        """Three calls, always."""
        self._api.forget_numbers()
        query = {"phone_numbers": [e164]}
        try:
            data = self._api.resource("POST", "/phone_numbers/actions/verify_ownership", query)
        except CarrierGoneError as error:
            raise CarrierRefusedError("telnyx says that the account does not own this number") from error
        for found in resources(data.get("found")):
            if found.get("number_val_e164") == e164:
                return self._usable(str(found.get("id") or ""), e164)
        raise NumberNotOwnedError("telnyx says that the account does not own this number")

    def account_id(self, number: OwnedNumber) -> str:
        """Return the account's id.

        No call, or one where it was to be found.
        """
        if self._app_id != AUTOMATIC:
            return self._app_id
        try:
            settings = self._api.resource("GET", f"/phone_numbers/{number.carrier_id}/messaging")
        except CarrierGoneError:
            settings = {}
        if not settings.get("organization_id"):
            raise CarrierRefusedError("telnyx does not tell the account's id: send that of one of its applications")
        return str(settings["organization_id"])

    def owned_page(self, position: str | None) -> OwnedPage:
        """List up to 250 of the account's numbers; positions are pages.

        One call. Only attaching shows which of them take no messages.
        """
        page = int(position or 1)
        query = {"page[number]": page, "page[size]": PAGE}
        answer = self._api.call("GET", "/phone_numbers", query=query).document()
        entries, meta = resources(answer.get("data")), answer.get("meta")
        if not isinstance(meta, dict) or not isinstance(meta.get("total_pages"), int):
            raise unreadable()
        usable = [each for each in entries if _why_unusable(each) is None]
        total = meta.get("total_results")
        return OwnedPage(
            numbers=[_owned(id_of(each), E164(each["phone_number"]), takes_messages=True) for each in usable],
            next_position=str(page + 1) if entries and page < meta["total_pages"] else None,
            total=total if isinstance(total, int) else None,
            unusable=[(str(each.get("phone_number")), why) for each in entries if (why := _why_unusable(each))],
        )

    def read_configuration(self, number: OwnedNumber) -> Configuration:
        """Read what is set for the number.

        Always one call: what was read before the number was claimed may be another organisation's.
        """
        self._api.forget_numbers()
        return self._configuration(number)

    def attach(self, number: OwnedNumber, targets: WebhookTargets, found: Configuration | None = None) -> None:
        """Set our webhooks.

        Up to four reads, five unless the number is given or was read just now, and one write each where needed.
        """
        before = self._configuration(number) if found is None else found
        made = MadeObjects(self._api, targets)
        application = made.application(number.e164, before["connection_id"])
        if before["connection_id"] != application:
            # Not .../voice: that one has no connection_id, and switches recording on.
            self._assign(f"/phone_numbers/{number.carrier_id}", "connection_id", application)
        if "sms" in number.capabilities:
            profile = made.messaging_profile(before["messaging_profile_id"])
            if before["messaging_profile_id"] != profile:
                self._assign_profile(number, profile)

    def is_attached(self, number: OwnedNumber, targets: WebhookTargets) -> bool:
        """Tell whether our webhooks are set.

        Two calls, three unless the number was read just now.
        """
        now = self._configuration(number)
        applications, profiles = self._ours(targets)
        return now["connection_id"] in applications or now["messaging_profile_id"] in profiles

    def detach(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> None:
        """Three reads and up to four writes; what was deleted at Telnyx meanwhile is not missed."""
        (applications, profiles), gone = self._ours(targets), None
        try:
            now = self.read_configuration(number)
            if now["connection_id"] in applications:
                self._restore_connection(number, _not_ours(previous.get("connection_id", ""), applications))
            if now["messaging_profile_id"] in profiles:
                self._restore_profile(number, _not_ours(previous.get("messaging_profile_id", ""), profiles))
        except CarrierGoneError as error:
            gone = error  # What was made for it does not go with it.
        for path in (
            *(f"{APPLICATIONS}/{each}" for each in applications),
            *(f"{MESSAGING_PROFILES}/{each}" for each in profiles),
        ):
            self._delete(path)
        if gone:
            raise gone

    def release_to_carrier(self, number: OwnedNumber) -> None:
        """Release the number to Telnyx for good; one with a deletion lock is refused.

        One call.
        """
        self._delete(f"/phone_numbers/{number.carrier_id}")

    def _check_organization(self) -> None:
        query = {"page[number]": 1, "page[size]": 1}
        answer = self._api.call("GET", "/phone_numbers/messaging", query=query).document()
        if not any(each.get("organization_id") == self._app_id for each in resources(answer.get("data"))):
            raise CarrierRefusedError("telnyx does not know the account's id")

    def _usable(self, carrier_id: str, e164: E164) -> OwnedNumber:
        if self._api.number(carrier_id).get("status") != "active":
            raise CarrierRefusedError("telnyx says that this number is not active")
        return _owned(carrier_id, e164, takes_messages=self._takes_messages(carrier_id))

    def _takes_messages(self, carrier_id: str) -> bool:
        """Tell whether Telnyx gives the number any feature of messaging; one that can only call has none."""
        try:
            features = self._api.resource("GET", f"/phone_numbers/{carrier_id}/messaging").get("features")
        except CarrierGoneError:
            return False
        return isinstance(features, dict) and any(features.get(kind) for kind in ("sms", "mms"))

    def _configuration(self, number: OwnedNumber) -> Configuration:
        data = self._api.number(number.carrier_id)
        return {name: str(data.get(name) or "") for name in ("connection_id", "messaging_profile_id")}

    def _ours(self, targets: WebhookTargets) -> tuple[list[str], list[str]]:
        made = MadeObjects(self._api, targets)
        applications, profiles = made.applications(), made.messaging_profiles()
        return [id_of(each) for each in applications], [id_of(each) for each in profiles]

    def _restore_connection(self, number: OwnedNumber, connection: str) -> None:
        # How to clear it is not documented: the spec has text only, people send null. Deleting ours clears it anyway.
        for value in (connection, None) if not connection else (connection, "", None):
            try:
                self._api.call("PATCH", f"/phone_numbers/{number.carrier_id}", {"connection_id": value})
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
        data = self._api.resource("PATCH", path, {member: value})
        if str(data.get(member) or "") != value:
            raise CarrierUnavailableError("telnyx did not take the webhooks")

    def _delete(self, path: str) -> None:
        try:
            self._api.call("DELETE", path)
        except CarrierGoneError:
            return


def _not_ours(previous: str, ours: Collection[str]) -> str:
    """Return what the number had before us, without what an earlier release of it left: that is about to be deleted."""
    return "" if previous in ours else previous


def _owned(carrier_id: str, e164: E164, *, takes_messages: bool) -> OwnedNumber:
    return OwnedNumber(
        carrier_id=carrier_id,
        owner_id=carrier_id,
        e164=e164,
        capabilities=frozenset({"voice", "sms"} if takes_messages else {"voice"}),
    )


def _why_unusable(entry: Mapping[str, Any]) -> str | None:
    if (status := entry.get("status")) != "active":
        return f"telnyx says that it is {status}, not active"
    return why_no_e164(entry.get("phone_number"))
