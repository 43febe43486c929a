"""phone_numbers: list, retrieve, update, delete, ownership, voice settings."""

import re
from typing import Any

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account
from tools.sandbox.clock import Clock, iso
from tools.sandbox.telnyx.bodies import PAGING, asked, listed, sent, shown
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.wire import Answer, Json, Request

# What phone_numbers/{id}/voice shows of the number itself.
_SHOWN_WITH_VOICE = ("connection_id", "customer_reference", "id", "phone_number")

_FILTERS: dict[str, p.Check] = {
    "filter[connection_id]": p.filled,
    "filter[customer_reference]": p.filled,
    "filter[phone_number]": p.filled,
    "filter[status]": p.filled,
    "filter[tag]": p.filled,
    "sort": p.one_of("purchased_at", "phone_number", "connection_name", "usage_payment_method"),
    **PAGING,
}
# telnyx-python 4.189.0, PhoneNumberUpdateParams: null is none of them.
_UPDATE: dict[str, p.Check] = {
    "address_id": p.text,
    "billing_group_id": p.text,
    "connection_id": p.text,
    "customer_reference": p.text,
    "external_pin": p.text,
    "hd_voice_enabled": p.flag,
    "tags": p.list_of(p.text),
}
# telnyx-python 4.189.0, VoiceUpdateParams: there is no connection_id.
_VOICE: dict[str, p.Check] = {
    "call_forwarding": p.record(
        {
            "call_forwarding_enabled": p.flag,
            "forwarding_type": p.one_of("always", "on-failure"),
            "forwards_to": p.text,
        }
    ),
    "call_recording": p.record(
        {
            "inbound_call_recording_channels": p.one_of("single", "dual"),
            "inbound_call_recording_enabled": p.flag,
            "inbound_call_recording_format": p.one_of("wav", "mp3"),
        }
    ),
    "caller_id_name_enabled": p.flag,
    "cnam_listing": p.record({"cnam_listing_details": p.text, "cnam_listing_enabled": p.flag}),
    "inbound_call_screening": p.one_of("disabled", "reject_calls", "flag_calls"),
    "media_features": p.record({"accept_any_rtp_packets_enabled": p.flag, "rtp_auto_adjust_enabled": p.flag}),
    "tech_prefix_enabled": p.flag,
    "translated_number": p.text,
    "usage_payment_method": p.one_of("pay-per-minute", "channel"),
}


class Numbers:
    """The numbers of the accounts, by their ids."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, a page of them."""
        filters = asked(request, _FILTERS)
        part = filters.get("filter[phone_number]")
        if part is not None and len(part) < 3:  # noqa: PLR2004
            raise TelnyxError(400, "At least three digits are needed.", parameter="filter[phone_number]")
        found = [number for number in account.shelf("numbers").values() if _fits(number, filters)]
        if filters.get("sort") == "phone_number":
            found.sort(key=lambda number: str(number["phone_number"]))
        return listed([_completed(account, number) for number in found], filters)

    def retrieve(self, account: Account, request: Request, number_id: str) -> Answer:
        """Answer with one of them."""
        asked(request, {})
        return shown(_completed(account, owned(account, number_id)))

    def update(self, account: Account, request: Request, number_id: str) -> Answer:
        """Change what was sent; an empty ``connection_id`` leaves none."""
        number = owned(account, number_id)
        changes = sent(request, _UPDATE)
        connection_id = changes.get("connection_id")
        if connection_id and connection_id not in account.shelf("applications"):
            raise TelnyxError(422, "connection_id is not a connection of this account", pointer="/connection_id")
        for name in ("address_id", "billing_group_id", "connection_id", "customer_reference"):
            if changes.get(name) == "":
                changes[name] = None
        number.update(changes, updated_at=iso(self._clock.now()))
        return shown(_completed(account, number))

    def delete(self, account: Account, request: Request, number_id: str) -> Answer:
        """Give the number up, unless it is locked."""
        asked(request, {})
        number = owned(account, number_id)
        if number["deletion_lock_enabled"]:
            raise TelnyxError(422, "The number's deletion lock is on.")
        del account.shelf("numbers")[number_id]
        account.shelf("voice_settings").pop(number_id, None)
        account.shelf("messaging_features").pop(number_id, None)
        return shown({**_completed(account, number), "status": "deleted"})

    def verify_ownership(self, account: Account, request: Request) -> Answer:
        """Tell which of some numbers the account owns and may edit."""
        body = sent(request, {"phone_numbers": p.list_of(p.text)}, ["phone_numbers"])
        for index, number in enumerate(body["phone_numbers"]):
            if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
                pointer = f"/phone_numbers/{index}"
                raise TelnyxError(422, "Phone numbers must be in +E.164 format.", code="10016", pointer=pointer)
        usable = {
            number["phone_number"]: number["id"]
            for number in account.shelf("numbers").values()
            if number["status"] == "active"
        }
        found = [
            {"id": usable[number], "number_val_e164": number} for number in body["phone_numbers"] if number in usable
        ]
        missing = [number for number in body["phone_numbers"] if number not in usable]
        return shown({"found": found, "not_found": missing, "record_type": "number_ownership"})

    def retrieve_voice(self, account: Account, request: Request, number_id: str) -> Answer:
        """Answer with the voice settings of a number."""
        asked(request, {})
        return shown(_with_voice(account, owned(account, number_id)))

    def update_voice(self, account: Account, request: Request, number_id: str) -> Answer:
        """Change what was sent, member by member."""
        number = owned(account, number_id)
        settings = account.shelf("voice_settings")[number_id]
        for name, value in sent(request, _VOICE).items():
            settings[name] = {**settings[name], **value} if isinstance(value, dict) else value
        number["call_recording_enabled"] = settings["call_recording"]["inbound_call_recording_enabled"]
        return shown(_with_voice(account, number))


def owned(account: Account, number_id: str) -> Json:
    """Find a number of the account.

    Raises:
        TelnyxError: there is none of that id.
    """
    number = account.shelf("numbers").get(number_id)
    if number is None:
        raise TelnyxError(404)
    return number


def _fits(number: Json, filters: dict[str, Any]) -> bool:
    part = filters.get("filter[phone_number]", "")
    return (
        (part.isdecimal() or not part)
        and part in number["phone_number"]
        and filters.get("filter[connection_id]") in {None, number["connection_id"]}
        and filters.get("filter[customer_reference]") in {None, number["customer_reference"]}
        and filters.get("filter[status]") in {None, number["status"]}
        and ("filter[tag]" not in filters or filters["filter[tag]"] in number["tags"])
    )


def _completed(account: Account, number: Json) -> Json:
    """Return the number with the names of what it refers to."""
    app = account.shelf("applications").get(number["connection_id"] or "", {})
    profile = account.shelf("messaging_profiles").get(number["messaging_profile_id"] or "", {})
    return {
        **number,
        "connection_name": app.get("application_name"),
        "messaging_profile_name": profile.get("name"),
    }


def _with_voice(account: Account, number: Json) -> Json:
    return {
        **{name: number[name] or "" for name in _SHOWN_WITH_VOICE},
        "record_type": "voice_settings",
        **account.shelf("voice_settings")[number["id"]],
    }
