"""What the carriers know: accounts, what each owns, and the calls and messages that went through them."""

import json
import os
import random
import string
import threading
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tools.sandbox.wire import Json

CARRIERS = ("twilio", "plivo", "telnyx")

# Calls and messages are kept to be looked at, not for ever.
_MAX_TRAFFIC = 1000
_MAX_EVENTS = 10_000

# What changes with every write, even one that puts back what was.
_STAMPS = frozenset({"date_updated", "updated_at"})


@dataclass
class Account:
    """One customer's account with one carrier.

    ``shelves`` holds its resources by kind and id, as the carrier shows them.
    """

    carrier: str
    tenant: str
    account_id: str
    secret: str
    status: str = "active"
    signing_key: str = ""
    # Twilio's API keys by their SIDs, each of the type that Twilio calls standard.
    api_keys: dict[str, str] = field(default_factory=dict)
    shelves: dict[str, dict[str, Json]] = field(default_factory=dict)

    def shelf(self, kind: str) -> dict[str, Json]:
        """Return the resources of one kind, by id."""
        return self.shelves.setdefault(kind, {})

    @property
    def is_active(self) -> bool:
        """Whether the carrier serves it."""
        return self.status == "active"


class Store:
    """All accounts and all traffic. Hold ``changing()`` around every use; what changed is on disk when it ends."""

    def __init__(self, accounts: Sequence[Account], *, state_dir: Path | None = None, seed: int | None = None) -> None:
        self.accounts: list[Account] = list(accounts)
        self.calls: dict[str, Json] = {}
        self.messages: dict[str, Json] = {}
        # Telnyx's events of calls, kept as long as the sandbox runs.
        self.events: deque[Json] = deque(maxlen=_MAX_EVENTS)
        self.settled = threading.Condition(threading.RLock())
        self._random: random.Random = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311
        self._file = state_dir / "carriers.json" if state_dir else None
        self._written = ""
        if self._file and self._file.exists():
            self._load(self._file)

    @contextmanager
    def changing(self) -> Iterator["Store"]:
        """Keep others out, then write what changed and wake who waits for a change."""
        with self.settled:
            try:
                yield self
            finally:
                self._save()
                self.settled.notify_all()

    def account(self, carrier: str, account_id: str) -> Account | None:
        """Find the account of that id."""
        return next((one for one in self.accounts if (one.carrier, one.account_id) == (carrier, account_id)), None)

    def account_by_api_key(self, carrier: str, sid: str) -> Account | None:
        """Find the account that has the API key."""
        return next((one for one in self.accounts if one.carrier == carrier and sid in one.api_keys), None)

    def account_by_secret(self, carrier: str, secret: str) -> Account | None:
        """Find the account of that API key."""
        return next((one for one in self.accounts if (one.carrier, one.secret) == (carrier, secret)), None)

    def remember(self, traffic: dict[str, Json], key: str, value: Json) -> None:
        """Keep a call or a message, and forget the oldest when there are many."""
        traffic[key] = value
        while len(traffic) > _MAX_TRAFFIC:
            del traffic[next(iter(traffic))]

    def hexadecimal(self, length: int = 32) -> str:
        """Return a new random id of such digits."""
        return self._chosen("0123456789abcdef", length)

    def decimal(self, length: int) -> str:
        """Return a new random number of so many digits, not beginning with 0."""
        return self._chosen("123456789", 1) + self._chosen(string.digits, length - 1)

    def new_uuid(self) -> str:
        """Return a new random UUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        """Return the same items in another order."""
        result = list(items)
        self._random.shuffle(result)
        if len(result) > 1 and result == list(items):
            result.reverse()
        return result

    def described(self) -> Json:
        """Return everything but secrets and the times of last changes, so that two states can be compared."""
        with self.settled:
            accounts = [
                {
                    "carrier": account.carrier,
                    "tenant": account.tenant,
                    "accountId": account.account_id,
                    "status": account.status,
                    **{kind: _without_stamps(shelf) for kind, shelf in sorted(account.shelves.items()) if shelf},
                }
                for account in self.accounts
            ]
            traffic = {"calls": list(self.calls.values()), "messages": list(self.messages.values())}
            # A copy, three times as fast as the module of that name makes one.
            described: Json = json.loads(json.dumps({"accounts": accounts, **traffic}))
        return described

    def _chosen(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choice(alphabet) for _ in range(length))

    def _load(self, file: Path) -> None:
        kept = json.loads(file.read_text())
        known = [Account(**account) for account in kept["accounts"]]
        names = {(account.carrier, account.account_id) for account in known}
        self.accounts = known + [one for one in self.accounts if (one.carrier, one.account_id) not in names]
        self.calls, self.messages = kept["calls"], kept["messages"]

    def _save(self) -> None:
        if not self._file:
            return
        content = json.dumps(
            {
                "accounts": [asdict(account) for account in self.accounts],
                "calls": self.calls,
                "messages": self.messages,
            }
        )
        if content == self._written:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._file.with_suffix(".new")
        # It holds the accounts' tokens: for its owner only.
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(content)
        unfinished.replace(self._file)
        self._written = content


def _without_stamps(shelf: dict[str, Json]) -> dict[str, Json]:
    return {
        key: {name: value for name, value in resource.items() if name not in _STAMPS} for key, resource in shelf.items()
    }
