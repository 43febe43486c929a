"""The ids of the service, and how to compute one from another without a look-up.

A phone number in E.164 is one of them. Its parser is in a module of its own, which most functions do not need.
"""

import re
import secrets
from functools import lru_cache
from typing import NamedTuple, NewType
from uuid import UUID, uuid5

OrganizationId = NewType("OrganizationId", str)
WorkspaceUuid = NewType("WorkspaceUuid", str)
NumberId = NewType("NumberId", int)
NumberUuid = NewType("NumberUuid", str)
ProviderPhoneUuid = NewType("ProviderPhoneUuid", str)
ContactId = NewType("ContactId", str)
E164 = NewType("E164", str)

# Ids travel through JSON, where clients in JavaScript keep integers exact below 2**53 only.
NUMBER_ID_LIMIT = 2**53
# The international form as people write it, as a pattern. No letters (they would be dialled as a vanity number), no
# extension, and nothing after the last digit.
INTERNATIONAL = r"\+[0-9][0-9 ().-]{0,29}[0-9]"

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_PROVIDER_PHONES = UUID("4a2cf0de-7b1c-5d0e-9d43-5f7a6c1b2e80")


class NumberParts(NamedTuple):
    """A number in three forms that agree: ``e164`` is ``+``, then ``country_code``, then ``national_number``.

    ``national_number`` keeps the leading zeros that are dialled from abroad too (Italy), and has no trunk prefix.
    """

    country_code: int
    national_number: str
    e164: E164


def canonical_uuid(text: str) -> str | None:
    """Return the UUID in lower case, or None when ``text`` is not one in its usual form with dashes."""
    return text.lower() if _UUID.fullmatch(text) else None


def new_number_id() -> NumberId:
    """Return a random id: it does not tell how many numbers there are, and no counter becomes a hot item."""
    return NumberId(secrets.randbelow(NUMBER_ID_LIMIT - 1) + 1)


# A request asks for that of its number four times and more.
@lru_cache(maxsize=256)
def number_uuid(workspace: WorkspaceUuid, number: NumberId) -> NumberUuid:
    """Return the UUID of a phone number: a pure function of workspace and id, so that either names the same item."""
    return NumberUuid(str(uuid5(UUID(workspace), str(number))))


def provider_phone_uuid(organization: OrganizationId, e164: str) -> ProviderPhoneUuid:
    """Return the UUID of an organisation's inventory record of a number.

    A pure function of both, so that a number is looked up in the pool by one read of its key.
    """
    return ProviderPhoneUuid(str(uuid5(_PROVIDER_PHONES, f"{organization}\n{e164}")))


def parse_number_reference(workspace: WorkspaceUuid, text: str) -> NumberUuid | None:
    """Return the UUID that an id or a UUID in a path means, or None when the text is neither."""
    if uuid := canonical_uuid(text):
        return NumberUuid(uuid)
    # ASCII only, and no longer than 2**53 is: int() takes other digits too, and time over long texts.
    if re.fullmatch(r"[1-9][0-9]{0,15}", text) and int(text) < NUMBER_ID_LIMIT:
        return number_uuid(workspace, NumberId(int(text)))
    return None
