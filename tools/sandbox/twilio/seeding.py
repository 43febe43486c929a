"""Numbers of a Twilio account as their owner left them, before anybody registers them."""

import hashlib

from tools.sandbox.accounts import Account
from tools.sandbox.wire import Json

_STAMP = "Thu, 01 Oct 2026 08:00:00 +0000"
VERSION = "2010-04-01"

# What Twilio sets on a number that was just bought.
_DEFAULT_VOICE_URL = "https://demo.twilio.com/welcome/voice/"
_DEFAULT_SMS_URL = "https://demo.twilio.com/welcome/sms/reply/"


def sid(prefix: str, *names: str) -> str:
    """Return the sid of a thing that is always there."""
    return prefix + hashlib.sha256(" ".join(names).encode()).hexdigest()[:32]


def stock_twilio(account: Account, numbers: list[str]) -> None:
    """Put the numbers into the account, and two more: one answered by an application, one by a SIP trunk."""
    for number in numbers:
        _add(account, number)
    last = int(numbers[-1]) if numbers else 15005550000
    application_sid = sid("AP", account.account_id)
    account.shelf("applications")[application_sid] = _application(account, application_sid)
    _add(account, f"+{last + 1}", voice_application_sid=application_sid, sms_application_sid=application_sid)
    trunk_sid = sid("TK", account.account_id)
    account.shelf("trunks")[trunk_sid] = {"sid": trunk_sid}
    _add(account, f"+{last + 2}", trunk_sid=trunk_sid)


def _add(account: Account, number: str, **settings: str) -> None:
    number_sid = sid("PN", account.account_id, number)
    account.shelf("numbers")[number_sid] = {
        "sid": number_sid,
        "account_sid": account.account_id,
        "phone_number": number,
        "friendly_name": number,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": _STAMP,
        "date_updated": _STAMP,
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "identity_sid": None,
        "origin": "twilio",
        "sms_application_sid": "",
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": _DEFAULT_SMS_URL,
        "status": "in-use",
        "status_callback": "",
        "status_callback_method": "POST",
        "trunk_sid": None,
        "type": "local",
        "uri": f"/{VERSION}/Accounts/{account.account_id}/IncomingPhoneNumbers/{number_sid}.json",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": "",
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "voice_url": _DEFAULT_VOICE_URL,
        **settings,
    }


def _application(account: Account, application_sid: str) -> Json:
    return {
        "sid": application_sid,
        "account_sid": account.account_id,
        "api_version": VERSION,
        "date_created": _STAMP,
        "date_updated": _STAMP,
        "friendly_name": "The customer's own application",
        "message_status_callback": "",
        "public_application_connect_enabled": False,
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_status_callback": "",
        "sms_url": "https://customer.example/sms",
        "status_callback": "https://customer.example/status",
        "status_callback_method": "POST",
        "uri": f"/{VERSION}/Accounts/{account.account_id}/Applications/{application_sid}.json",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": "",
        "voice_method": "POST",
        "voice_url": "https://customer.example/voice",
    }
