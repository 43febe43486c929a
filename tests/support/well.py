"""A client of the Well API, documents to send it, and clients of the table that race."""

import json
import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.gateway import Gateway, Response


@dataclass(frozen=True)
class WellApi:
    """The four routes, as one tenant with one token; ``query`` goes with every request that brings none."""

    gateway: Gateway
    token: str | None
    query: str = ""

    def send(
        self,
        method: str,
        suffix: str = "",
        *,
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        sent: dict[str, str] = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        if body is not None or raw is not None:
            sent["Content-Type"] = "application/json"
        content = json.dumps(body).encode() if raw is None and body is not None else raw
        target = f"/v1/phones{suffix}" + ("" if "?" in suffix else self.query)
        return self.gateway.send(method, target, headers=sent | dict(headers or {}), body=content)

    def create(self, document: Any, **headers: str) -> Response:
        return self.send(
            "POST", body=document, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def created(self, document: Any) -> dict[str, Any]:
        response = self.create(document)
        assert response.status == 201, response.text
        (phone,) = response.json()["data"]
        found: dict[str, Any] = phone
        return found

    def get(self, phone_id: str) -> Response:
        return self.send("GET", f"/{phone_id}")

    def delete(self, phone_id: str) -> Response:
        return self.send("DELETE", f"/{phone_id}")

    def page(self, query: str = "") -> Response:
        return self.send("GET", query)

    def all(self, limit: int = 200) -> list[dict[str, Any]]:
        """Every phone of the list, page by page."""
        phones: list[dict[str, Any]] = []
        target = f"?limit={limit}"
        while True:
            body = self.page(target).json()
            phones += body["data"]
            if body["links"]["next"] is None:
                return phones
            target = "?" + body["links"]["next"].partition("?")[2]


def a_document(
    *,
    persons: Any = (),
    companies: Any = (),
    workspaces: Any = (),
    included: Any = None,
    phone_id: str | None = None,
    **attributes: Any,
) -> dict[str, Any]:
    """A document with a possible number, the ids of its relationships, and the attributes that are given."""
    references = {
        "persons": [{"type": "people", "id": each} for each in persons],
        "companies": [{"type": "company", "id": each} for each in companies],
        "workspaces": [{"type": "workspace", "id": each} for each in workspaces],
    }
    attributes.setdefault("e164_number", "+14155552671")
    document: dict[str, Any] = {"data": {"type": "phone", "attributes": attributes}}
    if phone_id:
        document["data"]["id"] = phone_id
    if any(references.values()):
        document["data"]["relationships"] = {name: {"data": each} for name, each in references.items() if each}
    if included is not None:
        document["included"] = included
    return document


def a_person(person_id: str = "people9", **attributes: Any) -> dict[str, Any]:
    return {"type": "people", "id": person_id, "attributes": attributes}


def a_company(company_id: str = "company9", **attributes: Any) -> dict[str, Any]:
    return {"type": "company", "id": company_id, "attributes": attributes}


def a_workspace(workspace_id: str = "workspace9", **attributes: Any) -> dict[str, Any]:
    return {"type": "workspace", "id": workspace_id, "attributes": attributes}


def a_phone_id() -> str:
    return str(uuid.uuid4())


class InterruptedClient:
    """Lets something else happen once, right after the first call of an operation."""

    def __init__(self, client: Any, operation: str, meanwhile: Callable[[], object]) -> None:
        self._client = client
        self._operation = operation
        self._meanwhile: Callable[[], object] | None = meanwhile

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            answer = method(**request)
            if operation == self._operation and self._meanwhile:
                meanwhile, self._meanwhile = self._meanwhile, None
                meanwhile()
            return answer

        return call


class ForgetfulClient:
    """Does every call of one operation twice, as the SDK does when the first answer is lost on its way."""

    def __init__(self, client: Any, operation: str) -> None:
        self._client = client
        self._operation = operation

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            if operation == self._operation:
                method(**request)
            return method(**request)

        return call


def write_units(client: Any, requests: list[tuple[str, dict[str, Any]]]) -> int:
    """What the writes cost on the table itself: a unit for each begun KB of an item, twice that in a transaction."""
    units = 0
    for operation, request in requests:
        if operation == "transact_write_items":
            writes = [next(iter(write.values())) for write in request["TransactItems"]]
            units += sum(2 * _kilobytes(client, write) for write in writes)
        elif operation in ("put_item", "update_item", "delete_item"):
            units += _kilobytes(client, request)
    return units


def _kilobytes(client: Any, write: dict[str, Any]) -> int:
    key = write.get("Key") or {name: write["Item"][name] for name in ("pk", "sk")}
    item = client.get_item(TableName=write["TableName"], Key=key).get("Item", {})
    return max(1, math.ceil(item_bytes(item) / 1024))


def item_bytes(value: Any) -> int:
    """The size of an item or an attribute as DynamoDB counts it, give or take a byte for a number."""
    if not isinstance(value, dict):
        return 1
    size = 0
    for name, member in value.items():
        if name in ("S", "N"):
            size += len(member.encode())
        elif name in ("BOOL", "NULL"):
            size += 1
        elif name == "L":
            size += 3 + sum(1 + item_bytes(entry) for entry in member)
        elif name == "M":
            size += 3 + sum(1 + item_bytes({key: entry}) for key, entry in member.items())
        else:
            size += len(name.encode()) + item_bytes(member)
    return size
