"""What a number's inventory item becomes while its agents are taken out of it."""

from datetime import datetime

from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.provider_phones import Carrier, Webhooks, WebhookStatus
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.number_webhooks import NumberWebhookTable
from trunkline.table.zudu_numbers import ZuduNumberTable

from tests.support.builders import LONG_AGO, a_provider_phone

ORGANIZATION = OrganizationId("org_acme")
NUMBER = E164("+14157774444")
PHONE = a_provider_phone(
    organization_id=ORGANIZATION, phone_number=NUMBER, provider=Carrier.PLIVO, account_id="MA1", is_listed=False
)
WEBHOOKS = Webhooks(
    status=WebhookStatus.PENDING,
    carrier=Carrier.PLIVO,
    account_id="MA1",
    carrier_number_id="14157774444",
    owner_id="MA1",
    token="t" * 32,
    origin="https://hooks.example.test",
    attempt="the registration's",
    is_tentative=True,
)


def test_a_registration_that_begins_while_agents_go_is_kept_without_them(store: Table) -> None:
    """Nothing but its agents was known of the number when it was read."""
    webhooks = NumberWebhookTable(store)
    read: list[bool] = []

    def registering_clock() -> datetime:
        """Is asked between read and write."""
        if read == [True]:
            webhooks.begin(PHONE, WEBHOOKS, due_at=LONG_AGO)
        read.append(True)
        return LONG_AGO

    zudu = ZuduNumbers(ZuduNumberTable(store), clock=registering_clock, sleep=lambda _: None)
    zudu.create(ORGANIZATION, NUMBER, {"inbound_agent_id": "agent_1"})

    changed = zudu.change(ORGANIZATION, NUMBER, {"inbound_agent_id": None})

    assert changed.agents == {}
    assert zudu.get(ORGANIZATION, NUMBER) == changed
    found = webhooks.find(ORGANIZATION, PHONE.uuid)
    assert found
    assert found.webhooks == WEBHOOKS
    item = store.get(keys.provider_phone(ORGANIZATION, PHONE.uuid)) or {}
    assert not {"agents", "agent_references"} & item.keys()
