"""Answers of Quo's API as types: the views are held to them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.custom_fields import CustomFieldType

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
CustomFieldContent = str | list[str] | bool | float | None


class ContactPointView(TypedDict):
    """An email address or phone number, as it was sent."""

    name: str
    value: str | None
    id: str


class DefaultFieldsView(TypedDict):
    """The fields that every contact has."""

    company: str | None
    emails: list[ContactPointView]
    firstName: str | None
    lastName: str | None
    phoneNumbers: list[ContactPointView]
    role: str | None


class CustomValueView(TypedDict):
    """A value of one of the organisation's custom fields."""

    name: str
    key: str
    id: str
    type: CustomFieldType
    value: Annotated[CustomFieldContent, Field(description="Of the field's type; null fits each type.")]


class ContactOriginView(TypedDict, total=False):
    """Where a contact came from, where it was said."""

    sourceUrl: Annotated[str, Field(description="Only where the contact has one.")]


class ContactView(ContactOriginView):
    """A contact."""

    id: str
    externalId: str | None
    source: str | None
    defaultFields: DefaultFieldsView
    customFields: list[CustomValueView]
    createdAt: Moment
    updatedAt: Moment
    createdByUserId: str


class CustomFieldView(TypedDict):
    """A custom field that the organisation defines for its contacts."""

    name: str
    key: str
    type: CustomFieldType


class ContactResponse(TypedDict):
    """One contact."""

    data: ContactView


class ContactPageResponse(TypedDict):
    """A page of contacts."""

    data: list[ContactView]
    totalItems: Annotated[
        int,
        Field(
            description="What this page and those before it hold, and one more when there is a next page: "
            "exact on the last page."
        ),
    ]
    nextPageToken: Annotated[str | None, Field(description="For `pageToken`; null on the last page.")]


class CustomFieldsResponse(TypedDict):
    """All custom fields."""

    data: list[CustomFieldView]


class FaultSchemaView(TypedDict):
    """What would have been right."""

    type: str


class FaultView(TypedDict):
    """One member that is to blame; no value that was sent is repeated."""

    path: Annotated[
        str, Field(description="A JSON pointer; empty for the whole body.", examples=["/defaultFields/firstName"])
    ]
    message: str
    schema: FaultSchemaView


class ErrorResponse(TypedDict):
    """Why nothing was done; `code` is stable, for programs."""

    message: str
    code: Annotated[str, Field(pattern=r"^\d{7}$", examples=["0800400"])]
    status: int
    docs: str
    title: str
    trace: Annotated[str, Field(description="The request, as `X-Request-Id` names it.")]
    errors: NotRequired[list[FaultView]]
    description: NotRequired[str]
