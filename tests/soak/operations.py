"""What is asked for at random: by clients of every dialect, by other systems over the bus, by callers."""

import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from botocore.exceptions import BotoCoreError, ClientError

from tests.soak.ledger import GONE, UNSURE, Ledger, Owned
from tests.soak.world import TENANTS, World
from tests.support.gateway import Response
from tests.support.quo import QuoApi, a_contact
from tests.support.referrers import workflow_event
from tests.support.well import WellApi, a_document
from tests.support.workspaces import WorkspaceApi
from tests.support.zudu import ZuduApi

CREATED, DELETED = (200, 201), (200, 204)
_NOT_FOUND = 404
_WORKFLOWS = 5
_FEW = 0.7


class Client(threading.Thread):
    """Asks for one thing after the other until it is told to end; its seed says for what."""

    def __init__(self, world: World, ledger: Ledger, seed: str, over: threading.Event) -> None:
        super().__init__(name=f"client {seed}", daemon=True)
        self.world, self.ledger, self.over = world, ledger, over
        self.random = random.Random(seed)
        self.operations: dict[Callable[[], None], int] = {
            self.create_number: 8,
            self.read: 8,
            self.update_number: 6,
            self.link_number: 14,
            self.unlink_number: 3,
            self.archive_number: 8,
            self.add_phone: 10,
            self.publish: 6,
            self.receive_message: 8,
            self.receive_call: 5,
            self.create_record: 10,
            self.change_record: 8,
            self.delete_record: 6,
        }
        self.version = 0

    def run(self) -> None:
        """One operation at a time, while the world is open."""
        kinds, weights = list(self.operations), list(self.operations.values())
        while not self.over.is_set():
            if not self.world.open.wait(0.2):
                continue
            self.name_of_tenant = self.random.choices(TENANTS, (4, 1))[0]
            self.tenant = self.world.tenant(self.name_of_tenant)
            (operation,) = self.random.choices(kinds, weights)
            try:
                operation()
            except (requests.RequestException, BotoCoreError, ClientError):
                # The machine is down, or was: what was asked for may have been done.
                self._count(0)
                time.sleep(0.05)
            except Exception as error:  # noqa: BLE001 - an answer that is not documented, or no answer at all
                self._wrong(operation.__name__, f"{type(error).__name__}: {error}")
            with self.ledger.writing() as ledger:
                ledger.operations[operation.__name__] += 1

    # Numbers of a workspace.

    @property
    def api(self) -> WorkspaceApi:
        """A workspace of the tenant: mostly the first, so that they meet."""
        workspace = self.tenant.workspace if self.random.random() < 0.8 else self.tenant.other_workspace
        return WorkspaceApi(self.world.gateway, workspace, self.tenant.tokens["admin"])

    def create_number(self) -> None:
        """A number of nobody, or one that the tenant has at a carrier."""
        members: dict[str, Any] = {"name": f"Line {self.random.randint(1, 99)}"}
        if self.random.random() < 0.5:
            members["phoneNumber"] = f"+1{self.random.randint(2_000_000_000, 9_999_999_999)}"
        elif phone := self._linkable():
            members["providerPhoneUuid"] = phone
        answer = self._known(self.api.create(**members))
        if answer.status in CREATED:
            number = answer.json()
            with self.ledger.writing() as ledger:
                ledger.numbers[number["uuid"]] = Owned(self.name_of_tenant, number["id"], number["uuid"])

    def update_number(self) -> None:
        """A setting changes."""
        if number := self._number():
            self._known(self.api.update(number.id, name=f"Line {self.random.randint(1, 99)}"))

    def link_number(self) -> None:
        """A number gets a provider phone."""
        number, phone = self._number(), self._linkable()
        if number and phone:
            self._known(self.api.link(number.id, phone))

    def unlink_number(self) -> None:
        """A number loses its provider phone."""
        if number := self._number():
            self._known(self.api.link(number.id, None))

    def archive_number(self) -> None:
        """A number is archived; whoever asks waits, or does not."""
        if number := self._number():
            headers = {"Prefer": "respond-async"} if self.random.random() < 0.6 else {}
            query = "?force=true" if self.random.random() < 0.3 else ""
            answer = self._known(self.api.archive(number.id, query, headers=headers))
            if answer.status in CREATED and answer.json()["archiveStatus"] == "archived":
                with self.ledger.writing() as ledger:
                    ledger.archived.add(answer.json()["uuid"])

    def read(self) -> None:
        """Something is read, in one dialect or another."""
        number = self._number()
        quo, well, zudu = self._quo(), self._well(), self._zudu()
        reads: list[Callable[[], Response]] = [
            lambda: self.api.list("?limit=20"),
            self.api.linkable,
            self.api.token_details,
            lambda: quo.page(maxResults=10),
            quo.custom_fields,
            lambda: quo.send("GET", "phone-numbers"),
            lambda: well.page("?limit=10"),
            lambda: zudu.list("?limit=10"),
            zudu.available,
        ]
        if number:
            reads += [
                lambda: self.api.get(number.id),
                lambda: self.api.blockers(number.id),
                lambda: self.api.send("GET", f"/{number.id}/calls"),
                lambda: self.api.send("GET", f"/{number.id}/messages"),
            ]
        self._known(self.random.choice(reads)())

    def add_phone(self) -> None:
        """A user registers a number with its carrier; again and again, and other users too."""
        carrier, index = self._at_a_carrier()
        described = self.world.stack.described["tenants"][self.name_of_tenant]
        account = described["carriers"][carrier]
        body = {
            "userId": self.random.choice([described["userId"], described["otherUserId"]]),
            "phoneNumber": account["numbers"][index],
            "integration": carrier,
            "accSId": account["accSId"],
            "authToken": account["authToken"],
            **({"publicKey": account["publicKey"]} if carrier == "telnyx" else {}),
        }
        headers = {
            "Authorization": f"Bearer {self.tenant.tokens['write']}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{self.name}-{self.random.randint(1, 40)}",
        }
        gateway = self.world.gateway
        self._known(gateway.send("POST", "/api/call/add-phone", headers=headers, body=json.dumps(body).encode()))

    # Other systems and callers.

    def publish(self) -> None:
        """A workflow uses other numbers than before, or none any more; one event of ten comes late or twice."""
        version = self.version = self.version + 1
        if self.random.random() < 0.1:
            version = max(1, version - 3)
        numbers = [each.uuid for each in (self._number(), self._number()) if each]
        event = workflow_event(
            self.tenant.workspace,
            version=version,
            numbers=None if self.random.random() < 0.5 else sorted(set(numbers)),
            workflow=f"{self.name}-{self.random.randint(1, _WORKFLOWS)}",
        )
        for _ in range(2 if self.random.random() < 0.1 else 1):
            self.world.stack.publish(event)

    def receive_message(self) -> None:
        """Somebody writes to a number at a carrier."""
        carrier, number = self._somewhere()
        text = f"message {self.random.getrandbits(64):x}"
        order = {"carrier": carrier, "number": number, "text": text, "delivery": self._delivery()}
        told = self.world.sandbox("POST", "/messages", order)
        if any(_is_taken(each) for each in (told or {}).get("deliveries", [])):
            with self.ledger.writing() as ledger:
                ledger.messages.add(text)

    def receive_call(self) -> None:
        """Somebody calls a number at a carrier."""
        carrier, number = self._somewhere()
        outcome = self.random.choice(["completed", "busy", "no-answer", "canceled", "failed"])
        order = {"carrier": carrier, "number": number, "outcome": outcome, "delivery": self._delivery()}
        told = self.world.sandbox("POST", "/calls", order | {"recording": self.random.random() < 0.5})
        if told and told.get("call") and any(_is_taken(each) for each in told["deliveries"]):
            with self.ledger.writing() as ledger:
                # Telnyx names the leg of a call in every event.
                ledger.calls.add(told["call"].get("legId") or told["call"]["id"])

    # Records of the other dialects; each is one client's, which knows what it has to be.

    def create_record(self) -> None:
        """A contact of Quo's, a phone of Well's, a number of Zudu's."""
        dialect, text = self.random.choice(["quo", "well", "zudu"]), f"{self.random.getrandbits(48):x}"
        if dialect == "quo":
            answer = self._known(self._quo().create(a_contact(defaultFields={"firstName": text})))
            made = answer.json()["data"]["id"] if answer.status in CREATED else None
        elif dialect == "well":
            number = f"+1415555{self.random.randint(0, 9999):04d}"
            answer = self._known(self._well().create(a_document(e164_number=number, label=text)))
            made = answer.json()["data"][0]["id"] if answer.status in CREATED else None
        else:
            number = f"+1{self.random.randint(2_000_000_000, 9_999_999_999)}"
            agents: dict[str, Any] = {"inbound_agent_id": "agent-1"} if self.random.random() < 0.5 else {}
            answer = self._known(self._zudu().create(phone_number=number, nickname=text, **agents))
            made = number if answer.status in CREATED else None
        if made:
            self._note(dialect, made, text)

    def change_record(self) -> None:
        """Its text becomes another; Well's cannot change."""
        if not (mine := self._record("quo", "zudu")):
            return
        (dialect, made), text = mine, f"{self.random.getrandbits(48):x}"
        self._note(dialect, made, UNSURE)
        if dialect == "quo":
            answer = self._known(self._quo().update(made, defaultFields={"firstName": text}))
        else:
            answer = self._known(self._zudu().update(made, nickname=text))
        if answer.status in CREATED:
            self._note(dialect, made, text)

    def delete_record(self) -> None:
        """It is gone, and stays gone."""
        if not (mine := self._record("quo", "well", "zudu")):
            return
        dialect, made = mine
        self._note(dialect, made, UNSURE)
        deletions = {"quo": self._quo().delete, "well": self._well().delete, "zudu": self._zudu().delete}
        if self._known(deletions[dialect](made)).status in (*DELETED, _NOT_FOUND):
            self._note(dialect, made, GONE)

    def _note(self, dialect: str, made: str, what: object) -> None:
        with self.ledger.writing() as ledger:
            ledger.records[dialect, self.name_of_tenant, f"{self.name}\n{made}"] = what

    def _record(self, *dialects: str) -> tuple[str, str] | None:
        with self.ledger.writing() as ledger:
            mine = [
                (dialect, made.partition("\n")[2])
                for (dialect, tenant, made), text in ledger.records.items()
                if dialect in dialects
                and tenant == self.name_of_tenant
                and made.startswith(f"{self.name}\n")
                and text is not GONE
            ]
        return self.random.choice(mine) if mine else None

    def _quo(self) -> QuoApi:
        return QuoApi(self.world.gateway, self.tenant.quo_key)

    def _well(self) -> WellApi:
        return WellApi(self.world.gateway, self.tenant.tokens["write"])

    def _zudu(self) -> ZuduApi:
        return ZuduApi(self.world.gateway, self.tenant.zudu["key"], self.tenant.zudu["secret"])

    def _number(self) -> Owned | None:
        """One of the tenant's, mostly of the last."""
        owned = [each for each in self.ledger.snapshot_of_numbers() if each.tenant == self.name_of_tenant]
        return self.random.choice(owned[-30:]) if owned else None

    def _linkable(self) -> str | None:
        answer = self._known(self.api.linkable())
        free = (
            [phone["uuid"] for phone in answer.json() if phone["assignedWorkspaceUuid"] is None]
            if (answer.status in CREATED)
            else []
        )
        return self.random.choice(free) if free else None

    def _at_a_carrier(self) -> tuple[str, int]:
        """Mostly one of the first few numbers: so what is called is registered, and linked again and again."""
        owned = self.world.owned_at_carriers(self.name_of_tenant)
        return self.random.choice(owned[:9] if self.random.random() < _FEW else owned)

    def _somewhere(self) -> tuple[str, str]:
        carrier, index = self._at_a_carrier()
        described = self.world.stack.described["tenants"][self.name_of_tenant]
        return carrier, described["carriers"][carrier]["numbers"][index]

    def _delivery(self) -> str:
        return self.random.choice(["in-order", "in-order", "shuffled", "doubled"])

    def _known(self, answer: Response) -> Response:
        """An answer, counted. Whether it may be is docs/openapi.json's to say, and the log's whether it is a bug."""
        self._count(answer.status)
        return answer

    def _count(self, status: int) -> None:
        with self.ledger.writing() as ledger:
            ledger.answers[status] += 1

    def _wrong(self, where: str, what: str) -> None:
        with self.ledger.writing() as ledger:
            ledger.wrong.append(f"{self.name}, {where}: {what[:600]}")


def _is_taken(delivery: dict[str, Any]) -> bool:
    status = delivery.get("status")
    return isinstance(status, int) and status < 300
