"""The request body that names a provider phone. Apart from the others: to link, no number has to be parsed."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from trunkline.domain.identifiers import ProviderPhoneUuid


class RequestBody(BaseModel):
    """camelCase members, no type coerced, members that are not known ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel, frozen=True)


class LinkPhoneRequest(RequestBody):
    """The provider phone to link, or null to unlink; the member itself is required."""

    provider_phone_uuid: UUID | None


def provider_phone_uuid_of(uuid: UUID | None) -> ProviderPhoneUuid | None:
    """The UUID as the domain writes it."""
    return None if uuid is None else ProviderPhoneUuid(str(uuid))
