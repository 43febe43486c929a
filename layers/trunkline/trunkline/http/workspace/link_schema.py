"""The request body that names a provider phone. Apart from the others: to link, no number has to be parsed."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from trunkline.domain.identifiers import ProviderPhoneUuid
from trunkline.http.texts import UUID_SCHEMA, parse_uuid

Uuid = Annotated[str, AfterValidator(parse_uuid), Field(json_schema_extra=UUID_SCHEMA)]


class RequestBody(BaseModel):
    """camelCase members, no type coerced, members that are not known ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel, frozen=True)


class LinkPhoneRequest(RequestBody):
    """The provider phone to link, or null to unlink; the member itself is required."""

    provider_phone_uuid: Uuid | None


def provider_phone_uuid_of(uuid: str | None) -> ProviderPhoneUuid | None:
    """The UUID as the domain has it."""
    return None if uuid is None else ProviderPhoneUuid(uuid)
