"""Which service the suite runs against: the local stack, a URL, or a deployed stack by its name.

make e2e                                                  the local stack, as .local/stack.json describes it
BASE_URL=https://... TRUNKLINE_TENANTS=file make e2e      any; the file holds "tenants" as stack.json does
make e2e STACK=trunkline-dev                              a deployed stack, seeded with the caller's credentials
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import requests
from botocore.exceptions import BotoCoreError, ClientError
from selenium import webdriver
from trunkline.table.client import Table
from xdist.scheduler import LoadScopeScheduling

from tests.support.browser import chromium
from tests.support.gateway import Gateway
from tests.support.http_gateway import HttpGateway
from tests.support.template import ROOT
from tests.support.workspaces import Tenant
from tools.stack.demo import seed

# README and docs/migrating, docs/tutorial.md.
DOCUMENTS_NUMBERS = ("+14155552671", "+12125551241")
# Tests that start a stack of their own, and those that share the browser with them.
_OWN_STACKS = {
    "console/": "the console's",
    "test_docs_page": "the console's",
    "archive/test_kills": "killed with archives",
    "test_customer_webhooks_kills": "killed with deliveries",
    "test_document_examples": "one for examples",
    "test_plain_sam": "one in containers",
}
LOCAL_STACK = ROOT / ".local" / "stack.json"


@dataclass(frozen=True)
class Target:
    """A running service and the tenants that it was seeded with."""

    base_url: str
    tenants: Mapping[str, Any]


_TARGET = pytest.StashKey[Target]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stack", metavar="NAME", help="run against this deployed CloudFormation stack")


# Before everything else: some tests start stacks of their own, and ran for minutes before one asked for this.
def pytest_sessionstart(session: pytest.Session) -> None:
    """Find what the suite runs against, once for all workers; the run ends here when there is nothing."""
    config = session.config
    if handed_over := getattr(config, "workerinput", {}).get("target"):
        config.stash[_TARGET] = Target(**handed_over)
    elif not config.option.collectonly:
        config.stash[_TARGET] = _found(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand it over to a worker."""
    if target := node.config.stash.get(_TARGET, None):
        node.workerinput["target"] = asdict(target)


def _found(config: pytest.Config) -> Target:
    if name := config.getoption("--stack"):
        found = _deployed(name)
    elif base_url := os.environ.get("BASE_URL"):
        found = Target(base_url, _tenants_of(os.environ.get("TRUNKLINE_TENANTS")))
    else:
        found = _local()
    try:
        requests.get(found.base_url, timeout=10)
    except requests.RequestException as error:
        pytest.exit(f"Nothing answers at {found.base_url} ({type(error).__name__}); is it running?", returncode=1)
    return found


def _local() -> Target:
    try:
        stack = json.loads(LOCAL_STACK.read_text())
    except FileNotFoundError:
        pytest.exit("The local stack does not run; start it: make dev DETACH=1", returncode=1)
    return Target(stack["api_url"], stack["tenants"])


def _tenants_of(path: str | None) -> Mapping[str, Any]:
    if not path:
        pytest.exit("BASE_URL needs TRUNKLINE_TENANTS: a JSON file that describes the tenants", returncode=1)
    try:
        described: dict[str, Any] = json.loads(Path(path).read_text())
    except (OSError, ValueError) as error:
        pytest.exit(f"TRUNKLINE_TENANTS cannot be read: {error}", returncode=1)
    tenants: Mapping[str, Any] = described.get("tenants", described)
    return tenants


def _deployed(name: str) -> Target:
    session: Any = botocore.session.get_session()
    try:
        answer = session.create_client("cloudformation").describe_stacks(StackName=name)
        outputs = {output["OutputKey"]: output["OutputValue"] for output in answer["Stacks"][0]["Outputs"]}
        store = Table(session.create_client("dynamodb"), outputs["TableName"])
        tenants = seed(store, ROOT / ".local" / "deployed" / f"{name}.json")
    except (BotoCoreError, ClientError) as error:
        pytest.exit(f"The stack {name} cannot be used: {error}", returncode=1)
    return Target(outputs["ApiUrl"], tenants)


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    """What the suite runs against."""
    return pytestconfig.stash[_TARGET]


class ByStack(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a worker all tests of a stack: they break its carriers, and count what there is."""

    def _split_scope(self, nodeid: str) -> str:
        return next((stack for place, stack in _OWN_STACKS.items() if place in nodeid), "the running one")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByStack:
    """Not by xdist's groups, which pytest 9.2 does not know (pytest-xdist issue 1386, of 2026-09-20)."""
    return ByStack(config, log)


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def gateway(target: Target) -> Gateway:
    return HttpGateway(target.base_url)


@pytest.fixture(scope="session")
def tenants(target: Target) -> dict[str, Tenant]:
    return {name: Tenant.from_stack(described) for name, described in target.tenants.items()}


@pytest.fixture
def documents_numbers_are_free(target: Target) -> None:
    """Archive what another test has left of the numbers that documents create: a workspace has a number once."""
    acme = target.tenants["acme"]
    url = f"{target.base_url}/api/v2/w/{acme['workspaceUuid']}/phone-numbers"
    headers = {"Authorization": f"Bearer {acme['tokens']['admin']}"}
    for number in requests.get(url, headers=headers, timeout=60).json():
        if number["phoneNumber"] in DOCUMENTS_NUMBERS:
            archived = requests.post(f"{url}/{number['id']}/archive", headers=headers, timeout=60)
            assert archived.ok, archived.text
