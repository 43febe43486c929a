"""Answers of the Weya API as types: the views are held to them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.phone_numbers import Carrier

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
ObjectId = Annotated[str, Field(pattern="^[0-9a-f]{24}$")]


class UserPhoneView(TypedDict):
    """Phone number record. Nothing of the carrier account is ever repeated."""

    _id: Annotated[ObjectId, Field(description="Unique identifier for the phone number record.")]
    userId: ObjectId
    phoneNumber: Annotated[str, Field(description="Phone number that was added (with country code, without `+`).")]
    integration: Annotated[Carrier, Field(description="Integration provider used for this number.")]
    createdAt: Moment


class PhonesView(TypedDict):
    """One page."""

    phones: list[UserPhoneView]
    nextCursor: Annotated[str | None, Field(description="For `cursor`; null on the last page.")]


class PhoneAddedResponse(TypedDict):
    """Phone number record that was created, in the envelope of every answer."""

    message: str
    status: Literal[True]
    code: Literal[201]
    errorMessage: Literal[""]
    data: UserPhoneView


class PhonesResponse(TypedDict):
    """A page of a user's numbers, in the envelope of every answer."""

    message: str
    status: Literal[True]
    code: Literal[200]
    errorMessage: Literal[""]
    data: PhonesView


class ErrorResponse(TypedDict):
    """Why nothing was done: both texts say the same."""

    message: str
    status: Literal[False]
    code: Annotated[int, Field(description="The HTTP status.")]
    errorMessage: str
    data: None
