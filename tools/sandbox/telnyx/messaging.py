"""messaging_profiles, and phone_numbers/{id}/messaging."""

import uuid

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.telnyx.bodies import PAGING, asked, listed, sent, shown
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.telnyx.numbers import owned
from tools.sandbox.telnyx.seeding import new_profile
from tools.sandbox.wire import Answer, Json, Request

_WEBHOOK = p.nullable(p.or_empty(p.url))

# telnyx-python 4.189.0, MessagingProfileUpdateParams, without the features that need a record of their own.
_UPDATE: dict[str, p.Check] = {
    "alpha_sender": p.nullable(p.text),
    "daily_spend_limit": p.text,
    "daily_spend_limit_enabled": p.flag,
    "enabled": p.flag,
    "mms_fall_back_to_sms": p.flag,
    "mms_transcoding": p.flag,
    "mobile_only": p.flag,
    "name": p.filled,
    "smart_encoding": p.flag,
    "webhook_api_version": p.one_of("1", "2", "2010-04-01"),
    "webhook_failover_url": _WEBHOOK,
    "webhook_url": _WEBHOOK,
    "whitelisted_destinations": p.list_of(p.matching(r"[A-Z]{2}|\*", "a country's two letters or *")),
}
_NUMBER: dict[str, p.Check] = {
    "messaging_product": p.text,
    # Documented: an empty string takes the number off its profile, null keeps it.
    "messaging_profile_id": p.nullable(p.text),
    "tags": p.list_of(p.text),
}


class Messaging:
    """The messaging profiles of the accounts, and which number belongs to which."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those whose name fits the filter, or all."""
        filters = asked(
            request,
            {
                "filter[name]": p.filled,
                "filter[name][eq]": p.filled,
                "filter[name][contains]": p.filled,
                **PAGING,
            },
        )
        exact = filters.get("filter[name][eq]", filters.get("filter[name]"))
        found = [
            profile
            for profile in account.shelf("messaging_profiles").values()
            if exact in {None, profile["name"]} and filters.get("filter[name][contains]", "") in profile["name"]
        ]
        return listed(found, filters)

    def create(self, account: Account, request: Request) -> Answer:
        """Make a new one."""
        members = sent(request, _UPDATE, ["name", "whitelisted_destinations"])
        profile_id = self._store.new_uuid()
        profile = new_profile(profile_id, members, iso(self._clock.now()))
        account.shelf("messaging_profiles")[profile_id] = profile
        return shown(profile)

    def retrieve(self, account: Account, request: Request, profile_id: str) -> Answer:
        """Answer with one of them."""
        asked(request, {})
        return shown(_profile(account, profile_id))

    def update(self, account: Account, request: Request, profile_id: str) -> Answer:
        """Change what was sent."""
        profile = _profile(account, profile_id)
        profile.update(sent(request, _UPDATE), updated_at=iso(self._clock.now()))
        return shown(profile)

    def delete(self, account: Account, request: Request, profile_id: str) -> Answer:
        """Delete it; its numbers are left without one."""
        asked(request, {})
        profile = _profile(account, profile_id)
        for number in account.shelf("numbers").values():
            if number["messaging_profile_id"] == profile_id:
                number["messaging_profile_id"] = None
        del account.shelf("messaging_profiles")[profile_id]
        return shown(profile)

    def numbers(self, account: Account, request: Request, profile_id: str) -> Answer:
        """Answer with the numbers of a profile."""
        filters = asked(request, PAGING)
        _profile(account, profile_id)
        found = [
            _settings(account, number)
            for number in account.shelf("numbers").values()
            if number["messaging_profile_id"] == profile_id
        ]
        return listed(found, filters)

    def list_numbers(self, account: Account, request: Request) -> Answer:
        """Answer with the messaging settings of all numbers."""
        filters = asked(request, PAGING)
        return listed([_settings(account, number) for number in account.shelf("numbers").values()], filters)

    def retrieve_number(self, account: Account, request: Request, number_id: str) -> Answer:
        """Answer with the messaging settings of a number."""
        asked(request, {})
        return shown(_settings(account, owned(account, number_id)))

    def update_number(self, account: Account, request: Request, number_id: str) -> Answer:
        """Put the number on a profile, or take it off."""
        number = owned(account, number_id)
        changes = sent(request, _NUMBER)
        profile_id = changes.get("messaging_profile_id")
        if profile_id and profile_id not in account.shelf("messaging_profiles"):
            detail = "messaging_profile_id is not a profile of this account"
            raise TelnyxError(422, detail, pointer="/messaging_profile_id")
        if profile_id and account.shelf("messaging_features")[number_id]["sms"] is None:
            raise TelnyxError(422, "The phone number is not capable of messaging", pointer="/messaging_profile_id")
        if profile_id is not None:
            number["messaging_profile_id"] = profile_id or None
        number["tags"] = changes.get("tags", number["tags"])
        number["updated_at"] = iso(self._clock.now())
        return shown(_settings(account, number))


def _settings(account: Account, number: Json) -> Json:
    product = "A2P" if number["messaging_profile_id"] else None
    features = account.shelf("messaging_features")[number["id"]]
    return {
        "id": number["id"],
        "record_type": "messaging_settings",
        "country_code": number["country_iso_alpha2"],
        "created_at": number["created_at"],
        "eligible_messaging_products": ["A2P"] if features["sms"] else [],
        "features": features,
        "messaging_product": product,
        "organization_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, account.account_id)),
        "messaging_profile_id": number["messaging_profile_id"],
        "phone_number": number["phone_number"],
        "tags": number["tags"],
        "traffic_type": product,
        "type": "long-code",
        "updated_at": number["updated_at"],
    }


def _profile(account: Account, profile_id: str) -> Json:
    profile = account.shelf("messaging_profiles").get(profile_id)
    if profile is None:
        raise TelnyxError(404)
    return profile
