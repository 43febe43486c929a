"""Faults that are asked for: a status, a silence, a broken connection, half an answer."""

import re
import threading
from dataclasses import asdict, dataclass

from tools.sandbox import parameters as p
from tools.sandbox.accounts import CARRIERS
from tools.sandbox.wire import Json, Request

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_KINDS = ("timeout", "reset", "malformed")
_STATUSES = range(300, 600)
_MAX_DELAY_SECONDS = 120


@dataclass
class Fault:
    """What happens to the next ``times`` requests that fit, after ``skip`` that are left alone.

    ``status`` is a number, ``timeout`` (nothing is answered), ``reset`` (the connection breaks), ``malformed`` (200
    with half a JSON body), or None for a right answer after ``delaySeconds``. With ``applied`` the request is carried
    out first and only its answer is lost.
    """

    carrier: str
    method: str | None = None
    path: str = ""
    status: int | str | None = None
    times: int = 1
    skip: int = 0
    retryAfter: int | None = None  # noqa: N815 - the control API's member
    applied: bool = False
    delaySeconds: float = 0.0  # noqa: N815

    def fits(self, carrier: str, request: Request) -> bool:
        """Tell whether it is meant for this request."""
        return (
            self.times > 0
            and carrier == self.carrier
            and self.method in {None, request.method}
            and re.search(self.path, request.path) is not None
        )


def _status(value: object) -> object:
    if value in _KINDS or (isinstance(value, int) and not isinstance(value, bool) and value in _STATUSES):
        return value
    raise ValueError(f"must be a status from 300 to 599, or one of {', '.join(_KINDS)}")


def _pattern(value: object) -> str:
    try:
        return re.compile(p.text(value)).pattern
    except re.error as error:
        raise ValueError(f"must be a regular expression: {error}") from None


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_DELAY_SECONDS:
        raise ValueError("must be a number of seconds from 0 to 120")
    return float(value)


_MEMBERS: dict[str, p.Check] = {
    "carrier": p.one_of(*CARRIERS),
    "method": p.one_of(*_METHODS),
    "path": _pattern,
    "status": _status,
    "times": p.integer(1, 100_000),
    "skip": p.integer(0, 100_000),
    "retryAfter": p.integer(0, 3600),
    "applied": p.flag,
    "delaySeconds": _seconds,
}


class Faults:
    """The faults that wait."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        # Replaced by every clearing; who keeps a client waiting watches its own.
        self._cleared = threading.Event()

    def add(self, asked: Json) -> Json:
        """Take one and say what was understood.

        Raises:
            ParameterError: it is not a fault.
        """
        members = p.checked(asked, _MEMBERS, ["carrier"])
        if "status" not in members and "delaySeconds" not in members:
            raise p.ParameterError("missing", "status", "status or delaySeconds is required")
        fault = Fault(**members)
        with self._lock:
            self._faults.append(fault)
        return asdict(fault)

    def clear(self) -> None:
        """Forget all, and let go of the clients that are kept waiting."""
        with self._lock:
            self._faults.clear()
            self._cleared.set()
            self._cleared = threading.Event()

    def take(self, carrier: str, request: Request) -> tuple[Fault | None, threading.Event]:
        """Take the first that fits, counted down, and what is set when the faults are cleared."""
        with self._lock:
            for fault in self._faults:
                if not fault.fits(carrier, request):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault, self._cleared
            return None, self._cleared

    def waiting(self) -> list[Json]:
        """Return those that have not happened yet."""
        with self._lock:
            return [asdict(fault) for fault in self._faults if fault.times > 0]
