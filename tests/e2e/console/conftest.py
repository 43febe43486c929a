"""The console in Chromium, over a stack of its own: faults of its carriers disturb no other test, nor theirs these."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import botocore.session
import pytest
import requests
from selenium import webdriver
from trunkline.domain.credentials import Audience, Scope
from trunkline.domain.identifiers import NumberId, WorkspaceUuid
from trunkline.domain.timestamps import utc_now
from trunkline.services.tenants import Tenants
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.credential_register import CredentialRegisterTable
from trunkline.table.items import to_item
from trunkline.table.number_items import number_attributes
from trunkline.table.tenants import TenantTable

from tests.support.browser import WIDE, Page
from tests.support.builders import a_phone_number
from tests.support.gateway import Gateway
from tests.support.http_gateway import HttpGateway
from tests.support.own_stack import OwnStack
from tests.support.workspaces import Tenant, WorkspaceApi

SCOPES = {
    "read": Scope.PHONES_READ,
    "write": Scope.PHONES_WRITE,
    "admin": Scope.PHONES_ADMIN,
    "hooks-read": Scope.WEBHOOKS_READ,
    "hooks-write": Scope.WEBHOOKS_WRITE,
}
CALLER = "+14155550199"


@dataclass(frozen=True)
class Office:
    """A workspace of acme with nobody in it yet."""

    described: Mapping[str, Any]
    workspace: str
    tokens: Mapping[str, str]
    expired: str
    api: WorkspaceApi
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """An AWS client of the local stack."""
        return _client(self.described, service)

    def ringing(self, carrier: str, **settings: Any) -> dict[str, Any]:
        """A number whose calls arrive here; a test before this one that had it has it no more."""
        tenant = self.described["tenants"]["acme"]
        account = tenant["carriers"][carrier]
        phone_number = "+" + account["numbers"][0].lstrip("+")
        for number in self.api.list().json():
            if number["phoneNumber"] == phone_number:
                archived = self.api.send("POST", f"/{number['id']}/archive")
                assert archived.status == 200, archived.text
        body = {
            "userId": tenant["userId"],
            "phoneNumber": phone_number,
            "integration": carrier,
            "accSId": account["accSId"],
            "authToken": account["authToken"],
            **({"publicKey": account["publicKey"]} if carrier == "telnyx" else {}),
        }
        headers = {"Authorization": f"Bearer {self.tokens['write']}", "Content-Type": "application/json"}
        self.api.gateway.send("POST", "/api/call/add-phone", headers=headers, body=json.dumps(body).encode())
        number = self.api.created(phoneNumber=phone_number, **settings)
        assert number["provider"] == carrier
        return number

    def call(self, number: Mapping[str, Any], **members: Any) -> None:
        """Have somebody call a number."""
        self.sandbox(
            "/calls", {"carrier": number["provider"], "number": number["phoneNumber"], "from": CALLER} | members
        )

    def write(self, number: Mapping[str, Any], text: str, **members: Any) -> None:
        """Have somebody write to a number."""
        order = {"carrier": number["provider"], "number": number["phoneNumber"], "from": CALLER, "text": text}
        self.sandbox("/messages", order | members)

    def sandbox(self, path: str, body: Mapping[str, Any]) -> None:
        """Ask the carriers' sandbox for something."""
        answer = requests.post(self.described["carriers"]["control_url"] + path, json=body, timeout=60)
        assert answer.ok, answer.text

    def publish(self, event: Mapping[str, Any]) -> None:
        """An event of another system onto the service's bus."""
        entry = {
            "EventBusName": self.described["aws"]["event_bus_name"],
            "Source": event["source"],
            "DetailType": event["detail-type"],
            "Detail": json.dumps(event["detail"]),
        }
        assert self.client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0

    def fill(self, count: int) -> None:
        """Put live numbers into the workspace, past the service: a bulk load is not what is looked at."""
        dynamodb, table = self.client("dynamodb"), self.described["aws"]["table_name"]
        workspace = WorkspaceUuid(self.workspace)

        def put(first: int) -> None:
            written = []
            for number_id in range(first, min(first + 25, count + 1)):
                number = a_phone_number(workspace_uuid=workspace, id=NumberId(number_id))
                key = keys.number_in(keys.live_numbers(workspace), number.uuid)
                attributes = number_attributes(number) | {
                    "e164": f"+1303555{number_id:04d}",
                    "settings": {"name": f"Line {number_id}"},
                }
                item = to_item({"pk": key.pk, "sk": key.sk, **attributes})
                written.append({"PutRequest": {"Item": item}})
            dynamodb.batch_write_item(RequestItems={table: written})

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(put, range(1, count + 1, 25)))


