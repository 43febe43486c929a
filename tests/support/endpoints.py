"""The workspace routes, from the functions' own declarations: what each takes to succeed, and who may call it."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trunkline.http.edge import Route
from trunkline.http.workspace.dialect import COLLECTION

from tests.support.gateway import Response
from tests.support.template import ROOT
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


# A body that succeeds each time that it is sent.
BODIES: dict[str, Callable[[], Mapping[str, Any]]] = {
    "workspace_create_phone_number": lambda: {"phoneNumber": random_number(), "name": "Desk"},
    "workspace_update_phone_number": lambda: {"name": "Front desk"},
    "workspace_link_phone_number": lambda: {"providerPhoneUuid": None},
}


def _endpoint(folder: str, route: Route) -> Endpoint:
    if route.body and folder not in BODIES:
        raise LookupError(f"{folder} takes a body: add one that succeeds to BODIES in tests/support/endpoints.py")
    return Endpoint(
        method=route.method,
        suffix=route.path.removeprefix(COLLECTION),
        scope=str(route.scope).rpartition(":")[2],
        success=route.success,
        body=BODIES[folder] if route.body else no_body,
    )


def _routes() -> Iterator[tuple[str, Route]]:
    for path in sorted(ROOT.glob("functions/workspace_*/handler.py")):
        route: Route = importlib.import_module(f"functions.{path.parent.name}.handler").ROUTE
        if route.path.startswith(COLLECTION):
            yield path.parent.name, route


_FOUND = {folder: _endpoint(folder, route) for folder, route in _routes()}
ENDPOINTS = tuple(_FOUND.values())
WITH_NUMBER = tuple(endpoint for endpoint in ENDPOINTS if endpoint.takes_number)
WITH_BODY = tuple(endpoint for endpoint in ENDPOINTS if endpoint.body is not no_body)

CREATE = _FOUND["workspace_create_phone_number"]
GET = _FOUND["workspace_get_phone_number"]
UPDATE = _FOUND["workspace_update_phone_number"]
LINK = _FOUND["workspace_link_phone_number"]
BLOCKERS = _FOUND["workspace_list_archive_blockers"]
ARCHIVE = _FOUND["workspace_archive_phone_number"]
LIST = _FOUND["workspace_list_phone_numbers"]
LINKABLE = _FOUND["workspace_list_linkable_phones"]
CALLS = _FOUND["workspace_list_calls"]
MESSAGES = _FOUND["workspace_list_messages"]
