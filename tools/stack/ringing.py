"""Calls and messages that come in through the carrier sandbox, told in a few lines."""

import json
import urllib.error
import urllib.request
from typing import Any

from tools.stack.console import Console
from tools.stack.errors import StackError

_SECONDS = 60.0


def ring(console: Console, description: dict[str, Any], asked: dict[str, Any]) -> int:
    """Have somebody call or write to a number, and say what the carrier sent and what was answered.

    Args:
        console: Where it is said.
        description: What `.local/stack.json` says.
        asked: The order as the sandbox takes it, without the carrier; with a text it is a message.

    Returns:
        0 when the service took everything that the carrier sent, 1 when it was not told or did not take it.

    Raises:
        StackError: There is no sandbox, or nobody owns the number.
    """
    control = description.get("carriers", {}).get("control_url")
    if control is None:
        raise StackError("The stack runs without the carrier sandbox: start it without CARRIERS=live")
    number, is_message = asked["number"], "text" in asked
    order = {"carrier": _carrier_of(control, number), **asked}
    outcome = _post(f"{control}/{'messages' if is_message else 'calls'}", order)
    deliveries = outcome["deliveries"]
    console.table([(each["event"], _answered(each)) for each in deliveries])
    if not deliveries:
        console.error(f"{number} did not ring: its carrier was told of no webhooks. Link a phone number to it")
        return 1
    if any(each.get("error", "").startswith("not sent") for each in deliveries):
        console.error(f"{number} did not ring here: its carrier tells somebody else. Link a phone number to it")
        return 1
    taken = all(each["status"] and each["status"] < 300 for each in deliveries)  # noqa: PLR2004
    console.line(f"{number} {'got the message' if is_message else 'rang'}." if taken else "Not all of it was taken.")
    return 0 if taken else 1


def _answered(delivery: dict[str, Any]) -> str:
    return f"answered {delivery['status']}" if delivery["status"] else delivery.get("error", "no answer")


def _carrier_of(control: str, number: str) -> str:
    with urllib.request.urlopen(f"{control}/state", timeout=_SECONDS) as answer:  # noqa: S310 - a URL of our own
        accounts = json.load(answer)["accounts"]
    digits = number.lstrip("+")
    for account in accounts:
        if account["status"] == "active" and digits in json.dumps(account["numbers"]):
            return str(account["carrier"])
    raise StackError(f"No carrier account of the sandbox owns {number}; {control}/state shows whose numbers there are")


def _post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(  # noqa: S310 - a URL of our own
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise StackError(json.load(error)["message"]) from None
