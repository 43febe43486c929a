"""What the carrier sandbox knows, as the check of invariants asks for it."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

import requests

from tests.fakes.carriers import OURS, THEIRS


@dataclass(frozen=True)
class SandboxState:
    """One state of the sandbox: by E.164 number whose webhooks are set, and which of the numbers it does not know."""

    unknown: Set[str]
    webhooks: Mapping[str, str]


def sandbox_state(accounts: Iterable[Mapping[str, Any]], our_url: str, wanted: Iterable[str]) -> SandboxState:
    """The state of ``wanted`` numbers, from the ``accounts`` that the sandbox describes."""
    webhooks: dict[str, str] = {}
    for account in accounts:
        for record in account.get("numbers", {}).values():
            told = json.dumps(record)
            used = [json.dumps(shared) for shared in _shared(account, told)]
            ring = OURS if any(our_url in text for text in (told, *used)) else THEIRS
            webhooks |= dict.fromkeys((number for number in wanted if number.lstrip("+") in told), ring)
    return SandboxState(set(wanted) - webhooks.keys(), webhooks)


def state_at(control_url: str, our_url: str, wanted: Iterable[str]) -> SandboxState:
    """The same of a running sandbox."""
    accounts = requests.get(control_url + "/state", timeout=10).json()["accounts"]
    return sandbox_state(accounts, our_url, list(wanted))


def _shared(account: Mapping[str, Any], told: str) -> Iterable[Any]:
    """The applications, connections and profiles that a number uses."""
    shelves = [shelf for shelf in account.values() if isinstance(shelf, dict)]
    return [entry for shelf in shelves for name, entry in shelf.items() if name in told]
