"""The adapter of each carrier, imported when an account of that carrier is first used."""

from typing import TYPE_CHECKING

from trunkline.domain.provider_phones import Carrier
from trunkline.services.carrier_adapters import Budget, CarrierAccount, CarrierAdapter

if TYPE_CHECKING:
    from trunkline.services.carrier_audits import CarrierAudit
    from trunkline.services.carrier_logs import CarrierLog
    from trunkline.services.webhooks import WebhookReader


def adapter_for(account: CarrierAccount, budget: Budget) -> CarrierAdapter:
    """Return the account's adapter.

    Raises:
        CarrierRefusedError: The secret is none that the carrier can have issued.
    """
    match account.carrier:
        case Carrier.TWILIO:
            from trunkline.carriers.twilio.adapter import TwilioAdapter  # noqa: PLC0415 - only who calls it pays for it

            return TwilioAdapter(account, budget)
        case Carrier.PLIVO:
            from trunkline.carriers.plivo.adapter import PlivoAdapter  # noqa: PLC0415

            return PlivoAdapter(account, budget)
        case Carrier.TELNYX:
            from trunkline.carriers.telnyx.adapter import TelnyxAdapter  # noqa: PLC0415

            return TelnyxAdapter(account, budget)


def audit_for(account: CarrierAccount, budget: Budget) -> "CarrierAudit":
    """Return the audit of the account's carrier.

    Raises:
        CarrierRefusedError: The carrier cannot have issued this secret.
    """
    match account.carrier:
        case Carrier.TWILIO:
            from trunkline.carriers.twilio.audit import TwilioAudit  # noqa: PLC0415 - as above

            return TwilioAudit(account, budget)
        case Carrier.PLIVO:
            from trunkline.carriers.plivo.audit import PlivoAudit  # noqa: PLC0415

            return PlivoAudit(account, budget)
        case Carrier.TELNYX:
            from trunkline.carriers.telnyx.audit import TelnyxAudit  # noqa: PLC0415

            return TelnyxAudit(account, budget)


def log_for(account: CarrierAccount, budget: Budget) -> "CarrierLog":
    """Return the logs of the account's carrier.

    Raises:
        CarrierRefusedError: The carrier cannot have issued this secret.
    """
    match account.carrier:
        case Carrier.TWILIO:
            from trunkline.carriers.twilio.logs import TwilioLog  # noqa: PLC0415 - as above

            return TwilioLog(account, budget)
        case Carrier.PLIVO:
            from trunkline.carriers.plivo.logs import PlivoLog  # noqa: PLC0415

            return PlivoLog(account, budget)
        case Carrier.TELNYX:
            from trunkline.carriers.telnyx.logs import TelnyxLog  # noqa: PLC0415

            return TelnyxLog(account, budget)


def reader_for(carrier: Carrier) -> "WebhookReader":
    """Return the carrier's reader of webhooks; imports no HTTP client and no SDK."""
    match carrier:
        case Carrier.TWILIO:
            from trunkline.carriers.twilio.webhooks import TwilioReader  # noqa: PLC0415

            return TwilioReader()
        case Carrier.PLIVO:
            from trunkline.carriers.plivo.webhooks import PlivoReader  # noqa: PLC0415

            return PlivoReader()
        case Carrier.TELNYX:
            from trunkline.carriers.telnyx.webhooks import TelnyxReader  # noqa: PLC0415

            return TelnyxReader()
