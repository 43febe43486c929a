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
        """List those of the organisation, or of one user of it, the oldest first. It unseals a key for each."""
        found = self.subscriptions.all(organization, None)
        return [
            self._with_key(each)
            for each in found
            if each.format is SubscriptionFormat.QUO and created_by in (None, each.created_by)
        ]

    def get(self, organization: OrganizationId, webhook: SubscriptionId) -> QuoWebhook:
        """Return a webhook.

        Raises:
            NotFoundError: There is none.
        """
        return self._with_key(self._find(organization, webhook))

    def create(self, new: NewSubscription) -> QuoWebhook:
        """Create a webhook.

        Raises:
            ConflictError: The organisation has as many as it may.
            RuleError: Nothing may be sent to the URL.
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
