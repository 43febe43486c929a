"""What people do in a carrier's console to a number that we have set, through the sandbox's control API."""

import json
from dataclasses import dataclass
from typing import Any

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, Carriers, phone_uuid

FALLBACK = "https://customer.example/fallback"
ELSEWHERE = "https://elsewhere.example/hook?key=secret"
KINDS = (
    "url changed",
    "fallback removed",
    "application deleted",
    "moved",
    "released",
    "credentials revoked",
    "profile cleared",
    "messaging service",
)


@dataclass(frozen=True)
class Drift:
    """What is to be found: the number's status, the checks that do not hold, and who may put it right."""

    status: str
    checks: tuple[str, ...]
    # "repair", "take over", or "beyond".
    by: str


# By kind and carrier; what is not here cannot happen: Twilio has no application of ours, only Twilio has Messaging
# Services, and a fallback of the owner's is a setting of the number at Twilio only.
_FOUND = {
    ("url changed", "twilio"): Drift("broken", ("calls",), "take over"),
    ("url changed", "plivo"): Drift("broken", ("calls",), "take over"),
    ("url changed", "telnyx"): Drift("broken", ("calls",), "take over"),
    ("fallback removed", "twilio"): Drift("degraded", ("callFallback",), "repair"),
    ("application deleted", "plivo"): Drift("broken", ("application", "calls", "callStatus", "messages"), "repair"),
    ("application deleted", "telnyx"): Drift("broken", ("application", "calls"), "repair"),
    ("moved", "twilio"): Drift("broken", ("trunk",), "take over"),
    ("moved", "plivo"): Drift("broken", ("application",), "take over"),
    ("moved", "telnyx"): Drift("broken", ("application",), "take over"),
    ("released", "twilio"): Drift("broken", ("owned",), "beyond"),
    ("released", "plivo"): Drift("broken", ("owned",), "beyond"),
    ("released", "telnyx"): Drift("broken", ("owned",), "beyond"),
    ("credentials revoked", "twilio"): Drift("broken", ("credentials",), "beyond"),
    ("credentials revoked", "plivo"): Drift("broken", ("credentials",), "beyond"),
    ("credentials revoked", "telnyx"): Drift("broken", ("credentials",), "beyond"),
    ("profile cleared", "twilio"): Drift("broken", ("messages",), "repair"),
    ("profile cleared", "plivo"): Drift("broken", ("messages",), "repair"),
    ("profile cleared", "telnyx"): Drift("broken", ("messagingProfile",), "repair"),
    ("messaging service", "twilio"): Drift("broken", ("messagingService",), "beyond"),
}
# An application of the account that is not ours, nor what a number belonged to before.
_SOMEBODYS: dict[str, Any] = {
    "kind": "applications",
    "id": "2740000000000000001",
    "set": {"id": "2740000000000000001", "application_name": "somebody's", "webhook_event_url": ELSEWHERE},
}
EVERY_DRIFT = [(carrier, kind) for kind, carrier in _FOUND]


def change(carriers: Carriers, carrier: str, **asked: Any) -> None:
    """One change of an account, as its owner makes it."""
    carriers.sandbox.control.change({"carrier": carrier, "accountId": ACCOUNTS[carrier][0], **asked})


def drifted(carriers: Carriers, carrier: str, kind: str) -> Drift:
    """Have a carrier's first number drift in one way."""
    for asked in _changes(carriers, carrier, kind, number_id(carriers, carrier)):
        change(carriers, carrier, **asked)
    return _FOUND[kind, carrier]


def with_fallback(carriers: Carriers, carrier: str) -> None:
    """Have its owner have set a fallback, where a number has such a setting."""
    if carrier == "twilio":
        number = number_id(carriers, carrier)
        change(carriers, carrier, kind="numbers", id=number, set={"voice_fallback_url": FALLBACK})


