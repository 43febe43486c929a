"""Records as the Weya API prints them. No pydantic here: functions without a body start without it."""

from typing import TYPE_CHECKING

from trunkline.domain.timestamps import to_iso
from trunkline.domain.user_phones import UserPhone
from trunkline.http.messages import Response
from trunkline.http.weya.dialect import success

if TYPE_CHECKING:
    from trunkline.http.weya.responses import UserPhoneView


def user_phone_view(phone: UserPhone) -> "UserPhoneView":
    """Exactly the published members; nothing of the account is ever repeated."""
    return {
        "_id": phone.id,
        "userId": phone.user_id,
        "phoneNumber": phone.phone_number.removeprefix("+"),
        "integration": phone.carrier,
        "createdAt": to_iso(phone.created_at),
    }


def phone_added(phone: UserPhone) -> Response:
    """The answer to add-phone."""
    return success(201, "Phone number added successfully", user_phone_view(phone))
