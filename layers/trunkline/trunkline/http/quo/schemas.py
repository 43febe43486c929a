"""Request bodies of Quo's contacts API."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from trunkline.domain.contacts import (
    DEFAULT_SOURCE,
    MAX_EXTERNAL_ID_LENGTH,
    MAX_POINTS,
    MAX_SOURCE_LENGTH,
    ContactChanges,
    ContactPoint,
    PointChange,
    new_point,
    parse_source,
)
from trunkline.domain.credentials import Credential
from trunkline.domain.custom_fields import MAX_FIELDS, SentCustomField
from trunkline.http.texts import SPACES
from trunkline.services.contacts import NewContact

Source = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_SOURCE_LENGTH,
        json_schema_extra={"not": {"type": "string", "pattern": "^(openphone|csv|(device|other)$)"}},
    ),
    AfterValidator(parse_source),
]
ExternalId = Annotated[str, Field(min_length=1, max_length=MAX_EXTERNAL_ID_LENGTH)] | None
SourceUrl = (
    Annotated[str, Field(min_length=1, max_length=200, pattern=rf"^[A-Za-z][A-Za-z0-9+.-]*:[^{SPACES}]+$")] | None
)
# Users of the vendor, of whom this service keeps no record: the form is all that can be checked.
UserId = Annotated[str, Field(pattern=r"^US", max_length=64)]

_NAMES = ("company", "first_name", "last_name", "role")
_MOVES = ("external_id", "source", "source_url")


class QuoBody(BaseModel):
    """camelCase members, no type coerced, members that are not known ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel, frozen=True)


class ClosedBody(QuoBody):
    """The same, but members that are not known are refused: a misspelt one would lose what it holds."""

    model_config = ConfigDict(extra="forbid")


class NewPointBody(ClosedBody):
    """An email address or phone number of a new contact; any text, or null."""

    name: str
    value: str | None

    def as_point(self) -> ContactPoint:
        """The contact point, with an id."""
        return new_point(self.name, self.value)


class PointChangeBody(ClosedBody):
    """An item that is changed by its id, added without one, or removed by its id and a value of null."""

    id: str | None = None
    name: str | None = None
    value: str | None

    def as_change(self) -> PointChange:
        """The change."""
        return PointChange(id=self.id, name=self.name, value=self.value)


class CustomFieldBody(ClosedBody):
    """A value for a custom field, which ``key`` or ``id`` names; the organisation's definition says what fits."""

    key: str | None = None
    id: str | None = None
    value: Any

    def as_sent(self) -> SentCustomField:
        """The value and what it is for."""
        return SentCustomField(key=self.key, id=self.id, value=self.value)


class NewDefaultFieldsBody(ClosedBody):
    """The fields that every contact has; only ``firstName`` has to be there, if only as null."""

    company: str | None = None
    emails: Annotated[list[NewPointBody], Field(max_length=MAX_POINTS)] = []
    first_name: str | None
    last_name: str | None = None
    phone_numbers: Annotated[list[NewPointBody], Field(max_length=MAX_POINTS)] = []
    role: str | None = None


class DefaultFieldsChangeBody(ClosedBody):
    """Those fields that change."""

    company: str | None = None
    emails: Annotated[list[PointChangeBody], Field(max_length=MAX_POINTS)] = []
    first_name: str | None = None
    last_name: str | None = None
    phone_numbers: Annotated[list[PointChangeBody], Field(max_length=MAX_POINTS)] = []
    role: str | None = None


CustomFieldBodies = Annotated[list[CustomFieldBody], Field(max_length=MAX_FIELDS)]


class CreateContactRequest(QuoBody):
    """A new contact; it may take 16384 bytes as JSON."""

    default_fields: NewDefaultFieldsBody
    custom_fields: CustomFieldBodies = []
    created_by_user_id: Annotated[
        UserId | None, Field(description="The user who created the contact; the key's user where it is left out.")
    ] = None
    source: Annotated[
        Source,
        Field(
            description="Where the contact is from. Not `openphone`, `device`, `csv` or `other`, nor anything that "
            "begins with `openphone` or `csv`."
        ),
    ] = DEFAULT_SOURCE
    external_id: Annotated[
        ExternalId, Field(description="Your own id of the contact; unique together with the source.")
    ] = None
    source_url: Annotated[SourceUrl, Field(description="An absolute URI.")] = None

    def as_contact(self, credential: Credential) -> NewContact:
        """The contact that it describes, made by the key's user unless it names another."""
        fields = self.default_fields
        return NewContact(
            organization_id=credential.organization_id,
            created_by_user_id=self.created_by_user_id or credential.user_id,
            source=self.source,
            external_id=self.external_id,
            source_url=self.source_url,
            company=fields.company,
            first_name=fields.first_name,
            last_name=fields.last_name,
            role=fields.role,
            emails=[point.as_point() for point in fields.emails],
            phone_numbers=[point.as_point() for point in fields.phone_numbers],
            custom_fields=_sent(self.custom_fields),
        )


class UpdateContactRequest(QuoBody):
    """A partial update; the whole contact may take 16384 bytes as JSON."""

    default_fields: Annotated[DefaultFieldsChangeBody, Field(default_factory=DefaultFieldsChangeBody)]
    custom_fields: CustomFieldBodies = []
    source: Source | None = None
    external_id: ExternalId = None
    source_url: SourceUrl = None

    def as_changes(self) -> ContactChanges:
        """What changes, but for the custom fields."""
        fields = self.default_fields
        return ContactChanges(
            texts={
                **{name: getattr(fields, name) for name in _NAMES if name in fields.model_fields_set},
                **{name: getattr(self, name) for name in _MOVES if name in self.model_fields_set},
            },
            emails=[point.as_change() for point in fields.emails],
            phone_numbers=[point.as_change() for point in fields.phone_numbers],
        )

    def custom_fields_sent(self) -> Sequence[SentCustomField]:
        """The custom fields that change."""
        return _sent(self.custom_fields)


def _sent(bodies: Sequence[CustomFieldBody]) -> list[SentCustomField]:
    return [body.as_sent() for body in bodies]
