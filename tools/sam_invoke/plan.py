"""What is invoked, with what, and what is expected of it; no process is started here."""

import copy
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A name that the local stack takes for this machine's, and that a container resolves as it is told to. It has two
# letters because the emulator takes more of them for the name of an S3 bucket.
HOST = "pc.localhost"

_PLACEHOLDER = re.compile(r"\$\{([\w.]+)\}")
_LOOPBACK_URL = re.compile(r"http://127\.0\.0\.1:(\d+)")
_EXPECTED = re.compile(r"(\d{3})_")


class SamInvokeError(Exception):
    """What is missing, in words for whoever asked."""


@dataclass(frozen=True)
class Case:
    """One sample event of one function."""

    folder: str
    path: Path

    @property
    def name(self) -> str:
        """Function and case, as in ``events/``."""
        return f"{self.folder}/{self.path.stem}"

    @property
    def function(self) -> str:
        """The logical id of the function in the template."""
        return "".join(word.title() for word in self.folder.split("_")) + "Function"

    @property
    def status(self) -> int | None:
        """The HTTP status that the file's name promises; None for a function that serves no route."""
        found = _EXPECTED.match(self.path.name)
        return int(found[1]) if found else None


def cases(events: Path) -> list[Case]:
    """Return every sample event, in the order of its path."""
    return [Case(path.parent.name, path) for path in sorted(events.glob("*/*.json"))]


def case(events: Path, folder: str, name: str) -> Case:
    """Find one sample event by its function's folder and its own name, with or without ``.json``.

    Raises:
        SamInvokeError: There is none; says which there are.
    """
    # The template's name for it will do as well.
    found = {known.path.stem: known for known in cases(events) if folder in (known.folder, known.function)}
    if not found:
        message = f"There are no events of {folder}: FN is a folder of functions/ that events/ has too"
        raise SamInvokeError(message)
    try:
        return found[name.removesuffix(".json")]
    except KeyError:
        message = f"{folder} has no event {name}: EVENT is one of {', '.join(sorted(found))}"
        raise SamInvokeError(message) from None


def one_each(all_cases: Iterable[Case]) -> list[Case]:
    """Return the first case of each function."""
    return [found[0] for found in by_function(all_cases)]


def by_function(all_cases: Iterable[Case]) -> list[list[Case]]:
    """Return the cases of each function, which go one after the other; those of different functions need no order."""
    found: dict[str, list[Case]] = {}
    for each in all_cases:
        found.setdefault(each.folder, []).append(each)
    return list(found.values())


def event_of(found: Case, tenants: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event with its placeholders, such as ``${acme.tokens.read}``, filled in from the demo tenants.

    Raises:
        SamInvokeError: A placeholder names nothing of theirs.
    """

    def value(match: re.Match[str]) -> str:
        result: Any = tenants
        try:
            for name in match[1].split("."):
                result = result[name]
        except (KeyError, TypeError):
            message = f"{found.name}: the demo tenants have no {match[1]}"
            raise SamInvokeError(message) from None
        return str(result)

    event: dict[str, Any] = json.loads(_PLACEHOLDER.sub(value, found.path.read_text()))
    return event


def seen_from_a_container(environment: Mapping[str, str]) -> dict[str, str]:
    """Return a function's variables with this machine's loopback addresses as a container reaches them."""
    return {name: _LOOPBACK_URL.sub(rf"http://{HOST}:\1", value) for name, value in environment.items()}


def ports(environments: Iterable[Mapping[str, str]]) -> set[int]:
    """Return the loopback ports that functions are told of."""
    return {
        int(port)
        for environment in environments
        for value in environment.values()
        for port in _LOOPBACK_URL.findall(value)
    }


def prepared(template: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """Return the built template as SAM gets it, and the layers that each function has.

    It has a place for the stack's address, for SAM passes on only variables that a template names, and no layers: the
    images have them.
    """
    result: dict[str, Any] = copy.deepcopy(dict(template))
    shared = result["Globals"]["Function"]
    shared["Environment"]["Variables"]["AWS_ENDPOINT_URL"] = "unknown"
    for_all = shared.pop("Layers", [])
    layers = {
        name: tuple(layer["Ref"] for layer in for_all + resource["Properties"].pop("Layers", []))
        for name, resource in result["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    return result, layers


def read(payload: bytes, failure: str | None) -> tuple[Any, str | None]:
    """Read what a function answered, and whether that is a failure; SAM tells of a timeout in words instead of JSON."""
    try:
        answer = json.loads(payload)
    except ValueError:
        return None, failure or f"no answer: {payload.decode(errors='replace').strip()[:200] or 'nothing at all'}"
    if isinstance(answer, dict) and "errorType" in answer:
        failure = failure or "an error"
    return answer, failure


def verdict(expected: int | None, answer: Any, failure: str | None) -> str | None:
    """Say what is wrong with an answer; None when nothing is."""
    if failure:
        kind = answer.get("errorType") if isinstance(answer, dict) else None
        return f"the function failed with {kind or failure}"
    if expected is None:
        return None
    status = answer.get("statusCode") if isinstance(answer, dict) else None
    return None if status == expected else f"answered {status} instead of {expected}"
