"""A client of Quo's API, for tests that run in process or over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.support.gateway import Gateway, Response


@dataclass(frozen=True)
class QuoApi:
    """The routes, as the holder of one key."""

    gateway: Gateway
    key: str | None

    def send(
        self,
        method: str,
        target: str,
        *,
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        sent: dict[str, str] = {}
        if self.key is not None:
            sent["Authorization"] = self.key
        if body is not None or raw is not None:
            sent["Content-Type"] = "application/json"
        sent |= headers or {}
        content = json.dumps(body).encode() if body is not None else raw
        return self.gateway.send(method, f"/v1/{target}", headers=sent, body=content)

    def create(self, body: Any, *, headers: Mapping[str, str] | None = None) -> Response:
        return self.send("POST", "contacts", body=body, headers=headers)

    def get(self, contact: str) -> Response:
        return self.send("GET", f"contacts/{contact}")

    def update(self, contact: str, **members: Any) -> Response:
        return self.send("PATCH", f"contacts/{contact}", body=members)

    def delete(self, contact: str) -> Response:
        return self.send("DELETE", f"contacts/{contact}")

    def page(self, **query: Any) -> Response:
        query.setdefault("maxResults", 50)
        return self.send("GET", "contacts?" + urlencode(query, doseq=True))

    def custom_fields(self) -> Response:
        return self.send("GET", "contact-custom-fields")

    def phone_numbers(self) -> list[dict[str, Any]]:
        """The whole list of phone numbers."""
        numbers: list[dict[str, Any]] = []
        query = {"maxResults": "100"}
        while True:
            response = self.send("GET", "phone-numbers?" + urlencode(query))
            assert response.status == 200, response.text
            page = response.json()
            numbers += page["data"]
            if not page.get("nextPageToken"):
                return numbers
            query["pageToken"] = page["nextPageToken"]

    def created(self, **members: Any) -> dict[str, Any]:
        """A new contact."""
        response = self.create(a_contact(**members))
        assert response.status == 201, response.text
        contact: dict[str, Any] = response.json()["data"]
        return contact

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        """All contacts of a list, page after page."""
        contacts: list[dict[str, Any]] = []
        while True:
            response = self.page(**query)
            assert response.status == 200, response.text
            page = response.json()
            contacts += page["data"]
            if page["nextPageToken"] is None:
                assert page["totalItems"] == len(contacts)
                return contacts
            assert page["totalItems"] > len(contacts)
            query["pageToken"] = page["nextPageToken"]


def a_contact(**members: Any) -> dict[str, Any]:
    """The smallest body of a create, with more members."""
    return {"defaultFields": {"firstName": "Ada"}, **members}
