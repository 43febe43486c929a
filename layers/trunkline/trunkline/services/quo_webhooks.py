"""Webhooks of Quo's API: an organisation's subscriptions in Quo's form, each with its key."""

from dataclasses import dataclass, field

from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.subscriptions import Subscription, SubscriptionFormat, SubscriptionId
from trunkline.errors import NotFoundError
from trunkline.services.subscriptions import NewSubscription, Subscriptions


@dataclass(frozen=True, slots=True)
class QuoWebhook:
    """A subscription and its key, which Quo's API tells whenever it is asked."""

    subscription: Subscription
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class QuoWebhooks:
    """The use cases. Subscriptions that were made in another way are as those that there are not."""

    subscriptions: Subscriptions

    def all(self, organization: OrganizationId, created_by: str | None = None) -> list[QuoWebhook]:
        """Those of the organisation, or of one user of it; the oldest first. A key each is unsealed."""
        found = self.subscriptions.all(organization, None)
        return [
            self._with_key(each)
            for each in found
            if each.format is SubscriptionFormat.QUO and created_by in (None, each.created_by)
        ]

    def get(self, organization: OrganizationId, webhook: SubscriptionId) -> QuoWebhook:
        """One of them.

        Raises:
            NotFoundError: There is none.
        """
        return self._with_key(self._find(organization, webhook))

    def create(self, new: NewSubscription) -> QuoWebhook:
        """A new one.

        Raises:
            ConflictError: The organisation has as many as it may.
            RuleError: The URL may not be sent to.
        """
        return QuoWebhook(*self.subscriptions.create(new))

    def delete(self, organization: OrganizationId, webhook: SubscriptionId) -> None:
        """Delete one.

        Raises:
            NotFoundError: There is none.
        """
        self._find(organization, webhook)
        self.subscriptions.delete(organization, None, webhook)

    def _find(self, organization: OrganizationId, webhook: SubscriptionId) -> Subscription:
        found = self.subscriptions.get(organization, None, webhook)
        if found.format is not SubscriptionFormat.QUO:
            raise NotFoundError("Webhook")
        return found

    def _with_key(self, subscription: Subscription) -> QuoWebhook:
        key = self.subscriptions.sealer.unseal(subscription.sealed_secret, subscription.secret_context)
        return QuoWebhook(subscription, key)
