"""One number's whole life, at random: users, workspaces, its owner, the clock, and workers that die or hear nothing.

A life is made of a seed, so the same seed is the same life. Whatever is sent to the carrier or written to the table may
be the last thing that its worker does, or have its answer lost; and while the carrier is asked something, somebody
else may come in between.
"""

import itertools
import json
import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.timestamps import utc_now
from trunkline.errors import UnavailableError
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.parked import ParkedTable
from trunkline.wiring.carrier_accounts import carrier_accounts
from urllib3.exceptions import HTTPError

from tests.carriers.sandboxed import NUMBERS, Carriers
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import InProcessExecutions, Killed
from tests.support.archives import all_items, clean_up, let_time_pass
from tests.support.kills import WRITES
from tests.support.referrers import deliver, workflow_event
from tests.support.workspaces import Tenant, WorkspaceApi
from tools.sandbox.accounts import Account
from tools.sandbox.wire import Request

USERS = {"acme": ("64e5f12345abcdef12345678", "64e5f12345abcdef12345679"), "globex": ()}
IDLE_DAYS = 30
ASYNC = {"Prefer": "respond-async"}
_SET_BY_OWNERS = ("voice_url", "sms_url", "status_callback", "application", "connection_id", "messaging_profile_id")


@dataclass
class Trouble:
    """What befalls a worker at one of its side effects: it dies, or the answer does not come."""

    at: int
    dies: bool
    before: bool
    count: int = 0
    what: str = ""

    def around(self, effect: Callable[[], Any], lost: Callable[[], Exception], what: str) -> Any:
        index, self.count = self.count, self.count + 1
        self.what = what if index == self.at else self.what
        trouble = (Killed() if self.dies else lost()) if index == self.at else None
        if trouble and self.before:
            raise trouble
        result = effect()
        if trouble:
            raise trouble
        return result

    def __str__(self) -> str:
        return f" ({'died' if self.dies else 'answer lost'} {'before' if self.before else 'after'} {self.what})"


