"""Commands to calls in progress at Telnyx."""

from trunkline.carriers.telnyx.adapter import TelnyxAdapter
from trunkline.carriers.telnyx.calls import Command
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError, UnavailableError
from trunkline.observability import logger
from trunkline.services.carrier_adapters import Budget, CarrierAccount

# The webhook that asks for the command has to be answered within two seconds.
COMMAND_SECONDS = 1.2


def send_command(account: CarrierAccount, command: Command) -> None:
    """Send a command once; one that the call no longer takes, because it has ended, is not missed.

    Raises:
        UnavailableError: Telnyx did not answer. To send it again is safe: it does a ``command_id`` once.
    """
    try:
        TelnyxAdapter(account, Budget(COMMAND_SECONDS)).command(*command)
    except CarrierUnavailableError as error:
        raise UnavailableError from error
    except (CarrierRefusedError, CarrierGoneError) as error:
        logger.warning("call command refused", action=command[1], error=type(error).__name__)
