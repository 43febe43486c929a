"""Requests made from the document: whatever is sent, the answer is a documented one and no fault of ours.

That each answer is documented, the gateway checks itself.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import botocore.session
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import event_id
from trunkline.table.client import Table

from tests.carriers.conftest import service
from tests.openapi.strategies import JUNK, values_of
from tests.support.conformance import document, inlined
from tests.support.gateway import Gateway
from tests.support.histories import History
from tests.support.template import functions
from tests.support.workspaces import Tenant
from tools.openapi.dialects import DIALECTS
from tools.openapi.operations import operation_id

__all__ = ["service"]

EXAMPLES = 10
FOLDERS = {operation_id(folder): folder for folder in functions() if folder.split("_")[0] in DIALECTS}
TAGS = {dialect.tag for dialect in DIALECTS.values()}


def _operations() -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] in TAGS:
                yield FOLDERS[operation["operationId"]], method.upper(), path, operation


OPERATIONS = {name: (method, path, operation) for name, method, path, operation in _operations()}


@pytest.fixture
def deliveries(service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue for what is to be delivered, and the key of what is kept sealed."""
    session: Any = botocore.session.get_session()
    url = session.create_client("sqs").create_queue(QueueName="deliveries")["QueueUrl"]
    monkeypatch.setenv("DELIVERIES_QUEUE_URL", url)


@pytest.fixture
def existing(gateway: Gateway, acme: Tenant, store: Table, deliveries: None) -> dict[str, list[str]]:
    """Records that requests can meet: each vendor's published one, a workspace's number, its call and its message."""

    def created(name: str, **parameters: str) -> Any:
        method, path, operation = OPERATIONS[name]
        body = None
        if content := operation.get("requestBody", {}).get("content"):
            (example,) = content["application/json"]["examples"].values()
            body = json.dumps(example["value"]).encode()
        answer = gateway.send(method, path.format(**parameters), headers=_credential(operation, acme), body=body)
        assert answer.status < 300, answer.text
        return answer.json()

    number = created("workspace_create_phone_number", workspace_uuid=acme.workspace)
    history = History(store, acme.organization_id, number["uuid"])
    history.begins("CA1")
    history.is_recorded("CA1")
    history.gets("SM1")
    webhook = created("workspace_create_webhook", workspace_uuid=acme.workspace)["id"]
    delivery = created("workspace_test_webhook", workspace_uuid=acme.workspace, webhook_id=webhook)["id"]
    return {
        "workspace_uuid": [acme.workspace],
        "webhook_id": [webhook],
        "delivery_id": [delivery],
        "phone_number_id": [str(number["id"]), number["uuid"]],
        "phone_id": [created("well_create_phone")["data"][0]["id"]],
        "id": [created("quo_create_contact")["data"]["id"], event_id(Carrier.TWILIO, "SM1")],
        "callId": [event_id(Carrier.TWILIO, "CA1")],
        "phone_number": [created("zudu_create_phone_number")["data"]["phone_number"]],
    }


def _credential(operation: Mapping[str, Any], tenant: Tenant) -> dict[str, str]:
    secrets = {
        "bearer": ("Authorization", f"Bearer {tenant.tokens['admin']}"),
        "quoKey": ("Authorization", tenant.quo_key),
        "zuduKey": ("X-API-KEY", tenant.zudu["key"]),
        "zuduSecret": ("X-API-SECRET", tenant.zudu["secret"]),
    }
    return dict(secrets[scheme] for scheme in operation["security"][0])


def _target(data: st.DataObject, path: str, operation: Mapping[str, Any], existing: Mapping[str, list[str]]) -> str:
    query = {}
    for parameter in map(inlined, operation["parameters"]):
        name, values = parameter["name"], values_of(parameter["schema"])
        if parameter["in"] == "path":
            known = st.sampled_from(existing[name])
            value = data.draw(st.one_of(known, known, values, st.text(min_size=1, max_size=10)), name)
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        elif parameter["in"] == "query" and data.draw(st.booleans(), f"with {name}"):
            query[name] = data.draw(st.one_of(values, values, st.text(max_size=10)), name)
    encoded = urlencode(query, doseq=True, errors="replace")
    return f"{path}?{encoded}" if encoded else path


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_whatever_is_sent_is_answered_as_documented(
    name: str, gateway: Gateway, acme: Tenant, existing: dict[str, list[str]]
) -> None:
    method, path, operation = OPERATIONS[name]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def fuzz(data: st.DataObject) -> None:
        target = _target(data, path, operation, existing)
        body = None
        if content:
            sent = data.draw(st.one_of(values_of(content["schema"]), values_of(content["schema"]), JUNK), "body")
            body = json.dumps(sent).encode()
        answer = gateway.send(method, target, headers=_credential(operation, acme), body=body)
        assert answer.status < 500, answer.text

    fuzz()