@dataclass
class Life:
    """What acts on the number, and what has come of it."""

    carrier: str
    random: random.Random
    carriers: Carriers
    store: Table
    tenants: Mapping[str, Tenant]
    weya: WeyaApi
    executions: InProcessExecutions
    # Told before the number is given up at its carrier, and the request's path.
    given_up: "Callable[[Life, str], object]"
    log: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # Tenant, workspace, id and UUID of the numbers that were created.
    numbers: list[tuple[str, str, str, str]] = field(default_factory=list)
    # Attempts after which the owner changed the number past us: what we know of it is not so any more.
    overtaken: set[str] = field(default_factory=set)
    trouble: Trouble | None = None
    depth: int = 0
    versions: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.e164 = NUMBERS[self.carrier][0]
        self.bought = deepcopy(self.at_carrier()[0])

    # What is at the carrier

    def accounts(self) -> list[Account]:
        store = self.carriers.sandbox.store.accounts
        return [one for one in store if one.carrier == self.carrier and one.tenant in USERS]

    def at_carrier(self) -> list[tuple[str, Any]]:
        """The number's id and record in whatever account it is; empty when nobody has it."""
        digits = self.e164.removeprefix("+")
        return [
            (name, number)
            for account in self.accounts()
            for name, number in account.shelf("numbers").items()
            if str(number.get("phone_number") or number.get("number")).removeprefix("+") == digits
        ]

    def resource(self) -> Any:
        return next((number for _, number in self.at_carrier()), None)

    def stands(self) -> str:
        """Where the number's calls and messages go, as text."""
        number, shelves = self.resource() or {}, self.owner().shelves
        named = [str(number.get(name) or "") for name in ("connection_id", "messaging_profile_id")]
        named.append(str(number.get("application") or "").rstrip("/").rpartition("/")[2])
        objects = [shelf[each] for shelf in shelves.values() for each in named if each in shelf]
        return json.dumps([number, objects])

    def owner(self) -> Account:
        """The account that has the number, or that had it last."""
        names = [name for name, _ in self.at_carrier()]
        return next((one for one in self.accounts() if set(names) & one.shelf("numbers").keys()), self.accounts()[0])

    def send(self, method: str, url: str, *, headers: Any = None, body: bytes | None = None, **_more: Any) -> Any:
        """In place of ``connections.send``: the sandbox in this thread, and whoever comes in between."""
        self.maybe_somebody_else()
        path, _, query = url.removeprefix(self.carriers.sandbox.url).partition("?")
        request = Request(method, path, query, {k.lower(): v for k, v in (headers or {}).items()}, body or b"")

        def effect() -> Any:
            if method == "DELETE" and "umber" in path and self.resource():
                self.given_up(self, path)
            answer: Any = self.carriers.sandbox._exchange.answer(request)
            return answer

        if method == "GET" or not self.trouble:
            answer = effect()
        else:
            answer = self.trouble.around(effect, HTTPError, f"{method} {path[-40:]}")
        self.maybe_somebody_else()
        return Reply(answer)

    def maybe_somebody_else(self) -> None:
        if self.depth == 1 and self.random.random() < 0.3:
            trouble, self.trouble = self.trouble, None
            try:
                self.act()
            finally:
                self.trouble = trouble

    # What may happen

    def begin(self) -> None:
        """The number is registered and a workspace's, without anything going wrong."""
        self.depth = 9
        while not self.numbers:
            self.register()
            self.create()
        self.depth = 0

    def act(self) -> None:
        """One thing happens."""
        acts = _NESTED if self.depth else _ACTS
        what = self.random.choices(list(acts), list(acts.values()))[0]
        trouble = self._trouble() if not self.depth and what in _TROUBLED else None
        self.trouble = trouble
        self.depth += 1
        place, line = len(self.log), what.__name__
        self.log.append("")
        try:
            line += f" {what(self) or ''}"
        except (Killed, UnavailableError) as error:
            line += f" {type(error).__name__}"
        finally:
            self.trouble = None
            self.depth -= 1
            self.log[place] = "  " * self.depth + line + (str(trouble) if trouble and trouble.what else "")

    def _trouble(self) -> Trouble | None:
        if self.random.random() > 0.4:
            return None
        dies, before = self.random.random() < 0.6, self.random.random() < 0.5
        return Trouble(self.random.randint(0, 7), dies=dies, before=before)

    def tenant(self) -> str:
        return self.random.choice(["acme", "acme", "globex"])

    def number(self) -> tuple[str, str, str, str]:
        """A number that was created, mostly one that is live."""
        live = {item["sk"] for item in all_items(self.store) if item["pk"].endswith("#LIVE")}
        alive = [each for each in self.numbers if f"NUMBER#{each[3]}" in live]
        return self.random.choice(alive if alive and self.random.random() < 0.9 else self.numbers)

    def uuid(self, tenant: str) -> str:
        return provider_phone_uuid(OrganizationId(self.tenants[tenant].organization_id), E164(self.e164))

    def api(self, tenant: str, workspace: str) -> WorkspaceApi:
        return WorkspaceApi(self.weya.gateway, workspace, self.tenants[tenant].tokens["admin"])

    def register(self) -> str:
        """By the number's owner; a user who has it registered mostly counts as one who has not."""
        tenant, account = self.tenant(), self.owner()
        if self.random.random() < 0.8:
            self._forget_users()
        response = self.weya.as_(self.tenants[tenant]).add(
            self.carrier,
            userId=self.random.choice(USERS[tenant] or (self.tenants[tenant].user_id,)),
            phoneNumber=self.e164,
            accSId=account.account_id,
            authToken=account.secret,
        )
        return f"{tenant} {response.status} {response.json()['message'][:50]}"

    def _forget_users(self) -> None:
        trouble, self.trouble = self.trouble, None
        for item in all_items(self.store):
            if item.get("entity") == "user_phone":
                key = {"pk": {"S": item["pk"]}, "sk": {"S": item["sk"]}}
                self.store.client.delete_item(TableName=self.store.name, Key=key)
        self.trouble = trouble

    def create(self) -> str:
        tenant = self.tenant()
        workspace = self.random.choice([self.tenants[tenant].workspace, self.tenants[tenant].other_workspace])
        by_uuid: dict[str, Any] = {"providerPhoneUuid": self.uuid(tenant)}
        response = self.api(tenant, workspace).create(**self.random.choice([by_uuid, {"phoneNumber": self.e164}]))
        if response.status == 201:
            self.numbers.append((tenant, workspace, response.json()["id"], response.json()["uuid"]))
        return f"{tenant} {response.status}"

    def update(self) -> str:
        tenant, workspace, number, _ = self.number()
        return str(self.api(tenant, workspace).update(number, name=str(self.random.random())).status)

    def link(self) -> str:
        tenant, workspace, number, _ = self.number()
        phone = self.random.choice([self.uuid(tenant), self.uuid(tenant), None])
        return f"{tenant} {phone and phone[:4]} {self.api(tenant, workspace).link(number, phone).status}"

    def archive(self) -> str:
        tenant, workspace, number, _ = self.number()
        self.executions.runs_at_once = self.random.random() < 0.8
        query = self.random.choice(["", "", "?force=true"])
        try:
            return f"{tenant} {query} {self.api(tenant, workspace).archive(number, query, headers=ASYNC).status}"
        finally:
            self.executions.runs_at_once = True

    def publish(self) -> None:
        """A workflow of the number's workspace begins or ceases to refer to it."""
        _, workspace, _, uuid = self.number()
        numbers = self.random.choice([[uuid], [], None, None])
        deliver(workflow_event(workspace, version=next(self.versions), numbers=numbers))

    def clean(self) -> str:
        """A run of the cleanup; it asks for the partitions that hold something, which is all that others would say."""
        filled = sorted({item["gsi2pk"] for item in all_items(self.store) if "gsi2pk" in item} - {keys.parked()})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys, "due_partitions", lambda: [filled])
            return str(clean_up())

    def time(self) -> str:
        step = timedelta(minutes=self.random.choice([2, 60, 24 * 60, 40 * 24 * 60]))
        let_time_pass(self.store, step)
        return str(step)

    def executions_go_on(self) -> None:
        self.executions.run_all()

    def executions_die(self) -> None:
        status = self.executions.status
        status.update({name: "ABORTED" for name, state in status.items() if state == "RUNNING"})

    def overtake(self) -> None:
        self.overtaken |= {item["webhook_attempt"] for item in all_items(self.store) if "webhook_attempt" in item}

    def buy_again(self) -> str:
        """The number leaves its account, if it is still there, and somebody buys it: the same digits, another id."""
        self.leave()
        account = self.random.choice(self.accounts()[:1] * 3 + self.accounts()[1:])
        old, record = self.bought
        new = {"twilio": f"PN{self.random.getrandbits(128):032x}", "telnyx": str(self.random.getrandbits(60))}
        name = new.get(self.carrier, old)
        text = json.dumps(record).replace(old, name).replace(self.accounts()[0].account_id, account.account_id)
        account.shelf("numbers")[name] = json.loads(text)
        return account.tenant

    def leave(self) -> None:
        """Its owner gives the number back to the carrier, past us."""
        self.overtake()
        for account in self.accounts():
            for name, _ in self.at_carrier():
                account.shelf("numbers").pop(name, None)

    def owner_changes(self) -> None:
        if number := self.resource():
            self.overtake()
            number.update({name: self.bought[1][name] for name in _SET_BY_OWNERS if name in number})

    def rotate(self) -> str:
        """The account's secret changes at the carrier; sometimes we are told at once."""
        account = self.owner()
        account.secret = f"secret{self.random.getrandbits(64):x}"
        told = self.random.random() < 0.5
        if told:
            self.tell_secrets()
        return str(told)

    def tell_secrets(self) -> None:
        for account in self.accounts():
            for tenant in self.tenants.values():
                organization = OrganizationId(tenant.organization_id)
                known = carrier_accounts().store.find(organization, Carrier(self.carrier), account.account_id)
                if known:
                    carrier_accounts().rotate(
                        CarrierAccount(
                            organization_id=organization,
                            carrier=Carrier(self.carrier),
                            account_id=account.account_id,
                            secret=account.secret,
                        )
                    )

    def outage(self) -> None:
        self.carriers.fail(self.carrier, self.random.choice([503, 500, 429]), times=self.random.randint(1, 8))

    # The end

    def come_to_rest(self) -> None:
        """Nothing fails any more, the operator sees to what is parked, and the cleanup runs for days."""
        self.trouble, self.depth = None, 9
        self.carriers.sandbox.faults.clear()
        self.tell_secrets()
        self.executions.run_all()
        for _ in range(2):
            for parked in ParkedTable(self.store).all():
                ParkedTable(self.store).retry(parked, utc_now())
            for _ in range(13):
                let_time_pass(self.store, timedelta(hours=7))
                self.clean()
                self.executions.run_all()


