"""The workspace routes as a table: what each takes to succeed, and the least scope that may call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.gateway import Response
from tests.support.workspaces import WorkspaceApi, random_number

# Each scope implies those before it.
SCOPES = ("read", "write", "admin")


def no_body() -> None:
    """For routes that take none."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One route below ``/api/v2/w/{workspace_uuid}/phone-numbers``; ``body`` makes a new good one each time."""

    method: str
    suffix: str
    scope: str
    success: int = 200
    body: Callable[[], Mapping[str, Any] | None] = no_body

    @property
    def takes_number(self) -> bool:
        return "{phone_number_id}" in self.suffix

    def call(self, api: WorkspaceApi, number: object = "", *, headers: Mapping[str, str] | None = None) -> Response:
        """A request that succeeds when the caller may do this to the number."""
        return api.send(self.method, self.at(number), body=self.body(), headers=headers)

    def at(self, number: object) -> str:
        return self.suffix.replace("{phone_number_id}", str(number))

    def __str__(self) -> str:
        return f"{self.method} phone-numbers{self.suffix}"


LIST = Endpoint(method="GET", suffix="", scope="read")
CREATE = Endpoint(
    method="POST", suffix="", scope="write", success=201, body=lambda: {"phoneNumber": random_number(), "name": "Desk"}
)
LINKABLE = Endpoint(method="GET", suffix="/linkable-phones", scope="write")
GET = Endpoint(method="GET", suffix="/{phone_number_id}", scope="read")
UPDATE = Endpoint(method="PUT", suffix="/{phone_number_id}", scope="write", body=lambda: {"name": "Front desk"})
LINK = Endpoint(
    method="POST", suffix="/{phone_number_id}/link", scope="write", body=lambda: {"providerPhoneUuid": None}
)
BLOCKERS = Endpoint(method="GET", suffix="/{phone_number_id}/archive-blockers", scope="admin")
ARCHIVE = Endpoint(method="POST", suffix="/{phone_number_id}/archive", scope="admin")
CALLS = Endpoint(method="GET", suffix="/{phone_number_id}/calls", scope="read")
MESSAGES = Endpoint(method="GET", suffix="/{phone_number_id}/messages", scope="read")

ENDPOINTS = (LIST, CREATE, LINKABLE, GET, UPDATE, LINK, BLOCKERS, ARCHIVE, CALLS, MESSAGES)
WITH_NUMBER = tuple(endpoint for endpoint in ENDPOINTS if endpoint.takes_number)
WITH_BODY = tuple(endpoint for endpoint in ENDPOINTS if endpoint.body is not no_body)
