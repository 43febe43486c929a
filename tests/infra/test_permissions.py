"""A function may do to the table what its route needs, and not a call more."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from trunkline import wiring
from trunkline.table.client import Table

from tests.fakes.executions import InProcessExecutions
from tests.support.gateway import InProcessGateway, Response
from tests.support.tables import TABLE_NAME
from tests.support.template import functions, routes
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

_ACTIONS = {
    "get_item": "dynamodb:GetItem",
    "batch_get_item": "dynamodb:BatchGetItem",
    "query": "dynamodb:Query",
    "put_item": "dynamodb:PutItem",
    "update_item": "dynamodb:UpdateItem",
    "delete_item": "dynamodb:DeleteItem",
}
# A transaction needs the permissions of its parts.
_PARTS = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}


class Witness:
    """A gateway and a client in one: which function asked DynamoDB for what."""

    def __init__(self, client: Any) -> None:
        self.used: dict[str, set[str]] = defaultdict(set)
        self.indexes: dict[str, set[str]] = defaultdict(set)
        self._client = client
        self._gateway = InProcessGateway()
        self._folder = ""

    def send(self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None) -> Response:
        path = target.partition("?")[0]
        self._folder = next(
            folder
            for route_method, _, pattern, folder in self._gateway._routes
            if route_method == method and pattern.fullmatch(path)
        )
        return self._gateway.send(method, target, headers=headers, body=body)

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            if operation == "transact_write_items":
                parts = [part for item in request["TransactItems"] for part in item]
                self.used[self._folder] |= {_PARTS[part] for part in parts}
            else:
                self.used[self._folder].add(_ACTIONS[operation])
            if index := request.get("IndexName"):
                self.indexes[self._folder].add(index)
            return getattr(self._client, operation)(**request)

        return call


@pytest.fixture
def witness(aws: Any, tenants: Any, monkeypatch: pytest.MonkeyPatch) -> Witness:
    witness = Witness(aws)
    table = Table(witness, TABLE_NAME)  # type: ignore[arg-type]
    monkeypatch.setattr(wiring, "table", lambda: table)
    monkeypatch.setattr(wiring, "executions", lambda: InProcessExecutions(runs_at_once=False))
    wiring.authenticator.cache_clear()
    return witness


def _everything(api: WorkspaceApi, acme: Tenant) -> None:
    """Each route on each of its ways, with a cold credential."""
    first, second, third, fourth = (phone["uuid"] for phone in acme.provider_phones[:4])
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body: dict[str, Any] = {"phoneNumber": random_number()}
    number = api.create(**body).json()["id"]
    api.create(headers=key, **body)
    api.create(providerPhoneUuid=fourth)
    for name in (number, 4711):
        wiring.authenticator.cache_clear()
        api.link(name, first)
        api.link(name, second, headers=key)
        api.link(name, None, headers={"Idempotency-Key": uuid.uuid4().hex})
        wiring.authenticator.cache_clear()
        api.update(name, name="x", providerPhoneUuid=third)
        api.update(name, name="y")
        for read in (api.get, api.blockers):
            wiring.authenticator.cache_clear()
            read(name)
        for history in ("calls", "messages"):
            wiring.authenticator.cache_clear()
            api.send("GET", f"/{name}/{history}")
    for query in ("", "?limit=1", "?is_archived=true"):
        wiring.authenticator.cache_clear()
        api.list(query)
    wiring.authenticator.cache_clear()
    api.linkable()
    for name in (number, 4711):
        api.archive(name, headers={"Prefer": "respond-async", "Idempotency-Key": uuid.uuid4().hex})


def test_each_function_may_do_exactly_what_it_does(witness: Witness, acme: Tenant) -> None:
    _everything(WorkspaceApi(witness, acme.workspace, acme.tokens["admin"]), acme)
    workspace_routes = {folder for (_, path), folder in routes().items() if path.startswith("/api/v2/w/")}

    assert set(witness.used) == workspace_routes
    for folder in sorted(workspace_routes):
        actions = {
            action
            for policy in functions()[folder]["Policies"]
            for statement in policy["Statement"]
            for action in statement["Action"]
        }
        granted = {action for action in actions if action.startswith("dynamodb:")}
        assert witness.used[folder] <= granted, folder
        # Who sets webhooks needs more for a provider phone with a carrier account; none is in this scenario.
        if "kms:Decrypt" not in actions:
            assert granted == witness.used[folder], folder


def test_indexes_are_granted_to_those_who_query_them(witness: Witness, acme: Tenant) -> None:
    _everything(WorkspaceApi(witness, acme.workspace, acme.tokens["admin"]), acme)

    for folder in witness.used:
        granted = str(functions()[folder]["Policies"])
        for index in ("gsi1", "gsi2"):
            assert (f"index/{index}" in granted) == (index in witness.indexes[folder]), f"{folder} {index}"
