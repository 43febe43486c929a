"""Commands to calls in progress at Telnyx."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from trunkline.carriers.http_client import BusyCarrierError, RejectedRequestError
from trunkline.carriers.telnyx.api import TelnyxApi
from trunkline.carriers.telnyx.calls import Command
from trunkline.errors import CarrierGoneError, CarrierRefusedError, CarrierUnavailableError, UnavailableError
from trunkline.metrics import emit
from trunkline.observability import logger
from trunkline.services.carrier_adapters import Budget, CarrierAccount

# The webhook that asks for the command has to be answered within two seconds.
COMMAND_SECONDS = 1.2
# "Call has already ended": developers.telnyx.com, API error messages, read 2026-11-29.
_ENDED = "90018"


def send_first_taken(account: CarrierAccount, commands: Sequence[Command]) -> None:
    """Send the first command and, where Telnyx refuses it, the next, until one is taken.

    So a caller is never left in a call that is up and silent. A call that has ended takes none, which is not missed.

    Raises:
        UnavailableError: Telnyx did not answer, or is too busy for the last of them too. To send all again is safe:
            it does a ``command_id`` once.
    """
    api, refused, is_busy = TelnyxApi(account, Budget(COMMAND_SECONDS)), 0, False
    try:
        for control_id, action, parameters in commands:
            try:
                api.call("POST", f"/calls/{quote(control_id, safe='')}/actions/{action}", parameters)
            except CarrierGoneError:
                return
            except (BusyCarrierError, CarrierRefusedError) as error:
                if _has_ended(error):
                    return
                is_busy = isinstance(error, BusyCarrierError)
                logger.warning("call command refused", action=action, error=type(error).__name__)
                refused += 1
            else:
                return
    except CarrierUnavailableError as error:
        raise UnavailableError from error
    finally:
        if refused:
            emit({"CallCommandsRefused": refused})
    if is_busy:
        raise UnavailableError


def _has_ended(error: BusyCarrierError | CarrierRefusedError) -> bool:
    try:
        document = json.loads(error.body) if isinstance(error, RejectedRequestError) else None
    except (ValueError, RecursionError):
        return False
    errors = document.get("errors") if isinstance(document, dict) else None
    return isinstance(errors, list) and any(isinstance(each, dict) and each.get("code") == _ENDED for each in errors)
