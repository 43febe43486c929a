import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from moto import mock_aws
from trunkline import invocation
from trunkline.aws import clients
from trunkline.invocation import FIRST_WAIT_SECONDS
from trunkline.services import archive_requests
from trunkline.table.client import Table, table

from tests.fakes.executions import InProcessExecutions
from tests.support.composition import compose_with, forget_what_was_made
from tests.support.gateway import Gateway, InProcessGateway
from tests.support.lending import Lender
from tests.support.moto_shortcuts import take_shortcuts
from tests.support.one_at_a_time import make_moto_atomic
from tests.support.sdk import create_client_once, remember_what_handlers_are
from tests.support.seeding import Seeded
from tests.support.tables import TABLE_NAME, create_table_in_moto
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.stack.demo import seed

make_moto_atomic()

for _contract in ("access", "answers", "bad_input", "idempotency", "linking", "lists"):
    pytest.register_assert_rewrite(f"tests.support.contract.{_contract}")

take_shortcuts()
remember_what_handlers_are()

# How long an example takes says how busy the machine is, and nothing of what it shows.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run half as many workers again as there are cores: one in three waits for threads of its own."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the matrices of faults alone, in full: make test-full")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        matrices = [item for item in items if "full" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in matrices])
        items[:] = matrices


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether matrices are run in full, instead of pairwise."""
    return bool(pytestconfig.getoption("--full"))


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
    monkeypatch.setattr("botocore.session.Session.create_client", create_client_once)
    forget_what_was_made()
    with mock_aws():
        client = clients.session().create_client("dynamodb")
        create_table_in_moto(client)
        yield client
    forget_what_was_made()


@pytest.fixture(autouse=True)
def executions(monkeypatch: pytest.MonkeyPatch) -> InProcessExecutions:
    """Archives run in process, at once, instead of in Step Functions."""
    fake = InProcessExecutions()
    compose_with(monkeypatch, "executions", lambda: fake)
    return fake


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever loses to another writer tries again at once, and who awaits an archive looks again at once."""
    monkeypatch.setattr(invocation, "FIRST_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(archive_requests, "FIRST_PAUSE_SECONDS", 0.001)


@pytest.fixture
def after_a_wait(at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits as it does in production: for tests that show how long, on a clock of their own."""
    monkeypatch.setattr(invocation, "FIRST_WAIT_SECONDS", FIRST_WAIT_SECONDS)


@pytest.fixture
def store(aws: Any) -> Table:
    """The table as the functions see it."""
    return table()


@pytest.fixture(scope="session")
def seeded() -> Seeded:
    """What the first test's seed wrote: moto takes half a second over it, and the next tests put it back."""
    return Seeded()


@pytest.fixture
def described(store: Table, seeded: Seeded, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The demo tenants, as the local stack describes them."""
    return seeded.add(lambda: seed(store, tmp_path_factory.mktemp("seed") / "tenants.json"))


@pytest.fixture
def tenants(described: dict[str, Any]) -> dict[str, Tenant]:
    """The demo tenants."""
    return {name: Tenant.from_stack(tenant) for name, tenant in described.items()}


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


@pytest.fixture
def globex(tenants: dict[str, Tenant]) -> Tenant:
    return tenants["globex"]


@pytest.fixture
def other_api(gateway: Gateway, acme: Tenant) -> WorkspaceApi:
    """Acme's second workspace, with the token that may do everything."""
    return WorkspaceApi(gateway, acme.other_workspace, acme.tokens["admin"])


@pytest.fixture
def lender(gateway: Gateway, acme: Tenant) -> Iterator[Lender]:
    """Acme's provider phones, given back after the test."""
    lender = Lender(gateway, acme)
    yield lender
    lender.give_back()
