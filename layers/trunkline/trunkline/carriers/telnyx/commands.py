"""Commands to calls in progress at Telnyx."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from trunkline.carriers.http_client import BusyCarrierError, RejectedRequestError
from trunkline.carriers.telnyx.api import TelnyxApi
from trunkline.carriers.telnyx.calls import Command
from trunkline.errors import (
    CarrierError,
    CarrierGoneError,
    CarrierRefusedError,
    CarrierUnavailableError,
    UnavailableError,
)
from trunkline.observability import emit, logger
from trunkline.services.carrier_adapters import Budget, CarrierAccount

# The webhook that asks for the command has to be answered within two seconds.
COMMAND_SECONDS = 1.2
# "Invalid Call Control ID" and "Call has already ended": developers.telnyx.com, API error messages, read 2026-11-29.
_NOBODY_THERE = ("90015", "90018")


def send_first_taken(account: CarrierAccount, commands: Sequence[Command]) -> None:
    """Send the first command and, where Telnyx refuses it, the next, until one is taken.

    So a caller is never left in a call that is up and silent. A call that has ended takes none, which is not missed.

    Raises:
        UnavailableError: Telnyx did not answer, or is too busy for the last of them too. To send all again is safe:
            it does a ``command_id`` once.
    """
    api, refusals = TelnyxApi(account, Budget(COMMAND_SECONDS)), list[CarrierError]()
    try:
        for command in commands:
            refusal = _refusal(api, command)
            if refusal is None:
                return
            refusals.append(refusal)
    except CarrierUnavailableError as error:
        raise UnavailableError from error
    finally:
        if refusals:
            emit({"CallCommandsRefused": len(refusals)})
    if refusals and isinstance(refusals[-1], BusyCarrierError):
        raise UnavailableError


def _refusal(api: TelnyxApi, command: Command) -> CarrierError | None:
    """Why Telnyx does not take a command; None when it does, and when the call has ended."""
    control_id, action, parameters = command
    try:
        api.call("POST", f"/calls/{quote(control_id, safe='')}/actions/{action}", parameters)
    except CarrierGoneError:
        return None
    except (BusyCarrierError, CarrierRefusedError) as error:
        if _is_over(error):
            return None
        logger.warning("call command refused", action=action, error=type(error).__name__)
        return error
    return None


def _is_over(error: BusyCarrierError | CarrierRefusedError) -> bool:
    try:
        document = json.loads(error.body) if isinstance(error, RejectedRequestError) else None
    except (ValueError, RecursionError):
        return False
    errors = document.get("errors") if isinstance(document, dict) else None
    return isinstance(errors, list) and any(
        isinstance(each, dict) and each.get("code") in _NOBODY_THERE for each in errors
    )
