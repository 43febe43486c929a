"""Webhooks from carriers: which number a token is for, and the URLs."""

import re
import secrets
from dataclasses import dataclass, field

from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier

_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_webhook_token() -> str:
    """Make a token that nobody guesses: 128 random bits."""
    return secrets.token_hex(16)


def is_webhook_token(text: str) -> bool:
    """Tell whether it can be a token. Nothing else is looked up, because a key has limits that a path has not."""
    return _TOKEN.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Whose events come in under a webhook token; never changes while the token exists, but for the account."""

    organization_id: OrganizationId
    provider_phone_uuid: ProviderPhoneUuid
    e164: E164
    carrier: Carrier
    account_id: str
    base_url: str = field(repr=False)

    def url(self, kind: str) -> str:
        """Return the URL that the carrier was given for a kind of events."""
        return f"{self.base_url}/{kind}"
