"""Responses of the Weya API as types: views are checked against them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.provider_phones import Carrier

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
ObjectId = Annotated[str, Field(pattern="^[0-9a-f]{24}$")]


class UserPhoneView(TypedDict):
    """Phone number record. Nothing of the carrier account is ever repeated."""

    _id: Annotated[ObjectId, Field(description="Unique identifier for the phone number record.")]
    userId: Annotated[ObjectId, Field(description="ID of the user who owns this phone number.")]
    phoneNumber: Annotated[str, Field(description="Phone number that was added (with country code, without `+`).")]
    integration: Annotated[Carrier, Field(description="Integration provider used for this number.")]
    createdAt: Annotated[Moment, Field(description="When the number was added, in UTC.")]


class PhonesView(TypedDict):
    """One page."""

    phones: Annotated[list[UserPhoneView], Field(description="The numbers of this page.")]
    nextCursor: Annotated[str | None, Field(description="For `cursor`; null on the last page.")]


class PhoneAddedResponse(TypedDict):
    """Phone number record that was created, in the envelope of every response."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal[True], Field(description="Whether it was done.")]
    code: Annotated[Literal[201], Field(description="The HTTP status.")]
    errorMessage: Annotated[Literal[""], Field(description="Empty, as nothing went wrong.")]
    data: Annotated[UserPhoneView, Field(description="The record that was created.")]


class PhonesResponse(TypedDict):
    """A page of a user's numbers, in the envelope of every response."""

    message: Annotated[str, Field(description="What was done, for people.")]
    status: Annotated[Literal[True], Field(description="Whether it was done.")]
    code: Annotated[Literal[200], Field(description="The HTTP status.")]
    errorMessage: Annotated[Literal[""], Field(description="Empty, as nothing went wrong.")]
    data: Annotated[PhonesView, Field(description="The page.")]


class ErrorResponse(TypedDict):
    """Why nothing was done: both texts say the same."""

    message: Annotated[str, Field(description="What is wrong, for people.")]
    status: Annotated[Literal[False], Field(description="Whether it was done.")]
    code: Annotated[int, Field(description="The HTTP status.")]
    errorMessage: Annotated[str, Field(description="The same as `message`.")]
    data: Annotated[None, Field(description="Always null.")]
