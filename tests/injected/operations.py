"""Every operation of every dialect that changes something: what it needs, how it is asked for, and asked for again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.gateway import Response
from tests.support.quo import QuoApi, a_contact
from tests.support.well import WellApi, a_document
from tests.support.workspaces import WorkspaceApi
from tests.support.zudu import ZuduApi

NUMBER, OTHER = "+12125550001", "+12125550002"
KEY = {"Idempotency-Key": "the same each time"}


@dataclass(frozen=True)
class Clients:
    """One tenant's clients, and its provider phones."""

    workspace: WorkspaceApi
    quo: QuoApi
    well: WellApi
    zudu: ZuduApi
    phones: list[str]


@dataclass(frozen=True)
class Operation:
    """``again`` are the statuses that asking again may have when it was done already."""

    name: str
    ask: Callable[[Clients, Any], Response]
    prepare: Callable[[Clients], Any] = lambda _: None
    again: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return self.name


def _number(clients: Clients, **members: Any) -> Any:
    return clients.workspace.created(phoneNumber=NUMBER, **members)["id"]


def _linked(clients: Clients) -> Any:
    return clients.workspace.created(providerPhoneUuid=clients.phones[0])["id"]


def _contact(clients: Clients) -> Any:
    return clients.quo.created(externalId="one", source="public-api")["id"]


def _zudu_number(clients: Clients) -> Any:
    return clients.zudu.created(phone_number=NUMBER, inbound_agent_id="agent-1")["phone_number"]


# An archive that nobody waits for is under way, or over when it is asked for again.
GONE, ARCHIVED = frozenset({404}), frozenset({200, 202})
OPERATIONS = (
    Operation("workspace create", lambda c, _: c.workspace.create(phoneNumber=NUMBER, headers=KEY)),
    Operation(
        "workspace create, linked",
        lambda c, _: c.workspace.create(providerPhoneUuid=c.phones[0], headers=KEY),
    ),
    Operation("workspace update", lambda c, number: c.workspace.update(number, name="Desk"), _number),
    Operation("workspace link", lambda c, number: c.workspace.link(number, c.phones[0], headers=KEY), _number),
    Operation("workspace link again", lambda c, number: c.workspace.link(number, c.phones[0]), _number),
    Operation("workspace move", lambda c, number: c.workspace.link(number, c.phones[1], headers=KEY), _linked),
    Operation("workspace unlink", lambda c, number: c.workspace.link(number, None), _linked),
    Operation("workspace archive", lambda c, number: c.workspace.archive(number), _number, ARCHIVED),
    Operation("workspace archive, linked", lambda c, number: c.workspace.archive(number), _linked, ARCHIVED),
    Operation("quo create", lambda c, _: c.quo.create(a_contact(externalId="one"), headers=KEY)),
    Operation("quo update", lambda c, made: c.quo.update(made, externalId="two"), _contact),
    Operation("quo delete", lambda c, made: c.quo.delete(made), _contact, GONE),
    Operation("well create", lambda c, _: c.well.create(a_document(label="desk", is_primary=True), **_well_key())),
    Operation("well delete", lambda c, made: c.well.delete(made), lambda c: c.well.created(a_document())["id"], GONE),
    Operation(
        "zudu create",
        lambda c, _: c.zudu.create(phone_number=NUMBER, inbound_agent_id="agent-1", headers=KEY),
    ),
    Operation("zudu update", lambda c, made: c.zudu.update(made, outbound_agent_id="agent-2"), _zudu_number),
    Operation("zudu delete", lambda c, made: c.zudu.delete(made), _zudu_number, GONE),
)


def _well_key() -> Mapping[str, str]:
    return {name.replace("-", "_"): value for name, value in KEY.items()}
