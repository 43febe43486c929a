"""The body of an import as the domain's values."""

from typing import TYPE_CHECKING, Any

from trunkline.domain.e164_parser import parse_e164
from trunkline.domain.provider_phones import Carrier
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.registration_records import NewRegistration
from trunkline.settings import settings

if TYPE_CHECKING:
    from trunkline.http.messages import RequestContext
    from trunkline.http.zudu.schemas import ImportZuduNumberRequest

IMPORTED_TYPE = "CUSTOM"
_OF_A_RECORD = ("nickname", "inbound_agent_id", "outbound_agent_id")


def import_of(context: "RequestContext[ImportZuduNumberRequest]") -> NewRegistration:
    """Return the registration that the import is, by the user whom the key was made for.

    Raises:
        RuleError: The number is not a possible phone number.
    """
    sent, credential = context.body, context.credential
    return NewRegistration(
        user_id=credential.user_id,
        phone_number=parse_e164(sent["phone_number"], member="phone_number"),
        account=CarrierAccount(
            organization_id=credential.organization_id,
            carrier=Carrier(sent["provider"]),
            account_id=sent["account_sid"],
            secret=sent["auth_token"].strip(),
        ),
        # Where carriers reach this API: as configured, else as the client does.
        webhook_base_url=settings().webhook_base_url or context.request.base_url,
    )


def imported_members_of(body: "ImportZuduNumberRequest") -> dict[str, Any]:
    """Return the members of the record that the import makes."""
    sent = {name: value for name, value in body.items() if name in _OF_A_RECORD}
    return {**sent, "number_provider": body["provider"], "phone_number_type": IMPORTED_TYPE}
