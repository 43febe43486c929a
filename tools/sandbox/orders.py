"""What the control API is asked for: a call or a message that comes in."""

from dataclasses import dataclass

from tools.sandbox import parameters as p
from tools.sandbox.accounts import CARRIERS, Account, Store
from tools.sandbox.courier import IN_ORDER, MODES
from tools.sandbox.wire import Json

COMPLETED, BUSY, NO_ANSWER, CANCELED, FAILED = OUTCOMES = ("completed", "busy", "no-answer", "canceled", "failed")

# The caller speaks for as long as a recording may be.
FULL = "full"

_NUMBER = p.matching(r"\+?[1-9]\d{6,14}", "an E.164 number, with or without +")


def _texts(value: object) -> list[str]:
    texts = p.list_of(p.text)(value if isinstance(value, list) else [value])
    if not texts:
        raise ValueError("must not be empty")
    return list(texts)


def _recording(value: object) -> bool | str:
    if value == FULL:
        return FULL
    return p.flag(value)


_COMMON: dict[str, p.Check] = {
    "carrier": p.one_of(*CARRIERS),
    "number": _NUMBER,
    "from": _NUMBER,
    "delivery": p.one_of(*MODES),
}
_CALL: dict[str, p.Check] = {**_COMMON, "outcome": p.one_of(*OUTCOMES), "recording": _recording}
_MESSAGE: dict[str, p.Check] = {**_COMMON, "text": _texts, "media": p.list_of(p.url)}
_CALLER = "+15005550006"


class UnknownNumberError(Exception):
    """No account that the carrier serves owns the number."""


@dataclass(frozen=True)
class Party:
    """The number that is called or written to, who owns it, and who calls or writes. Both numbers with a plus."""

    account: Account
    number: Json
    to: str
    caller: str


@dataclass(frozen=True)
class CallOrder:
    """A call that shall come in.

    ``outcome`` is how it ends for the caller. ``completed``: whoever is asked picks up. ``busy``, ``no-answer`` and
    ``failed``: so ends the leg to whom the call is forwarded, or the call itself when nobody is. ``canceled``: the
    caller gives up while it rings. ``recording``: the caller speaks where a recording is offered, and with ``full``
    goes on until the recording's longest time is over.
    """

    party: Party
    outcome: str
    recording: bool | str
    delivery: str


@dataclass(frozen=True)
class MessageOrder:
    """Messages that shall come in, one for each text."""

    party: Party
    texts: list[str]
    media: list[str]
    delivery: str


def call_order(store: Store, asked: Json) -> tuple[str, CallOrder]:
    """Read the carrier and the call.

    Raises:
        ParameterError: it is not such an order.
        UnknownNumberError: nobody owns the number.
    """
    order = p.checked(asked, _CALL, ["carrier", "number"])
    return order["carrier"], CallOrder(
        party=_party(store, order),
        outcome=order.get("outcome", COMPLETED),
        recording=order.get("recording", False),
        delivery=order.get("delivery", IN_ORDER),
    )


def message_order(store: Store, asked: Json) -> tuple[str, MessageOrder]:
    """Read the carrier and the messages.

    Raises:
        ParameterError: it is not such an order.
        UnknownNumberError: nobody owns the number.
    """
    order = p.checked(asked, _MESSAGE, ["carrier", "number", "text"])
    return order["carrier"], MessageOrder(
        party=_party(store, order),
        texts=order["text"],
        media=order.get("media", []),
        delivery=order.get("delivery", IN_ORDER),
    )


def _party(store: Store, order: Json) -> Party:
    to = _with_plus(order["number"])
    caller = _with_plus(order.get("from", _CALLER))
    for account in store.accounts:
        served = account.carrier == order["carrier"] and account.is_active
        for number in account.shelf("numbers").values() if served else ():
            # Plivo calls it number, and leaves out the plus.
            if _with_plus(number.get("phone_number") or number["number"]) == to:
                return Party(account, number, to, caller)
    raise UnknownNumberError


def _with_plus(number: str) -> str:
    return f"+{number.removeprefix('+')}"
