"""Where attachments are kept, as setting and removing webhooks sees it."""

from typing import Protocol

from trunkline.domain.attachments import Attachment
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid


class NumberClaimedError(Exception):
    """Another organisation has the number at this carrier."""


class LostAttemptError(Exception):
    """Somebody else works on the attachment, or has ended this attempt."""


class AttachmentStore(Protocol):
    """Where attachments are kept. Every call also keeps the inventory record of a registered number in step."""

    def find(self, organization: OrganizationId, phone: ProviderPhoneUuid) -> Attachment | None:
        """The attachment."""

    def begin(self, before: Attachment | None, after: Attachment) -> None:
        """Record the intent: the attachment pending, the claim on the number, the webhook token.

        Raises:
            LostAttemptError: The attachment is not as ``before`` any more.
            NumberClaimedError: The number is another organisation's.
        """

    def change(self, before: Attachment, after: Attachment) -> None:
        """Store a changed attachment.

        Raises:
            LostAttemptError: It is not as ``before`` any more.
        """

    def end_detached(self, before: Attachment) -> None:
        """Detached, and the claim given up; nothing stays of an attachment that was never registered.

        Raises:
            LostAttemptError: It is not as ``before`` any more.
        """
