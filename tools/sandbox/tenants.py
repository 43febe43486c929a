"""The accounts that the sandbox starts with.

Every tenant has an account with every carrier. ``acme`` and ``globex`` are the demo tenants of `tools/stack/demo.py`;
``suspended`` and ``closed`` own numbers that no tenant has and are refused in the two ways that carriers refuse.
Tokens are derived from names: they guard nothing, they only have to look right and stay the same.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.sandbox import parameters as p
from tools.sandbox.accounts import CARRIERS, Account
from tools.sandbox.plivo.seeding import stock_plivo
from tools.sandbox.signing import telnyx_public_key
from tools.sandbox.telnyx.seeding import stock_telnyx
from tools.sandbox.twilio.seeding import stock_twilio
from tools.sandbox.wire import Json

_IN_A_ROW = 8

_FIRST_NUMBERS: dict[str, dict[str, int]] = {
    "acme": {"twilio": 12125551234, "plivo": 14155550140, "telnyx": 13125550170},
    "globex": {"twilio": 442079460100, "plivo": 33199001200, "telnyx": 16465550120},
    "suspended": {"twilio": 12025550110, "plivo": 12025550120, "telnyx": 12025550130},
    "closed": {"twilio": 12025550140, "plivo": 12025550150, "telnyx": 12025550160},
}
# The number of the README and the documents rings: the demo tenant has it in its inventory, with this account.
RINGING = "+14155552671"
_MORE_NUMBERS = {("acme", "twilio"): (RINGING,)}
_STATUSES = {"suspended": "suspended", "closed": "closed"}

# Published in the Weya document's example.
_ACME_TWILIO = {"accSId": "your_account_sid", "authToken": "your_auth_token"}


@dataclass(frozen=True)
class AccountPlan:
    """An account as a tenants file describes it."""

    tenant: str
    carrier: str
    account_id: str
    secret: str
    numbers: tuple[str, ...]
    status: str = "active"


def default_plans() -> list[AccountPlan]:
    """Return the accounts without a tenants file."""
    return [
        _default_plan(tenant, carrier, first)
        for tenant, numbers in _FIRST_NUMBERS.items()
        for carrier, first in numbers.items()
    ]


def plans_from(file: Path) -> list[AccountPlan]:
    """Read the accounts of a tenants file: `{tenant: {carrier: {accSId, authToken, numbers, status?}}}`.

    Raises:
        ValueError: it is not such a file; the message says where.
    """
    try:
        tenants = json.loads(file.read_text())
        return [
            _plan(tenant, carrier, described)
            for tenant, carriers in _object(tenants, "the file").items()
            for carrier, described in _object(carriers, tenant).items()
        ]
    except (OSError, json.JSONDecodeError) as error:
        raise ValueError(f"The tenants file {file} cannot be read: {error}") from error
    except p.ParameterError as error:
        raise ValueError(f"The tenants file {file} is refused: {error.reason}") from error


def account_from(plan: AccountPlan) -> Account:
    """Make the account, its numbers configured as a customer might have left them."""
    account = Account(plan.carrier, plan.tenant, plan.account_id, plan.secret, plan.status)
    if plan.carrier == "telnyx":
        seed = hashlib.sha256(f"ed25519 {plan.tenant} {plan.account_id}".encode()).digest()
        account.signing_key = base64.b64encode(seed).decode()
    if plan.carrier == "twilio":
        digest = hashlib.sha256(f"api key {plan.tenant} {plan.account_id}".encode()).hexdigest()
        account.api_keys = {f"SK{digest[:32]}": digest[32:]}
    stock = {"twilio": stock_twilio, "plivo": stock_plivo, "telnyx": stock_telnyx}[plan.carrier]
    stock(account, list(plan.numbers))
    return account


def described(plans: list[AccountPlan]) -> dict[str, dict[str, Json]]:
    """Return, by tenant and carrier, what somebody needs who adds a phone."""
    result: dict[str, dict[str, Json]] = {}
    for plan in plans:
        account = account_from(plan)
        shown: Json = {"accSId": plan.account_id, "authToken": plan.secret, "numbers": list(plan.numbers)}
        if account.signing_key:
            shown["publicKey"] = telnyx_public_key(base64.b64decode(account.signing_key))
        for sid, secret in account.api_keys.items():
            shown |= {"apiKeySid": sid, "apiKeySecret": secret}
        result.setdefault(plan.tenant, {})[plan.carrier] = shown
    return result


def _default_plan(tenant: str, carrier: str, first: int) -> AccountPlan:
    shown = _ACME_TWILIO if (tenant, carrier) == ("acme", "twilio") else _credentials(tenant, carrier)
    return AccountPlan(
        tenant=tenant,
        carrier=carrier,
        account_id=shown["accSId"],
        secret=shown["authToken"],
        numbers=(*(f"+{first + offset}" for offset in range(_IN_A_ROW)), *_MORE_NUMBERS.get((tenant, carrier), ())),
        status=_STATUSES.get(tenant, "active"),
    )


def _credentials(tenant: str, carrier: str) -> dict[str, str]:
    digest = hashlib.sha256(f"{tenant} {carrier}".encode()).hexdigest()
    if carrier == "twilio":
        return {"accSId": f"AC{digest[:32]}", "authToken": digest[32:]}
    if carrier == "plivo":
        letters = base64.b32encode(bytes.fromhex(digest)).decode()
        return {"accSId": f"MA{letters[:18]}", "authToken": digest[:40]}
    return {
        "accSId": str(10**18 + int(digest[:15], 16) % 10**18),
        "authToken": f"KEY{digest[:32].upper()}_{digest[32:54]}",
    }


def _plan(tenant: str, carrier: str, described: Any) -> AccountPlan:
    if carrier not in CARRIERS:
        raise p.ParameterError("unknown", carrier, f"{tenant}.{carrier} is not a carrier")
    members = p.checked(
        _object(described, f"{tenant}.{carrier}"),
        {
            "accSId": p.matching(r"[A-Za-z0-9_-]{1,64}", "letters, digits, _ or -"),
            "authToken": p.filled,
            "numbers": p.list_of(p.matching(r"\+[1-9]\d{6,14}", "an E.164 number")),
            "status": p.one_of("active", "suspended", "closed"),
            # As ``described`` shows them; they follow from the others.
            "publicKey": p.text,
            "apiKeySid": p.text,
            "apiKeySecret": p.text,
        },
        ["accSId", "authToken", "numbers"],
    )
    return AccountPlan(
        tenant,
        carrier,
        members["accSId"],
        members["authToken"],
        tuple(members["numbers"]),
        members.get("status", "active"),
    )


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise p.ParameterError("invalid", where, f"{where} must be an object")
    return value