L = Life
_ACTS: dict[Callable[[Life], Any], int] = {
    L.register: 9, L.create: 5, L.update: 1, L.link: 4, L.archive: 4, L.publish: 1, L.clean: 6, L.time: 6,
    L.executions_go_on: 1, L.executions_die: 1, L.buy_again: 2, L.leave: 1, L.owner_changes: 4, L.rotate: 1,
    L.outage: 2,
}  # fmt: skip
_NOT_MEANWHILE = {L.time, L.executions_die, L.outage}
_NESTED = {act: weight for act, weight in _ACTS.items() if act not in _NOT_MEANWHILE}
_TROUBLED = {L.register, L.create, L.link, L.archive, L.publish, L.clean, L.executions_go_on}


class Reply:
    """An answer of the sandbox as urllib3 would hand it out."""

    def __init__(self, answer: Any) -> None:
        self.status, self.headers, self._rest = answer.status, answer.headers, [answer.body, b""]

    def __enter__(self) -> "Reply":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def read1(self, _most: int, **_: Any) -> bytes:
        piece: bytes = self._rest.pop(0)
        return piece


class TroubledClient:
    """A DynamoDB client of a worker that may die or hear nothing."""

    def __init__(self, client: Any, life: Callable[[], Life | None]) -> None:
        self._client, self._life = client, life

    def __getattr__(self, operation: str) -> Any:
        method, life = getattr(self._client, operation), self._life()
        if operation not in WRITES or not life or not life.trouble:
            return method
        trouble = life.trouble

        def lost() -> Exception:
            return ReadTimeoutError(endpoint_url="x")

        return lambda **request: trouble.around(lambda: method(**request), lost, operation)
