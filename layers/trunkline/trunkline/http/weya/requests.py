"""Bodies of the Weya API as the domain's values."""

from typing import TYPE_CHECKING

from trunkline.domain.carrier_accounts import AUTOMATIC, is_api_key_sid, is_public_key
from trunkline.domain.e164_parser import parse_e164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import RuleError
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.registration_records import NewRegistration
from trunkline.settings import settings

if TYPE_CHECKING:
    from trunkline.http.messages import RequestContext
    from trunkline.http.weya.schemas import AddPhoneRequest


def known_carrier(value: str) -> str:
    """Check the name of a carrier.

    Raises:
        ValueError: It is none of the three.
    """
    if value not in set(Carrier):
        raise ValueError("must be plivo, twilio or telnyx")
    return value


def public_key(value: str) -> str:
    """Check a key that webhooks are signed with.

    Raises:
        ValueError: It is not one of Ed25519 in base64.
    """
    if not is_public_key(value):
        raise ValueError("must be the base64 of the 32 bytes of an Ed25519 public key")
    return value


def api_key_sid(value: str) -> str:
    """Check the id of an API key of Twilio.

    Raises:
        ValueError: It is none.
    """
    if not is_api_key_sid(value):
        raise ValueError("must be SK and 32 hexadecimal digits")
    return value


def registration_of(context: "RequestContext[AddPhoneRequest]") -> NewRegistration:
    """Return what the request asks to register.

    Raises:
        RuleError: The number is not a possible phone number, or members do not go with each other.
    """
    sent = context.body
    _check_api_key(sent)
    number = sent["phone_number"].strip()
    return NewRegistration(
        user_id=sent["user_id"],
        # The + is optional here: what comes without is a whole number with its country code all the same.
        phone_number=parse_e164(number if number.startswith("+") else f"+{number}", member="phoneNumber"),
        account=CarrierAccount(
            organization_id=context.credential.organization_id,
            carrier=Carrier(sent["integration"]),
            account_id=_account_id(Carrier(sent["integration"]), sent.get("acc_sid")),
            secret=sent["auth_token"].strip(),
            public_key=sent.get("public_key"),
            api_key_sid=sent.get("api_key_sid"),
            signing_token=_stripped(sent.get("signing_token")),
        ),
        # Where carriers reach this API: as configured, else as the client does.
        webhook_base_url=settings().webhook_base_url or context.request.base_url,
    )


def _check_api_key(sent: "AddPhoneRequest") -> None:
    if sent.get("api_key_sid") is not None and sent["integration"] != Carrier.TWILIO:
        raise RuleError("apiKeySid", "is for twilio only")
    if sent.get("signing_token") is not None and sent.get("api_key_sid") is None:
        raise RuleError("signingToken", "goes with apiKeySid: without it authToken is what signs")


def _stripped(secret: str | None) -> str | None:
    return secret and secret.strip()


def _account_id(carrier: Carrier, sent: str | None) -> str:
    """Return the account's id.

    The published API says "App ID (automatically configured)": at Telnyx it may be left out.
    """
    if sent is None and carrier is not Carrier.TELNYX:
        raise RuleError("accSId", "is required")
    return AUTOMATIC if sent is None else sent
