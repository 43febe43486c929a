"""Members of objects by their types, and what of an object does not fit them."""

from collections.abc import Mapping
from typing import Any

# Names with spaces between them, by type; a type with "?" takes null too.
Members = Mapping[str, str]

_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "flag": (bool,),
    "whole": (int,),
    "number": (int, float),
    "list": (list,),
    "object": (dict,),
}


def faults(value: Mapping[str, Any], published: Members) -> list[str]:
    """What is not as published: a member that is not there, or one of another type."""
    types = {name: kind for kind, names in published.items() for name in names.split()}
    found = [f"{name} is not published" for name in value if name not in types]
    return found + [
        f"{name} is {each!r}, not {types[name]}"
        for name, each in value.items()
        if name in types and not _fits(each, types[name])
    ]


def _fits(value: object, kind: str) -> bool:
    if value is None:
        return kind.endswith("?") or kind == "anything"
    wanted = _TYPES.get(kind.removesuffix("?"))
    return wanted is None or (isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool)))