def as_it_works(carriers: Carriers, carrier: str) -> Any:
    """What the number does at its carrier: ids of objects that were made anew are their names."""
    account = carriers.account(carrier)
    text = json.dumps(account.shelves["numbers"], sort_keys=True)
    for kind in ("applications", "messaging_profiles"):
        for made_id, made in account.shelf(kind).items():
            name = made.get("app_name") or made.get("application_name") or made.get("name")
            text = text.replace(made_id, str(name))
    numbers = [
        {k: v for k, v in each.items() if k not in ("date_updated", "updated_at")} for each in json.loads(text).values()
    ]
    objects = [
        {
            name: value
            for name, value in made.items()
            if name not in ("id", "app_id", "resource_uri", "sip_uri", "created_at", "updated_at")
        }
        for kind in ("applications", "messaging_profiles")
        for made in account.shelf(kind).values()
        if made.get("application_name") != _SOMEBODYS["set"]["application_name"]
    ]
    return numbers, sorted(objects, key=json.dumps)


def number_id(carriers: Carriers, carrier: str) -> str:
    """The id of a carrier's first number there."""
    return next(
        key
        for key, each in carriers.account(carrier).shelf("numbers").items()
        if NUMBERS[carrier][0] in (each.get("phone_number"), f"+{each.get('number')}")
    )


def ours(carriers: Carriers, carrier: str, kind: str = "applications") -> str:
    """The id of what was made for the number."""
    return next(key for key, each in carriers.account(carrier).shelf(kind).items() if _is_ours(each, carrier))


def _changes(carriers: Carriers, carrier: str, kind: str, number: str) -> list[dict[str, Any]]:
    def of_number(**members: Any) -> dict[str, Any]:
        return {"kind": "numbers", "id": number, "set": members}

    def of_application(**members: Any) -> dict[str, Any]:
        return {"kind": "applications", "id": ours(carriers, carrier), "set": members}

    if kind == "released":
        return [{"kind": "numbers", "id": number, "delete": True}]
    if kind == "credentials revoked":
        return [{"secret": "another"}]
    if kind == "application deleted":
        member = {"plivo": "application", "telnyx": "connection_id"}[carrier]
        deleted = {"kind": "applications", "id": ours(carriers, carrier), "delete": True}
        return [deleted, of_number(**{member: None})]
    if kind == "messaging service":
        service: dict[str, Any] = {"sid": "MG1", "friendly_name": "Sales", "numbers": [number]}
        service["use_inbound_webhook_on_number"] = False
        return [{"kind": "services", "id": "MG1", "set": service}]
    shelves = carriers.account(carrier)
    return {
        ("url changed", "twilio"): lambda: [of_number(voice_url=ELSEWHERE)],
        ("url changed", "plivo"): lambda: [of_application(answer_url=ELSEWHERE)],
        ("url changed", "telnyx"): lambda: [of_application(webhook_event_url=ELSEWHERE)],
        ("fallback removed", "twilio"): lambda: [of_number(voice_fallback_url="")],
        ("moved", "twilio"): lambda: [of_number(trunk_sid=next(iter(shelves.shelf("trunks"))))],
        ("moved", "plivo"): lambda: [of_number(application=_another(shelves, carrier))],
        ("moved", "telnyx"): lambda: [_SOMEBODYS, of_number(connection_id=_SOMEBODYS["id"])],
        ("profile cleared", "twilio"): lambda: [of_number(sms_url="")],
        ("profile cleared", "plivo"): lambda: [of_application(message_url="")],
        ("profile cleared", "telnyx"): lambda: [of_number(messaging_profile_id=None)],
    }[kind, carrier]()


def _another(account: Any, carrier: str) -> str:
    return next(
        str(each["resource_uri"]) for each in account.shelf("applications").values() if not _is_ours(each, carrier)
    )


def _is_ours(made: dict[str, Any], carrier: str) -> bool:
    name = f"trunkline-{phone_uuid(carrier)}"
    return name in (made.get("app_name"), made.get("application_name"), made.get("name"))
