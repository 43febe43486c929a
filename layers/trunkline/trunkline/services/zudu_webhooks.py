"""Webhooks of Zudu's numbers: a number's own URL is told of what comes in for it.

The record of the number is all that says so, and it is read for each event and again for each try: a URL that was
changed or taken away counts from the next event on, and there is no copy that could differ. What all of an
organisation's numbers share, their secret, is a subscription of its own, which takes no event by itself.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trunkline.domain.customer_events import CustomerEvent, called_number
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.standard_webhooks import new_secret
from trunkline.domain.subscriptions import ZUDU, Subscription, secret_context
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.errors import UnavailableError
from trunkline.services.carrier_accounts import Sealer

if TYPE_CHECKING:
    from trunkline.table.subscriptions import SubscriptionTable
    from trunkline.table.zudu_webhooks import ZuduWebhookTable


@dataclass(frozen=True, slots=True)
class ZuduWebhooks:
    """The use cases."""

    subscriptions: "SubscriptionTable"
    numbers: "ZuduWebhookTable"
    sealer: Sealer
    clock: Clock = utc_now

    def receiver(self, event: CustomerEvent) -> Subscription | None:
        """Return where the event is to be sent now; None where the number has no URL any more, or no record."""
        number = called_number(event)
        url = self.numbers.url_of((event.organization_id, number)) if number else None
        return replace(self.shared(event.organization_id), url=url) if url else None

    def shared(self, organization: OrganizationId) -> Subscription:
        """Return what the numbers of an organisation share; it is made when it is first asked for."""
        found = self.subscriptions.find(organization, ZUDU)
        if found is not None:
            return found
        now = self.clock()
        made = Subscription(
            id=ZUDU,
            organization_id=organization,
            workspace_uuid=None,
            url="",
            patterns=(),
            sealed_secret=self.sealer.seal(new_secret(), secret_context(organization, ZUDU)),
            created_by="",
            created_at=now,
            updated_at=now,
        )
        self.subscriptions.add(made)
        # Of two at once the first one's counts.
        found = self.subscriptions.find(organization, ZUDU)
        if found is None:
            raise UnavailableError
        return found

    def secret(self, organization: OrganizationId) -> str:
        """Return the secret that signs deliveries of the organisation's numbers."""
        shared = self.shared(organization)
        return self.sealer.unseal(shared.sealed_secret, shared.secret_context)
