"""Request bodies of the Weya API."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from trunkline.domain.carrier_accounts import is_public_key
from trunkline.domain.e164_parser import parse_e164
from trunkline.domain.phone_numbers import Carrier
from trunkline.http.messages import RequestContext
from trunkline.http.weya.dialect import USER_ID_SCHEMA, parse_user_id
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.registrations import NewRegistration
from trunkline.settings import settings


def _known_carrier(value: str) -> str:
    if value not in set(Carrier):
        raise ValueError("must be plivo, twilio or telnyx")
    return value


def _public_key(value: str) -> str:
    if not is_public_key(value):
        raise ValueError("must be the base64 of the 32 bytes of an Ed25519 public key")
    return value


class AddPhoneRequest(BaseModel):
    """A number, the user who will own it and the carrier account that proves it."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel, frozen=True)

    user_id: Annotated[
        str,
        Field(
            description="ID of the user who will own this phone number: 24 hexadecimal digits.",
            json_schema_extra=USER_ID_SCHEMA,
        ),
        AfterValidator(parse_user_id),
    ]
    # Parsed afterwards.
    phone_number: Annotated[
        str, Field(min_length=1, max_length=40, description="Phone number with country code; the `+` is optional.")
    ]
    integration: Annotated[
        str,
        Field(description="Integration provider for this number.", json_schema_extra={"enum": [*Carrier]}),
        AfterValidator(_known_carrier),
    ]
    auth_token: Annotated[
        str,
        Field(min_length=1, max_length=512, repr=False, description="Auth Token (Plivo, Twilio) or API Key (Telnyx)."),
    ]
    # That capital S is the published API's.
    acc_sid: Annotated[
        str,
        Field(
            alias="accSId",
            max_length=128,
            pattern=r"^[A-Za-z0-9_-]+$",
            description="Auth ID (Plivo), Account SID (Twilio), or the id of any application (Telnyx).",
        ),
    ]
    public_key: Annotated[
        Annotated[
            str,
            Field(max_length=64, json_schema_extra={"pattern": "^[A-Za-z0-9+/]{43}=$"}),
            AfterValidator(_public_key),
        ]
        | None,
        # No API tells it. Without it only the secrecy of the URL guards Telnyx's webhooks.
        Field(description="Ours, for Telnyx: the key that its webhooks are signed with, from its portal, in base64."),
    ] = None


def registration_of(context: RequestContext[Any]) -> NewRegistration:
    """What the request asks to register.

    Raises:
        RuleError: The number is not a possible phone number.
    """
    sent: AddPhoneRequest = context.body
    number = sent.phone_number.strip()
    return NewRegistration(
        user_id=sent.user_id,
        # The + is optional here: what comes without is a whole number with its country code all the same.
        phone_number=parse_e164(number if number.startswith("+") else f"+{number}", member="phoneNumber"),
        account=CarrierAccount(
            organization_id=context.credential.organization_id,
            carrier=Carrier(sent.integration),
            account_id=sent.acc_sid,
            secret=sent.auth_token.strip(),
            public_key=sent.public_key,
        ),
        # Where carriers reach this API: as configured, else as the client does.
        webhook_base_url=settings().webhook_base_url or context.request.base_url,
    )
