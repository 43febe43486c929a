"""Linked numbers to archive, on a stack whose functions reach AWS and the carriers through proxies."""

import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid, provider_phone_uuid
from trunkline.table import keys
from trunkline.table.client import Table

from tests.support.gateway import Gateway
from tests.support.wire import Proxy, Side
from tests.support.workspaces import Tenant, WorkspaceApi

CARRIERS = ("twilio", "plivo", "telnyx")
# Those that side effects pass in an archive, its failure and the cleanup.
PROXIED = (
    "workspace_archive_phone_number",
    "archive_claim_number",
    "archive_release_number",
    "archive_finish_number",
    "archive_fail_number",
    "events_publish",
    "scheduled_cleanup",
)
_FOUND, _BUSY = 200, 503
_MOST_LOOKS = 100


@dataclass(frozen=True)
class Line:
    """A phone number of a workspace, its provider phone, and what requests about either of them name."""

    api: WorkspaceApi
    id: int
    uuid: str
    e164: str
    carrier: str
    marks: tuple[str, ...]
    carrier_number: str

    def status(self) -> str:
        """Its archive's; a stack that has just started again may ask to come back."""
        for _ in range(_MOST_LOOKS):
            answer = self.api.get(self.id)
            if answer.status != _BUSY:
                break
            time.sleep(0.2)
        assert answer.status == _FOUND, answer.text
        found: str = answer.json()["archiveStatus"]
        return found

    def has(self, status: str) -> bool:
        return self.status() == status


def point_at(lambdas: Any, functions: dict[str, str], **environment: str) -> None:
    """Give functions more environment, and publish them so: what calls a function calls its alias."""
    for folder in PROXIED:
        name = functions[folder]
        now = lambdas.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        lambdas.update_function_configuration(FunctionName=name, Environment={"Variables": now | environment})
        version = lambdas.publish_version(FunctionName=name)["Version"]
        lambdas.update_alias(FunctionName=name, Name="live", FunctionVersion=version)


@dataclass(frozen=True)
class Lines:
    """Makes lines of one tenant, each on another number of its carrier accounts."""

    gateway: Gateway
    tenant: Tenant
    described: dict[str, Any]
    store: Table
    control_url: str

    @property
    def api(self) -> WorkspaceApi:
        return WorkspaceApi(self.gateway, self.tenant.workspace, self.tenant.tokens["admin"])

    def lines(self, count: int) -> list[Line]:
        """So many, of all three carriers in turn."""
        numbers = [(carrier, index) for index in range(8) for carrier in CARRIERS][:count]
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda number: self.line(*number), numbers))

    def unlinked(self) -> Line:
        """Created, and without a provider phone."""
        made = self.api.created()
        return Line(self.api, made["id"], made["uuid"], made["phoneNumber"], "", (made["uuid"],), "")

    def line(self, carrier: str, index: int) -> Line:
        """Registered, created and linked."""
        account = self.described["carriers"][carrier]
        e164 = "+" + account["numbers"][index].lstrip("+")
        self._register(carrier, account, index)
        return self._linked(carrier, e164, provider_phone_uuid(OrganizationId(self.tenant.organization_id), e164))

    def again(self, line: Line, phone: str) -> Line:
        """Another line on the provider phone of one that was archived."""
        return self._linked(line.carrier, line.e164, ProviderPhoneUuid(phone))

    def _linked(self, carrier: str, e164: str, phone: ProviderPhoneUuid) -> Line:
        made = self.api.created(providerPhoneUuid=phone)
        item = self.store.get(keys.provider_phone(OrganizationId(self.tenant.organization_id), phone))
        assert item is not None
        number_id = item["webhooks"]["number_id"]
        # Applications at the carrier are named after the provider phone; what deletes them names only their ids.
        marks = (made["uuid"], phone, e164, number_id, *self._applications(carrier, phone))
        return Line(self.api, made["id"], made["uuid"], e164, carrier, marks, number_id)

    def _register(self, carrier: str, account: dict[str, Any], index: int) -> None:
        key = {"publicKey": account["publicKey"]} if carrier == "telnyx" else {}
        body = {
            "userId": self.described["userId"],
            "phoneNumber": account["numbers"][index],
            "integration": carrier,
            "accSId": account["accSId"],
            "authToken": account["authToken"],
            **key,
        }
        headers = {"Authorization": f"Bearer {self.tenant.tokens['write']}", "Content-Type": "application/json"}
        answer = self.gateway.send("POST", "/api/call/add-phone", headers=headers, body=json.dumps(body).encode())
        assert answer.status == 201, answer.text

    def _applications(self, carrier: str, phone: str) -> Iterable[str]:
        accounts = requests.get(self.control_url + "/state", timeout=10).json()["accounts"]
        shelves = [
            shelf
            for account in accounts
            if account["carrier"] == carrier
            for kind, shelf in account.items()
            if isinstance(shelf, dict) and kind != "numbers"
        ]
        return [name for shelf in shelves for name, entry in shelf.items() if phone in json.dumps(entry)]


def times(proxies: Iterable[Proxy], effect: str, line: Line) -> int:
    """How often an effect on a line was had. A transaction sent twice under one token was done once."""
    had = [
        sent
        for proxy in proxies
        for sent, status in list(proxy.effects)
        if sent.effect == effect and status < 300 and any(mark in sent.path or mark in sent.body for mark in line.marks)
    ]
    return len({sent.body or index for index, sent in enumerate(had)})


SIDES: tuple[Side, Side] = ("before", "after")
