"""What the peers share: the request's and the answer's models, and the items."""

import hashlib
import hmac
import secrets
from datetime import datetime, timezone
from enum import Enum
from typing import Annotated, Any
from uuid import UUID, uuid5

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

PROVIDER_PHONES = UUID("4a2cf0de-7b1c-5d0e-9d43-5f7a6c1b2e80")


def e164(value: str) -> str:
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException as error:
        raise ValueError("is not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("is not a possible phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


Text = Annotated[str, Field(max_length=1000)] | None
ShortText = Annotated[str, Field(max_length=100)] | None
ForeignId = Annotated[int, Field(ge=1, lt=2**53)] | None
Website = Annotated[str, Field(max_length=255, pattern=r"^https?://[^\s]+$")] | None
Number = Annotated[str, Field(max_length=40), AfterValidator(e164)]


class WorkMode(str, Enum):
    always = "always"
    work_hours = "work_hours"
    voicemail = "voicemail"
    voicemail_off_hours = "voicemail_off_hours"


class Settings(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")

    name: ShortText = None
    brand_name: ShortText = None
    brand_description: Text = None
    brand_website: Website = None
    default_workflow_id: ForeignId = None
    allow_signup: bool = False
    signup_member_role_id: ForeignId = None
    allow_anonymous: bool = False
    anonymous_member_role_id: ForeignId = None
    anonymous_rejection_message: Text = None
    restart_delay: Annotated[int, Field(ge=0, le=2592000)] | None = 0
    restart_prompt: Text = None
    assistant_enabled: bool = False
    enable_voice: bool = True
    enable_sms: bool = True
    enable_whats_app: bool = False
    voice_greeting_message: Text = None
    voice_unavailable_message: Text = None
    voice_work_mode: WorkMode | None = None
    voice_forward_number: Number | None = None
    voice_off_hours_message: Text = None
    voicemail_greeting: Text = None
    sms_unavailable_message: Text = None
    sms_work_mode: WorkMode | None = None
    sms_forward_number: Number | None = None
    sms_off_hours_message: Text = None


class CreatePhoneNumber(Settings):
    phone_number: Number
    provider_phone_uuid: UUID | None = None


class PhoneNumber(Settings):
    id: int
    uuid: str
    workspace_uuid: str
    phone_number: str
    provider: str | None
    provider_phone_uuid: str | None
    is_archived: bool = False
    archive_status: str = "active"
    archived_at: datetime | None = None
    created_by: str
    created_at: datetime
    updated_at: datetime


class ListedNumber(PhoneNumber):
    webhooks: str


def accepts(credential: dict[str, Any], secret: str) -> bool:
    return hmac.compare_digest(hashlib.sha256(secret.encode()).hexdigest(), credential["secret_sha256"])


def provider_phone_key(organization: str, number: str) -> dict[str, str]:
    uuid = uuid5(PROVIDER_PHONES, f"{organization}\n{number}")
    return {"pk": f"ORG#{organization}#PROVIDER_PHONE#{uuid}", "sk": "PROVIDER_PHONE"}


def new_record(
    workspace: str, credential: dict[str, Any], body: CreatePhoneNumber, phone: dict[str, Any] | None
) -> tuple[PhoneNumber, dict[str, Any], dict[str, Any]]:
    """The number, its item and its guard's item."""
    now = datetime.now(timezone.utc)
    number_id = secrets.randbelow(2**53 - 1) + 1
    number = PhoneNumber(
        **body.model_dump(exclude={"provider_phone_uuid"}),
        id=number_id,
        uuid=str(uuid5(UUID(workspace), str(number_id))),
        workspace_uuid=workspace,
        provider=phone and phone["provider"],
        provider_phone_uuid=phone and phone["provider_phone_uuid"],
        created_by=credential["created_for"],
        created_at=now,
        updated_at=now,
    )
    record = {
        "pk": f"WORKSPACE#{workspace}#LIVE",
        "sk": f"NUMBER#{number.uuid}",
        "organization": credential["organization"],
        **number.model_dump(mode="json", exclude_none=True),
    }
    guard = {"pk": f"WORKSPACE#{workspace}#E164#{number.phone_number}", "sk": "GUARD", "number_id": number_id}
    return number, record, guard


class Blocker(BaseModel):
    type: str
    id: str
    name: str | None = None


class ArchiveBlockers(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    can_archive: bool
    blockers: list[Blocker]


class LinkablePhone(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    uuid: str
    phone_number: str
    provider: str
    assigned_workspace_uuid: str | None
    capabilities: list[str]

    @classmethod
    def of(cls, item: dict[str, Any]) -> "LinkablePhone":
        return cls(
            uuid=item["provider_phone_uuid"],
            phone_number=item["e164"],
            provider=item["provider"],
            assigned_workspace_uuid=item.get("assigned_workspace"),
            capabilities=item["capabilities"],
        )


def number_uuid(workspace: str, number_id: int) -> str:
    return str(uuid5(UUID(workspace), str(number_id)))


def number_key(workspace: str, number_id: int) -> dict[str, str]:
    return {"pk": f"WORKSPACE#{workspace}#LIVE", "sk": f"NUMBER#{number_uuid(workspace, number_id)}"}


def stored_number(item: dict[str, Any], model: type[PhoneNumber] = PhoneNumber, **members: Any) -> PhoneNumber:
    return model(
        **members,
        **item["settings"],
        id=item["number_id"],
        uuid=item["sk"].partition("#")[2],
        workspace_uuid=item["workspace"],
        phone_number=item["e164"],
        provider=item.get("provider"),
        provider_phone_uuid=item.get("provider_phone_uuid"),
        archive_status=item["archive_status"],
        created_by=item["created_by"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
    )