def _client(described: Mapping[str, Any], service: str) -> Any:
    return botocore.session.get_session().create_client(
        service,
        endpoint_url=described["aws"]["endpoint_url"],
        region_name=described["aws"]["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="session")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The stack: with IAM enforced, as on AWS."""
    own = OwnStack(tmp_path_factory.mktemp("stack"), AUTH="true")
    own.up()
    yield own.described
    own.stop()


@pytest.fixture(scope="session")
def gateway(described: dict[str, Any]) -> Gateway:
    return HttpGateway(described["api_url"])


@pytest.fixture(scope="session")
def tenants(described: dict[str, Any]) -> dict[str, Tenant]:
    return {name: Tenant.from_stack(each) for name, each in described["tenants"].items()}


NewOffice = Callable[[], Office]


@pytest.fixture(scope="session")
def new_office(described: dict[str, Any], gateway: Gateway) -> NewOffice:
    """Makes workspaces, each with tokens of every scope and one that has ended."""

    def make() -> Office:
        table = Table(_client(described, "dynamodb"), described["aws"]["table_name"])
        acme = described["tenants"]["acme"]
        later = utc_now() + timedelta(hours=1)
        tenants = Tenants(TenantTable(table), CredentialRegisterTable(table))
        long_ago = Tenants(TenantTable(table), CredentialRegisterTable(table), lambda: later - timedelta(days=2))
        workspace = tenants.add_workspace(acme["organizationId"], name="Console").uuid

        def token(issuer: Tenants, scope: Scope, **members: Any) -> str:
            issued = issuer.issue(
                acme["organizationId"],
                audience=Audience.BEARER,
                user_id=acme["userId"],
                workspaces=[workspace],
                scopes=[scope],
                name="console",
                **members,
            )
            return issued.as_token()

        tokens = {name: token(tenants, scope) for name, scope in SCOPES.items()}
        expired = token(long_ago, Scope.PHONES_ADMIN, expires_at=later - timedelta(days=1))
        api = WorkspaceApi(gateway, workspace, tokens["admin"])
        return Office(described=described, workspace=workspace, tokens=tokens, expired=expired, api=api)

    return make


@pytest.fixture(scope="session")
def office(new_office: NewOffice) -> Office:
    """The workspace that most tests share."""
    return new_office()


@pytest.fixture(autouse=True)
def no_faults(described: dict[str, Any]) -> Iterator[None]:
    """Leave no carrier broken for the next test."""
    yield
    requests.delete(described["carriers"]["control_url"] + "/faults", timeout=5)


class Console(Page):
    """The console, as whoever holds a token sees it."""

    def __init__(self, driver: webdriver.Chrome, base_url: str, office: Office) -> None:
        super().__init__(driver)
        self.url = f"{base_url.rstrip('/')}/console"
        self.office = office

    def open(self, *parts: object, scope: str | None = "admin", token: str | None = None, width: int = WIDE) -> None:
        """Open an address of the workspace with a token that this tab has already, or with none."""
        self.resize(width)
        # Any page of the origin: what a tab keeps belongs to it.
        self.driver.get(self.url.replace("/console", "/openapi.json"))
        self.driver.execute_script("sessionStorage.clear()")
        if given := token or (self.office.tokens[scope] if scope else None):
            self.driver.execute_script("sessionStorage.setItem('trunkline.token', arguments[0])", given)
        self.log("browser")
        self.log("performance")
        self.driver.get(self.url + (self.address(*parts) if parts else ""))

    def address(self, *parts: object, workspace: str | None = None) -> str:
        return "#/" + "/".join(["w", workspace or self.office.workspace, *map(str, parts)])

    def go(self, address: str) -> None:
        """Type an address."""
        self.driver.execute_script("location.hash = arguments[0]", address)

    def title(self) -> str:
        return self.text("h1")

    def complaints(self) -> list[str]:
        """What the browser has complained of, refusals by the policy among it; refused requests are no complaint."""
        entries = [entry["message"] for entry in self.log("browser") if entry["level"] != "INFO"]
        return [each for each in entries if "Failed to load resource" not in each]


@pytest.fixture
def console(browser: webdriver.Chrome, office: Office) -> Console:
    return Console(browser, office.described["api_url"], office)


def until(look: Callable[[], Any], seconds: float = 60) -> Any:
    """What a look finds, in the end."""
    give_up = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < give_up, "did not happen in time"
        time.sleep(0.2)
    return found
