"""One event on its way to one customer's endpoint that takes it, as far as the table is asked."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from trunkline.domain.customer_events import CustomerEvent, EventType, event_id
from trunkline.domain.deliveries import Outcome
from trunkline.domain.identifiers import NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.subscriptions import Subscription, SubscriptionId
from trunkline.domain.timestamps import utc_now
from trunkline.services.deliveries import Deliverer, FanOut, Hint
from trunkline.services.slow_organizations import SlowOrganizations
from trunkline.table.client import Table
from trunkline.table.deliveries import DeliveryTable
from trunkline.table.slow_organizations import SlowOrganizationTable
from trunkline.table.subscriptions import SubscriptionTable

_ORGANIZATION = OrganizationId("org_bench")
_WORKSPACE = WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
_NUMBER = NumberUuid("84ba1896-3854-576e-a1a5-566f8da4a445")


class _Around:
    """The queue, the endpoint and the seal."""

    def __init__(self) -> None:
        self.hints: list[Hint] = []

    def send(self, hints: Sequence[tuple[Hint, timedelta]]) -> None:
        self.hints += [hint for hint, _ in hints]

    def post(self, _url: str, _headers: Mapping[str, str], _body: bytes) -> Outcome:
        return Outcome(status=204)

    def seal(self, text: str, _context: Mapping[str, str]) -> str:
        return text

    def unseal(self, sealed: str, _context: Mapping[str, str]) -> str:
        return sealed


def deliver_one(table: Table) -> None:
    """Deliver a message of a hundred letters for an organisation with one webhook.

    Raises:
        RuntimeError: It was not delivered.
    """
    now, around = utc_now(), _Around()
    subscriptions, deliveries = SubscriptionTable(table), DeliveryTable(table)
    subscription = Subscription(
        id=SubscriptionId("0b4ff0f5-5d5e-4d6c-9d7c-0d4bb0f7a1aa"),
        organization_id=_ORGANIZATION,
        workspace_uuid=_WORKSPACE,
        url="https://receiver.example/hooks",
        patterns=("*",),
        sealed_secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",  # noqa: S106 - the specification's example
        created_by="bench",
        created_at=now,
        updated_at=now,
    )
    subscriptions.add(subscription)
    FanOut(subscriptions, deliveries, around).spread([_message()])
    slow = SlowOrganizations(SlowOrganizationTable(table), around)
    ending = Deliverer(subscriptions, deliveries, around, around, around, slow).deliver(around.hints[0])
    if ending != "Delivered":
        raise RuntimeError(ending)


def _message() -> CustomerEvent:
    now = utc_now()
    data: dict[str, Any] = {
        "workspaceUuid": _WORKSPACE,
        "phoneNumber": {"uuid": _NUMBER, "phoneNumber": "+12125550100"},
        "message": {
            "id": "SM0123456789abcdef0123456789abcdef",
            "provider": "twilio",
            "direction": "inbound",
            "from": "+12125550123",
            "to": "+12125550100",
            "text": "x" * 100,
            "mediaUrls": [],
            "receivedAt": "2026-11-21T10:00:00.000Z",
        },
    }
    return CustomerEvent(
        id=event_id(EventType.MESSAGE_RECEIVED, now, (_ORGANIZATION, "bench")),
        type=EventType.MESSAGE_RECEIVED,
        occurred_at=now,
        organization_id=_ORGANIZATION,
        workspace_uuid=_WORKSPACE,
        phone_number_uuid=_NUMBER,
        line=_NUMBER,
        data=data,
    )
