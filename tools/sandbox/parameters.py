"""Strict checks of what a client sends: what is not described is refused."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

# Gives the value to keep. Raises ValueError with the reason why it is refused.
Check = Callable[[Any], Any]


class ParameterError(Exception):
    """A parameter is refused. ``kind`` is ``unknown``, ``missing``, ``repeated``, or ``invalid``."""

    def __init__(self, kind: str, name: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.name = name
        self.reason = reason


def checked(given: Mapping[str, Any], allowed: Mapping[str, Check], required: Collection[str] = ()) -> dict[str, Any]:
    """Return the values to keep, by name.

    Raises:
        ParameterError: the first thing that is wrong.
    """
    for name in given:
        if name not in allowed:
            raise ParameterError("unknown", name, f"{name} is not a parameter of this resource")
    for name in required:
        if name not in given:
            raise ParameterError("missing", name, f"{name} is required")
    return {name: _kept(allowed[name], name, value) for name, value in given.items()}


def once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the fields of a form or query as a dictionary.

    Raises:
        ParameterError: a name came twice.
    """
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise ParameterError("repeated", name, f"{name} was sent more than once")
        fields[name] = value
    return fields


def _kept(check: Check, name: str, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as error:
        raise ParameterError("invalid", name, f"{name} {error}") from None


def text(value: Any) -> str:
    """Take any text."""
    if not isinstance(value, str):
        raise ValueError("must be a string")  # noqa: TRY004 - one kind of refusal, caught in one place
    # JSON can hold halves of surrogate pairs, which no encoding can carry on.
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("must be valid Unicode")
    return value


def filled(value: Any) -> str:
    """Take text that is not empty."""
    if not text(value).strip():
        raise ValueError("must not be empty")
    return str(value)


def flag(value: Any) -> bool:
    """Take a JSON boolean; ``"true"`` and ``1`` are not."""
    if not isinstance(value, bool):
        raise ValueError("must be a boolean")  # noqa: TRY004
    return value


def form_flag(value: Any) -> bool:
    """Take a boolean as a form carries it."""
    if value not in {"true", "false"}:
        raise ValueError("must be true or false")
    return bool(value == "true")


def integer(low: int, high: int) -> Check:
    """Return the check of a JSON integer in a range."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be an integer between {low} and {high}")
        return value

    return check


def digits(low: int, high: int) -> Check:
    """Return the check of an integer in a range, as a form or query carries it."""

    def check(value: Any) -> int:
        if not re.fullmatch(r"\d{1,9}", str(value)) or not low <= int(value) <= high:
            raise ValueError(f"must be an integer between {low} and {high}")
        return int(value)

    return check


def one_of(*values: str) -> Check:
    """Return the check of one of some words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"must be one of {', '.join(values)}")
        return value

    return check


def matching(pattern: str, what: str) -> Check:
    """Return the check of text of a shape."""

    def check(value: Any) -> str:
        if not re.fullmatch(pattern, text(value)):
            raise ValueError(f"must be {what}")
        return str(value)

    return check


def url(value: Any) -> str:
    """Take an absolute http or https URL."""
    parts = urlsplit(text(value))
    try:
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound or any(character.isspace() for character in str(value)):
        raise ValueError("must be an absolute http or https URL")
    return str(value)


def nullable(check: Check) -> Check:
    """Return the same check, which takes JSON's null too."""
    return lambda value: None if value is None else check(value)


def or_empty(check: Check) -> Check:
    """Return the same check, which takes the empty string too."""
    return lambda value: "" if value == "" else check(value)


def list_of(check: Check) -> Check:
    """Return the check of a JSON array of such values."""

    def check_list(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValueError("must be an array")  # noqa: TRY004
        return [check(item) for item in value]

    return check_list


def record(allowed: Mapping[str, Check], required: Collection[str] = ()) -> Check:
    """Return the check of a JSON object with such members."""

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("must be an object")  # noqa: TRY004
        try:
            return checked(value, allowed, required)
        except ParameterError as error:
            raise ValueError(f"is refused: {error.reason}") from None

    return check
