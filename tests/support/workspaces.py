"""A client of the workspace API, for tests that run in process or over HTTP."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.gateway import Gateway, Response


@dataclass(frozen=True)
class Tenant:
    """Who a test acts as; the shape of a tenant in ``.local/stack.json``."""

    workspace: str
    other_workspace: str
    user_id: str
    tokens: Mapping[str, str]
    provider_phones: list[dict[str, Any]]
    quo_key: str
    organization_id: str
    zudu: Mapping[str, str]

    @classmethod
    def from_stack(cls, described: Mapping[str, Any]) -> "Tenant":
        return cls(
            workspace=described["workspaceUuid"],
            other_workspace=described["otherWorkspaceUuid"],
            user_id=described["userId"],
            tokens=described["tokens"],
            provider_phones=described["providerPhones"],
            quo_key=described["quoKey"],
            organization_id=described["organizationId"],
            zudu=described["zudu"],
        )


def random_number() -> str:
    """A possible number that no other test has: North American, outside the demo tenants' ranges."""
    return f"+1{random.randint(200, 999)}{random.randint(200, 999)}{random.randint(0, 9999):04d}"


@dataclass(frozen=True)
class WorkspaceApi:
    """The eight routes of one workspace, as one tenant with one token."""

    gateway: Gateway
    workspace: str
    token: str | None

    def send(
        self,
        method: str,
        suffix: str = "",
        *,
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        sent: dict[str, str] = {}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is not None or raw is not None:
            sent["Content-Type"] = "application/json"
        sent |= headers or {}
        content = json.dumps(body).encode() if body is not None else raw
        return self.gateway.send(
            method, f"/api/v2/w/{self.workspace}/phone-numbers{suffix}", headers=sent, body=content
        )

    def list(self, query: str = "") -> Response:
        return self.send("GET", query)

    def linkable(self, query: str = "") -> Response:
        return self.send("GET", "/linkable-phones" + query)

    def token_details(self) -> Response:
        """What the token may do."""
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return self.gateway.send("GET", "/api/v2/token", headers=headers, body=None)

    def get(self, number: object) -> Response:
        return self.send("GET", f"/{number}")

    def blockers(self, number: object) -> Response:
        return self.send("GET", f"/{number}/archive-blockers")

    def create(self, *, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
        return self.send("POST", body=members, headers=headers)

    def update(self, number: object, **members: Any) -> Response:
        return self.send("PUT", f"/{number}", body=members)

    def link(self, number: object, provider_phone: str | None, *, headers: Mapping[str, str] | None = None) -> Response:
        return self.send("POST", f"/{number}/link", body={"providerPhoneUuid": provider_phone}, headers=headers)

    def archive(self, number: object, query: str = "", *, headers: Mapping[str, str] | None = None) -> Response:
        return self.send("POST", f"/{number}/archive{query}", headers=headers)

    def created(self, **members: Any) -> dict[str, Any]:
        """A new number of the workspace."""
        members.setdefault("phoneNumber", random_number())
        response = self.create(**members)
        assert response.status == 201, response.text
        number: dict[str, Any] = response.json()
        return number
