"""outbound_voice_profiles: what a connection may dial, and whether it may dial at all."""

import phonenumbers

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.telnyx.bodies import PAGING, asked, listed, sent, shown
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.telnyx.seeding import new_outbound_profile
from tools.sandbox.wire import Answer, Json, Request

# Telnyx's OpenAPI file spec3.yml (commit 12de4dd, 2026-07-16), CreateOutboundVoiceProfileRequest.
_CREATE: dict[str, p.Check] = {
    "billing_group_id": p.nullable(p.text),
    "concurrent_call_limit": p.nullable(p.integer(1, 10_000)),
    "daily_spend_limit": p.text,
    "daily_spend_limit_enabled": p.flag,
    "enabled": p.flag,
    "name": p.matching(r".{3,}", "at least three characters"),
    "service_plan": p.one_of("global"),
    "tags": p.list_of(p.text),
    "traffic_type": p.one_of("conversational"),
    "usage_payment_method": p.one_of("rate-deck"),
    "whitelisted_destinations": p.list_of(p.matching(r"[A-Z]{2}", "a country's two letters")),
}


class OutboundVoiceProfiles:
    """The outbound voice profiles of the accounts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those whose name contains the filter, or all."""
        filters = asked(request, {"filter[name][contains]": p.filled, **PAGING})
        part = filters.get("filter[name][contains]", "").lower()
        profiles = account.shelf("outbound_voice_profiles").values()
        return listed([_counted(account, each) for each in profiles if part in each["name"].lower()], filters)

    def create(self, account: Account, request: Request) -> Answer:
        """Make a new one; the same name may be there already."""
        members = sent(request, _CREATE, ["name"])
        profile = new_outbound_profile(self._store.decimal(19), members, iso(self._clock.now()))
        account.shelf("outbound_voice_profiles")[profile["id"]] = profile
        return shown(_counted(account, profile))

    def retrieve(self, account: Account, request: Request, profile_id: str) -> Answer:
        """Answer with one of them."""
        asked(request, {})
        profile = account.shelf("outbound_voice_profiles").get(profile_id)
        if profile is None:
            raise TelnyxError(404)
        return shown(_counted(account, profile))


def require_dialable(account: Account, connection_id: str, to: str) -> None:
    """Refuse a number that the connection may not dial.

    Raises:
        TelnyxError: it has no profile, or one that is disabled or does not list the number's country.
    """
    profile_id = (
        account.shelf("applications").get(connection_id, {}).get("outbound", {}).get("outbound_voice_profile_id")
    )
    profile = account.shelf("outbound_voice_profiles").get(profile_id or "")
    if profile is None:
        raise TelnyxError(403, "Connection has no Outbound Profile assigned D38", code="10010")
    if not profile["enabled"]:
        raise TelnyxError(403, "Outbound Profile is disabled D17", code="10010")
    if to.startswith("+"):
        country = phonenumbers.region_code_for_number(phonenumbers.parse(to))
        if country not in profile["whitelisted_destinations"]:
            raise TelnyxError(403, "Dialed number is not included in whitelisted countries D13", code="10010")


def _counted(account: Account, profile: Json) -> Json:
    applications = account.shelf("applications").values()
    count = sum(each["outbound"]["outbound_voice_profile_id"] == profile["id"] for each in applications)
    return {**profile, "connections_count": count}
