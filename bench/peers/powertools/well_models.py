"""The document of a Well phone, as it is sent and answered."""

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from models import Number
from pydantic import BaseModel, Field

Name = Annotated[str, Field(max_length=255)] | None
Prose = Annotated[str, Field(max_length=1000)] | None
Id = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]*$")]
Ref = tuple[str, str]


class Attributes(BaseModel):
    country_code: Annotated[int, Field(ge=1, le=999)]
    national_number: Annotated[str, Field(pattern=r"^[0-9]{2,14}$")]
    e164_number: Number
    label: Annotated[str, Field(max_length=255)] | None = None
    is_primary: bool = False
    is_verified: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Related(BaseModel):
    type: Literal["people", "company", "workspace"]
    id: Id

    @property
    def ref(self) -> Ref:
        return self.type, self.id


class RelatedList(BaseModel):
    data: Annotated[list[Related], Field(max_length=100)] = []


class Relationships(BaseModel):
    persons: RelatedList = RelatedList()
    companies: RelatedList = RelatedList()
    workspaces: RelatedList = RelatedList()


class Data(BaseModel):
    type: Literal["phone"]
    id: UUID | None = None
    attributes: Attributes
    relationships: Relationships = Relationships()


class Profile(BaseModel):
    first_name: Name = None
    last_name: Name = None
    full_name: Name = None
    email: Annotated[str, Field(max_length=255, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    name: Name = None
    description: Prose = None
    locale: Annotated[str, Field(max_length=35)] | None = None
    domain_name_primary_link_url: Name = None
    avatar_color: Annotated[str, Field(max_length=32)] | None = None
    external_workspace_id: Annotated[str, Field(max_length=128)] | None = None
    auto_extract_enabled: bool | None = None


class Included(Related):
    attributes: Profile = Profile()


class CreatePhone(BaseModel):
    data: Data
    included: Annotated[list[Included], Field(max_length=100)] = []

    @property
    def related(self) -> list[Related]:
        sent = self.data.relationships
        return [each for part in (sent.persons, sent.companies, sent.workspaces) for each in part.data]

    @property
    def profiles(self) -> dict[Ref, Profile]:
        return {each.ref: each.attributes for each in self.included}


class RelatedView(Related):
    attributes: dict[str, Any]


class Views(BaseModel):
    data: list[RelatedView]


class PhoneRelationships(BaseModel):
    persons: Views
    companies: Views
    workspaces: Views


class PhoneAttributes(BaseModel):
    country_code: int
    national_number: str
    e164_number: str
    label: str | None
    is_primary: bool
    is_verified: bool
    created_at: datetime


class Phone(BaseModel):
    type: Literal["phone"] = "phone"
    id: str
    attributes: PhoneAttributes
    relationships: PhoneRelationships

    @classmethod
    def of(cls, phone_id: str, body: CreatePhone, profiles: dict[Ref, Profile]) -> "Phone":
        sent = body.data.attributes
        parts = body.data.relationships
        return cls(
            id=phone_id,
            attributes=PhoneAttributes(
                country_code=sent.country_code,
                national_number=sent.national_number,
                e164_number=sent.e164_number,
                label=sent.label,
                is_primary=sent.is_primary,
                is_verified=sent.is_verified,
                created_at=sent.created_at or datetime.now(timezone.utc),
            ),
            relationships=PhoneRelationships(
                persons=_views(parts.persons.data, profiles),
                companies=_views(parts.companies.data, profiles),
                workspaces=_views(parts.workspaces.data, profiles),
            ),
        )


class CreatedPhone(BaseModel):
    data: list[Phone]


def new_item(workspace: str, created_by: str, body: CreatePhone) -> dict[str, Any]:
    phone_id, now = str(body.data.id or uuid4()), datetime.now(timezone.utc).isoformat()
    sent = body.data.attributes.model_dump(mode="json", exclude_none=True)
    return {
        **sent,
        "pk": f"WORKSPACE#{workspace}#WELL_PHONE#{phone_id}",
        "sk": "WELL_PHONE",
        "gsi1pk": f"WORKSPACE#{workspace}#WELL_PHONES",
        "gsi1sk": phone_id,
        "entity": "well_phone",
        "workspace": workspace,
        "phone_id": phone_id,
        "created_by": created_by,
        "created_at": sent.get("created_at", now),
        "updated_at": now,
        "relationships": [each.model_dump() for each in body.related],
    }


def _views(related: Iterable[Related], profiles: dict[Ref, Profile]) -> Views:
    shown = {"first_name", "last_name", "email", "name", "description"}
    return Views(
        data=[
            RelatedView(
                type=each.type, id=each.id, attributes=profiles[each.ref].model_dump(include=shown, exclude_none=True)
            )
            for each in related
        ]
    )
