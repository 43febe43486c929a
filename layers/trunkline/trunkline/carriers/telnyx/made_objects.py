"""What is made at Telnyx for a number: an application and a messaging profile of its own, found by their name.

A Call Control application can transfer calls only with an outbound voice profile: without one Telnyx answers 403, code
10010, "Connection has no Outbound Profile assigned D38". Sources: Telnyx's OpenAPI file spec3.yml (commit 12de4dd,
2026-07-16); developers.telnyx.com, SIP response codes, D38. Read 2026-11-29.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trunkline.carriers.telnyx.api import (
    APPLICATIONS,
    MESSAGING_PROFILES,
    OUTBOUND_PROFILES,
    Resource,
    TelnyxApi,
    id_of,
)
from trunkline.domain.identifiers import E164
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CredentialsRefusedError
from trunkline.observability import logger
from trunkline.services.carrier_adapters import WebhookTargets

# What an outbound voice profile of ours is called, before its country.
_SERVICE = "trunkline"


@dataclass(frozen=True, slots=True)
class MadeObjects:
    """The objects of one number."""

    api: TelnyxApi
    targets: WebhookTargets

    def application(self, e164: E164, previous_connection: str) -> str:
        """Return the id of the application with our name and URL, made or repaired where needed."""
        # Name and URL are required on a change too, and the default version is the old one.
        wanted: dict[str, Any] = {
            "application_name": self.targets.name,
            "webhook_event_url": self.targets.url("voice"),
            "webhook_api_version": "2",
        }
        found = next(iter(self.applications()), None)
        if found is None or not _outbound_profile(found):
            profile = self._dialable(e164, previous_connection)
            wanted |= {"outbound": {"outbound_voice_profile_id": profile}} if profile else {}
        if found is None:
            return id_of(self.api.resource("POST", APPLICATIONS, wanted))
        return self._repaired(APPLICATIONS, found, wanted)

    def messaging_profile(self, previous: str) -> str:
        """Return the id of the messaging profile with our name and URL; a new one allows what ``previous`` did."""
        wanted = {
            "name": self.targets.name,
            "webhook_url": self.targets.url("message"),
            "webhook_api_version": "2",
        }
        found = next(iter(self.messaging_profiles()), None)
        if found is not None:
            return self._repaired(MESSAGING_PROFILES, found, wanted)
        new = wanted | {"whitelisted_destinations": self._destinations(previous)}
        return id_of(self.api.resource("POST", MESSAGING_PROFILES, new))

    def applications(self) -> list[Resource]:
        """List the applications with our name; compared here, because Telnyx's filter matches parts."""
        found = self.api.all(APPLICATIONS, **{"filter[application_name][contains]": self.targets.name})
        return [each for each in found if each.get("application_name") == self.targets.name]

    def messaging_profiles(self) -> list[Resource]:
        """List the messaging profiles with our name."""
        found = self.api.all(MESSAGING_PROFILES, **{"filter[name][eq]": self.targets.name})
        return [each for each in found if each.get("name") == self.targets.name]

    def _destinations(self, profile: str) -> list[str]:
        """Return where the number's messages may go: what the customer allowed so far, or anywhere."""
        if not profile:
            return ["*"]
        try:
            data = self.api.resource("GET", f"{MESSAGING_PROFILES}/{profile}")
        except CarrierGoneError:
            return ["*"]
        return [str(each) for each in data.get("whitelisted_destinations") or ["*"]]

    def _dialable(self, e164: E164, connection: str) -> str:
        """Return the outbound voice profile that forwards calls; empty where the account may have none.

        The number's calls, and so its bill, stay where they were: with the profile of the connection that it had, else
        with the only one of the account. One is made only where there is nothing to take.
        """
        try:
            return self._profile_of_connection(connection) or self._only_profile(e164)
        except CarrierRefusedError as error:
            if isinstance(error, CredentialsRefusedError) and not error.is_forbidden:
                raise
            # Calls come in all the same. A forward is refused then, and its caller served otherwise.
            logger.warning("telnyx allows no outbound voice profile", error=type(error).__name__)
            return ""

    def _profile_of_connection(self, connection: str) -> str:
        if not connection:
            return ""
        try:
            data = self.api.resource("GET", f"/connections/{connection}")
        except CarrierGoneError:
            return ""
        return str(data.get("outbound_voice_profile_id") or "")

    def _only_profile(self, e164: E164) -> str:
        from trunkline.domain.e164_parser import country_of  # noqa: PLC0415 - only who looks for a profile parses

        country = country_of(e164)
        name = f"{_SERVICE} {country or 'calls'}"
        enabled = [each for each in self.api.all(OUTBOUND_PROFILES) if each.get("enabled") is not False]
        theirs = [each for each in enabled if not str(each.get("name")).startswith(f"{_SERVICE} ")]
        if len(theirs) == 1:
            return id_of(theirs[0])
        for each in enabled:
            if each.get("name") == name:
                return id_of(each)
        # Whoever can set a forward number can have calls made at the account's cost: within the number's own country.
        destinations = {"whitelisted_destinations": [country]} if country else {}
        return id_of(self.api.resource("POST", OUTBOUND_PROFILES, {"name": name, **destinations}))

    def _repaired(self, kind: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
        if any(found.get(name) != value for name, value in wanted.items()):
            self.api.resource("PATCH", f"{kind}/{id_of(found)}", wanted)
        return id_of(found)


def _outbound_profile(application: Mapping[str, Any]) -> str:
    outbound = application.get("outbound")
    return str(outbound.get("outbound_voice_profile_id") or "") if isinstance(outbound, dict) else ""
