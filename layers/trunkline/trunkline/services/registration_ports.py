"""Where registrations are kept, as registering sees it."""

from dataclasses import dataclass
from typing import Protocol

from trunkline.domain.attachments import Attachment
from trunkline.domain.e164 import E164
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.phone_numbers import ProviderPhone
from trunkline.domain.user_phones import UserPhone
from trunkline.services.carrier_accounts import AccountRecord
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.idempotency import IdempotentResponse
from trunkline.services.pages import Page


class StaleRegistrationError(Exception):
    """Something that a registration builds on was changed since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is stored about a registration before it is made."""

    user_exists: bool
    user_phone: UserPhone | None
    phone: ProviderPhone | None
    attachment: Attachment | None
    account: AccountRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What is stored by a registration, all of it or nothing."""

    user_phone: UserPhone
    phone_before: ProviderPhone | None
    phone: ProviderPhone
    attachment_before: Attachment
    attachment: Attachment
    account_before: AccountRecord | None
    account: AccountRecord


class RegistrationStore(Protocol):
    """Where registrations are kept."""

    def situation(self, organization: OrganizationId, user_id: str, e164: E164, account: CarrierAccount) -> Situation:
        """All that is known, in one read."""

    def complete(self, completion: Completion, idempotent: IdempotentResponse[UserPhone] | None) -> None:
        """Store a registration.

        Raises:
            DuplicateRegistrationError: The user has registered the number meanwhile.
            LostAttemptError: The attachment is not as it was.
            StaleRegistrationError: The inventory record or the account is not as it was.
        """

    def page(
        self, organization: OrganizationId, user_id: str, *, limit: int | None, after: str | None
    ) -> Page[UserPhone]:
        """The numbers of a user, in the order of the numbers."""

    def user_exists(self, organization: OrganizationId, user_id: str) -> bool:
        """Whether the organisation has the user."""
