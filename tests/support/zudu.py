"""A client of the Zudu API, for tests that run in process or over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trunkline.domain.identifiers import OrganizationId, provider_phone_uuid
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update

from tests.support.gateway import Gateway, Response
from tests.support.workspaces import Tenant, random_number


@dataclass(frozen=True)
class ZuduApi:
    """The routes, as one organisation with one key and secret."""

    gateway: Gateway
    key: str | None
    secret: str | None

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
        if self.key is not None:
            sent["X-API-KEY"] = self.key
        if self.secret is not None:
            sent["X-API-SECRET"] = self.secret
        if body is not None or raw is not None:
            sent["Content-Type"] = "application/json"
        sent |= headers or {}
        content = json.dumps(body).encode() if body is not None else raw
        return self.gateway.send(method, f"/api/phone-numbers{suffix}", headers=sent, body=content)

    def create(self, *, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
        return self.send("POST", "/create", body=members, headers=headers)

    def list(self, query: str = "") -> Response:
        return self.send("GET", query)

    def search(self, **members: Any) -> Response:
        return self.send("POST", "/list", body=members)

    def imported(self, *, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
        return self.send("POST", "/import", body=members, headers=headers)

    def available(self, query: str = "") -> Response:
        return self.send("GET", "/available" + query)

    def get(self, number: str) -> Response:
        return self.send("GET", f"/{number}")

    def update(self, number: str, **members: Any) -> Response:
        return self.send("PATCH", f"/{number}", body=members)

    def delete(self, number: str) -> Response:
        return self.send("DELETE", f"/{number}")

    def created(self, **members: Any) -> dict[str, Any]:
        """A new number of the organisation."""
        members.setdefault("phone_number", random_number())
        response = self.create(**members)
        assert response.status == 200, response.text
        data: dict[str, Any] = response.json()["data"]
        return data


def hold_for_archiving(store: Table, tenant: Tenant, e164: str) -> None:
    """Mark a number as an archive workflow does once it has seen that nothing needs it."""
    organization = OrganizationId(tenant.organization_id)
    store.write(
        Update(
            label="hold",
            key=keys.provider_phone(organization, provider_phone_uuid(organization, e164)),
            set_={"releasing": "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2aff"},
            condition="attribute_not_exists(agent_references)",
        )
    )
