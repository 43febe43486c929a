"""IncomingPhoneNumbers: list, fetch, update, delete."""

import re

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account
from tools.sandbox.clock import Clock, rfc2822
from tools.sandbox.twilio.errors import TwilioError
from tools.sandbox.twilio.paging import PAGING, page
from tools.sandbox.wire import FORM, Answer, Json, Request, json_answer

_FILTERS: dict[str, p.Check] = {
    "PhoneNumber": p.matching(r"[+*\d]{1,20}", "a number, a part of one, or a pattern with *"),
    "FriendlyName": p.text,
    "Beta": p.form_flag,
    "Origin": p.one_of("twilio", "hosted"),
    **PAGING,
}

_URL = p.or_empty(p.url)
_METHOD = p.or_empty(p.one_of("GET", "POST"))


def _sid(prefix: str) -> p.Check:
    return p.or_empty(p.matching(f"{prefix}[0-9a-f]{{32}}", f"a {prefix} sid"))


# twilio-python 9.13.0, IncomingPhoneNumberContext.update
_UPDATE: dict[str, p.Check] = {
    "AccountSid": p.matching(r"[A-Za-z0-9_-]{1,64}", "an account sid"),
    "AddressSid": _sid("AD"),
    "ApiVersion": p.one_of("2010-04-01", "2008-08-01"),
    "BundleSid": _sid("BU"),
    "EmergencyAddressSid": _sid("AD"),
    "EmergencyStatus": p.one_of("Active", "Inactive"),
    "FriendlyName": p.matching(r"(?s).{0,64}", "at most 64 characters"),
    "IdentitySid": _sid("RI"),
    "SmsApplicationSid": _sid("AP"),
    "SmsFallbackMethod": _METHOD,
    "SmsFallbackUrl": _URL,
    "SmsMethod": _METHOD,
    "SmsUrl": _URL,
    "StatusCallback": _URL,
    "StatusCallbackMethod": _METHOD,
    "TrunkSid": _sid("TK"),
    "VoiceApplicationSid": _sid("AP"),
    "VoiceCallerIdLookup": p.form_flag,
    "VoiceFallbackMethod": _METHOD,
    "VoiceFallbackUrl": _URL,
    "VoiceMethod": _METHOD,
    "VoiceReceiveMode": p.one_of("voice", "fax"),
    "VoiceUrl": _URL,
}


class Numbers:
    """The numbers of the accounts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, a page of them."""
        filters = p.checked(p.once(request.query_pairs()), _FILTERS)
        wanted = _pattern(filters.get("PhoneNumber", ""))
        found = [
            number
            for number in account.shelf("numbers").values()
            if wanted.search(number["phone_number"])
            and filters.get("FriendlyName") in {None, number["friendly_name"]}
            and filters.get("Beta") in {None, number["beta"]}
            and filters.get("Origin") in {None, number["origin"]}
        ]
        return page("incoming_phone_numbers", found, request, filters)

    def fetch(self, account: Account, request: Request, sid: str) -> Answer:
        """Answer with one of them."""
        p.checked(p.once(request.query_pairs()), {})
        return json_answer(200, _owned(account, sid))

    def update(self, account: Account, request: Request, sid: str) -> Answer:
        """Change what was sent; an empty value clears."""
        number = _owned(account, sid)
        if request.body and request.content_type != FORM:
            raise TwilioError(400, message="The body must be application/x-www-form-urlencoded")
        changes = p.checked(p.once(request.form_pairs()), _UPDATE)
        if changes.get("AccountSid", account.account_id) != account.account_id:
            raise TwilioError(400, message="Numbers are not moved between accounts here")
        _settle_answerers(account, number, changes)
        for name, value in changes.items():
            number[_snake(name)] = _shown(name, value)
        number["date_updated"] = rfc2822(self._clock.now())
        return json_answer(200, number)

    def delete(self, account: Account, request: Request, sid: str) -> Answer:
        """Give the number up, for good."""
        p.checked(p.once(request.query_pairs()), {})
        _owned(account, sid)
        del account.shelf("numbers")[sid]
        return Answer(204)


# What may answer in place of the number's URLs, and where the account keeps it.
_ANSWERERS = {"VoiceApplicationSid": "applications", "SmsApplicationSid": "applications", "TrunkSid": "trunks"}


def _settle_answerers(account: Account, number: Json, changes: Json) -> None:
    """Check that whatever answers exists, and keep the later one of application and trunk."""
    for name, kind in _ANSWERERS.items():
        if changes.get(name) and changes[name] not in account.shelf(kind):
            raise TwilioError(400, message=f"{name} is not one of this account")
    if changes.get("TrunkSid") and changes.get("VoiceApplicationSid"):
        raise TwilioError(400, message="TrunkSid and VoiceApplicationSid exclude each other")
    if changes.get("TrunkSid"):
        number["voice_application_sid"] = ""
    if changes.get("VoiceApplicationSid"):
        number["trunk_sid"] = None


def _shown(name: str, value: object) -> object:
    """Return what an update leaves on the number: a cleared method is the default, a cleared trunk is none."""
    if value == "" and name.endswith("Method"):
        return "POST"
    return None if value == "" and name == "TrunkSid" else value


def _owned(account: Account, sid: str) -> Json:
    number = account.shelf("numbers").get(sid)
    if number is None:
        raise TwilioError(404)
    return number


def _pattern(part: str) -> re.Pattern[str]:
    return re.compile("".join(r"\d" if character == "*" else re.escape(character) for character in part))


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
