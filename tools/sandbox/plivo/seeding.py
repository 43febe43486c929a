"""A Plivo account as its owner left it, before anybody registers its numbers."""

import hashlib

from tools.sandbox.accounts import Account
from tools.sandbox.wire import Json

_ADDED_ON = "2026-10-01"
_RENEWAL = "2026-12-01"


def stock_plivo(account: Account, numbers: list[str]) -> None:
    """Put in the numbers, the account's default application, the customer's own, and an endpoint of each.

    The first four numbers belong to the customer's application, the others to none.
    """
    own = _application(account, "Customer-IVR", "https://customer.example/answer")
    default = _application(account, "Demo-Speak", "https://s3.amazonaws.com/plivosamplexml/speak_url.xml")
    default["default_app"] = True
    for index, number in enumerate(numbers):
        _add(account, number.removeprefix("+"), own["resource_uri"] if index < 4 else None)  # noqa: PLR2004


def application_path(account: Account, app_id: str) -> str:
    """Tell how a number refers to its application."""
    return f"/v1/Account/{account.account_id}/Application/{app_id}/"


def new_application(account: Account, app_id: str, members: Json) -> Json:
    """Make an application with Plivo's defaults where nothing was said."""
    application = {
        "answer_method": "POST",
        "answer_url": None,
        "app_id": app_id,
        "app_name": "",
        "default_app": False,
        "default_endpoint_app": False,
        "enabled": True,
        "fallback_answer_url": "",
        "fallback_method": "POST",
        "hangup_method": "POST",
        # Documented: the answer URL when it is not set.
        "hangup_url": members.get("answer_url"),
        "log_incoming_messages": True,
        "message_method": "POST",
        "message_url": "",
        "public_uri": False,
        "resource_uri": application_path(account, app_id),
        "sip_uri": f"sip:{app_id}@app.plivo.com",
        "sub_account": None,
        **members,
    }
    account.shelf("applications")[app_id] = application
    return application


def _application(account: Account, name: str, answer_url: str) -> Json:
    digest = hashlib.sha256(f"{account.account_id} {name}".encode()).hexdigest()
    app_id = str(10**16 + int(digest[:12], 16) % 10**16)
    endpoint_id = str(10**13 + int(digest[12:24], 16) % 10**13)
    account.shelf("endpoints")[endpoint_id] = {"endpoint_id": endpoint_id, "app_id": app_id}
    return new_application(account, app_id, {"app_name": name, "answer_url": answer_url})


def _add(account: Account, digits: str, application: str | None) -> None:
    account.shelf("numbers")[digits] = {
        "active": True,
        "added_on": _ADDED_ON,
        "alias": "",
        "application": application,
        "carrier": "Plivo",
        "city": "",
        "cnam_lookup": "disabled",
        "compliance_application_id": None,
        "compliance_status": None,
        "country": "",
        "mms_enabled": False,
        "mms_rate": "0.00000",
        "monthly_rental_rate": "0.80000",
        "number": digits,
        "number_type": "local",
        "region": "",
        "renewal_date": _RENEWAL,
        "resource_uri": f"/v1/Account/{account.account_id}/Number/{digits}/",
        "sms_enabled": True,
        "sms_rate": "0.00000",
        "sub_account": None,
        "tendlc_campaign_id": None,
        "tendlc_registration_status": "UNREGISTERED",
        "toll_free_sms_verification": None,
        "voice_enabled": True,
        "voice_rate": "0.00850",
    }
