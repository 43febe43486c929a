"""A carrier with state: which numbers it knows, and whose webhooks are set on them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierGoneError, NumberNotOwnedError
from trunkline.services.carrier_adapters import (
    Budget,
    CarrierAccount,
    Configuration,
    OwnedNumber,
    OwnedPage,
    WebhookTargets,
)
from trunkline.services.number_webhooks import NumberWebhooks
from trunkline.settings import release_settings
from trunkline.table.client import Table
from trunkline.table.number_webhooks import NumberWebhookTable
from trunkline.wiring.archive import archive_store

OURS = "ours"
THEIRS = "theirs"
ORIGIN = "https://hooks.example.test"
ACCOUNT_ID = "AC1"


def functions_table() -> Table:
    """The table that the functions use: tests put theirs in its place."""
    return archive_store().table


class FakeCarriers:
    """All carriers as one. Numbers are known until they are given up or ``lose``-d.

    That it does as the real ones do is shown in tests/carriers/test_carriers_contract.py.
    """

    def __init__(self) -> None:
        # What is set on a number: OURS, THEIRS, or anything else that its owner has put there.
        self.webhooks: dict[str, str] = defaultdict(lambda: THEIRS)
        self.unknown: set[str] = set()
        self.given_up: list[str] = []
        self.calls: list[tuple[str, str]] = []
        # Errors for the next changes, before or after the side effect.
        self.faults_before: list[BaseException] = []
        self.faults_after: list[BaseException] = []
        # Something to do while a change is under way.
        self.meanwhile: Callable[[], None] | None = None

    def adapter(self, account: CarrierAccount, budget: Budget) -> "FakeAdapter":
        """An ``AdapterFactory``."""
        del account, budget
        return FakeAdapter(self)

    def number_webhooks(self) -> NumberWebhooks:
        """The use cases over this carrier and the table of the functions."""
        accounts: Any = FakeAccounts()
        return NumberWebhooks(
            NumberWebhookTable(functions_table()),
            accounts,
            self.adapter,
            ORIGIN,
            idle_limit=release_settings().idle_limit,
        )

    def lose(self, e164: str) -> None:
        self.unknown.add(e164)

    def begin(self, name: str, e164: str) -> None:
        self.calls.append((name, e164))
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        if self.faults_before:
            raise self.faults_before.pop(0)

    def end(self) -> None:
        if self.faults_after:
            raise self.faults_after.pop(0)


@dataclass
class FakeAdapter:
    """Implements ``trunkline.services.carrier_adapters.CarrierAdapter``."""

    carriers: FakeCarriers

    def check_credentials(self) -> None:
        return

    def find_owned(self, e164: E164) -> OwnedNumber:
        if e164 in self.carriers.unknown:
            raise NumberNotOwnedError("The account does not own this number")
        return OwnedNumber(carrier_id=e164, owner_id=ACCOUNT_ID, e164=e164, capabilities=frozenset({"voice"}))

    def account_id(self, number: OwnedNumber) -> str:
        del number
        return "account"

    def owned_page(self, position: str | None) -> OwnedPage:
        del position
        owned = [self.find_owned(E164(e164)) for e164 in self.carriers.webhooks if e164 not in self.carriers.unknown]
        return OwnedPage(numbers=owned, next_position=None, total=len(owned), unusable=[])

    def read_configuration(self, number: OwnedNumber) -> Configuration:
        return {"url": self._known(number)}

    def attach(self, number: OwnedNumber, targets: WebhookTargets, found: Configuration | None = None) -> None:
        del targets, found
        self.carriers.begin("attach", number.e164)
        self._known(number)
        self.carriers.webhooks[number.e164] = OURS
        self.carriers.end()

    def is_attached(self, number: OwnedNumber, targets: WebhookTargets) -> bool:
        del targets
        return self._known(number) == OURS

    def detach(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> None:
        del targets
        self.carriers.begin("detach", number.e164)
        if self._known(number) == OURS:
            self.carriers.webhooks[number.e164] = previous.get("url", THEIRS)
        self.carriers.end()

    def release_to_carrier(self, number: OwnedNumber) -> None:
        self.carriers.begin("give_up", number.e164)
        if number.e164 not in self.carriers.unknown:  # otherwise it was done before, or by somebody else
            self.carriers.unknown.add(number.e164)
            self.carriers.given_up.append(number.e164)
        self.carriers.end()

    def _known(self, number: OwnedNumber) -> str:
        if number.e164 in self.carriers.unknown:
            raise CarrierGoneError("The carrier does not know this number")
        return self.carriers.webhooks[number.e164]


class FakeAccounts:
    """Every account is stored and opens."""

    def open(
        self, organization: OrganizationId, carrier: Carrier, account_id: str, **_options: float
    ) -> CarrierAccount:
        return CarrierAccount(organization_id=organization, carrier=carrier, account_id=account_id, secret="x")
