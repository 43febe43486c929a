"""A client of the Weya API as one tenant."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS
from tests.support.gateway import Gateway, Response
from tests.support.workspaces import Tenant


def registration(carrier: str, user_id: str, **members: Any) -> dict[str, Any]:
    """A body that add-phone takes; members that are None are left out."""
    account_id, token = ACCOUNTS[carrier]
    body = {
        "userId": user_id,
        "phoneNumber": NUMBERS[carrier][0].removeprefix("+"),
        "integration": carrier,
        "authToken": token,
        "accSId": account_id,
        **members,
    }
    return {name: value for name, value in body.items() if value is not None}


@dataclass(frozen=True)
class WeyaApi:
    gateway: Gateway
    tenant: Tenant
    token: str = "admin"

    def as_(self, tenant: Tenant) -> "WeyaApi":
        return replace(self, tenant=tenant)

    def send(self, method: str, target: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Response:
        sent = {"Authorization": f"Bearer {self.tenant.tokens[self.token]}", "Content-Type": "application/json"}
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        return self.gateway.send(method, target, headers=sent | dict(headers or {}), body=raw)

    def add(self, carrier: str, *, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
        members.setdefault("userId", self.tenant.user_id)
        user_id = members.pop("userId")
        return self.send("POST", "/api/call/add-phone", registration(carrier, user_id, **members), headers)

    def phones(self, query: str = "") -> Response:
        return self.send("GET", "/api/call/phones" + query)
