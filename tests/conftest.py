import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from moto import mock_aws
from trunkline import wiring
from trunkline.aws.clients import client
from trunkline.settings import release_settings, settings
from trunkline.table.client import Table, table

from tests.support.gateway import Gateway, InProcessGateway
from tests.support.tables import TABLE_NAME, create_table
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.stack.demo import seed


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A DynamoDB client on an empty table of the template's making."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("TABLE_NAME", TABLE_NAME)
    monkeypatch.setenv("STATE_MACHINE_ARN", "arn:aws:states:us-east-1:123456789012:stateMachine:archive")
    monkeypatch.setenv("EVENT_BUS_NAME", "trunkline-test")
    monkeypatch.setenv("REFERENCE_DEAD_LETTERS_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/references")
    _forget_environment()
    with mock_aws():
        client = botocore.session.get_session().create_client("dynamodb")
        create_table(client)
        yield client
    _forget_environment()


def _forget_environment() -> None:
    for made_once in (settings, release_settings, table, client, wiring.authenticator):
        made_once.cache_clear()


@pytest.fixture
def store(aws: Any) -> Table:
    """The table as the functions see it."""
    return table()


@pytest.fixture
def tenants(store: Table, tmp_path: Path) -> dict[str, Tenant]:
    """The demo tenants."""
    return {name: Tenant.from_stack(described) for name, described in seed(store, tmp_path / "tenants.json").items()}


@pytest.fixture
def acme(tenants: dict[str, Tenant]) -> Tenant:
    return tenants["acme"]


@pytest.fixture
def gateway(aws: Any) -> Gateway:
    return InProcessGateway()


@pytest.fixture
def api(gateway: Gateway, acme: Tenant) -> WorkspaceApi:
    """Acme's first workspace, with the token that may do everything."""
    return WorkspaceApi(gateway, acme.workspace, acme.tokens["admin"])
