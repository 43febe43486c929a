"""A carrier with state: which numbers it knows, and whose webhooks are set on them."""

from collections import defaultdict
from collections.abc import Callable

from trunkline.domain.phone_numbers import ProviderPhone
from trunkline.errors import CarrierGoneError

OURS = "ours"
THEIRS = "theirs"


class FakeCarriers:
    """Implements ``trunkline.services.carriers.Carriers``. Numbers are known until they are given up or ``lose``-d.

    That it does as the real ones do is shown in tests/carriers/test_carriers_contract.py.
    """

    def __init__(self) -> None:
        # What is set on a number: OURS, THEIRS, or anything else that its owner has put there.
        self.webhooks: dict[str, str] = defaultdict(lambda: THEIRS)
        self.previous: dict[str, str] = {}
        self.unknown: set[str] = set()
        self.given_up: list[str] = []
        self.calls: list[tuple[str, str]] = []
        # Errors for the next calls, before or after the side effect.
        self.faults_before: list[BaseException] = []
        self.faults_after: list[BaseException] = []
        # Something to do while a call is under way.
        self.meanwhile: Callable[[], None] | None = None

    def attach(self, phone: ProviderPhone) -> None:
        self._begin("attach", phone)
        if phone.phone_number in self.unknown:
            raise CarrierGoneError("The carrier does not know this number")
        now = self.webhooks[phone.phone_number]
        if now != OURS:
            self.previous[phone.phone_number] = now
        self.webhooks[phone.phone_number] = OURS
        self._end()

    def detach(self, phone: ProviderPhone) -> None:
        self._begin("detach", phone)
        if self.webhooks[phone.phone_number] == OURS:
            self.webhooks[phone.phone_number] = self.previous.get(phone.phone_number, THEIRS)
        self._end()

    def release_to_carrier(self, phone: ProviderPhone) -> None:
        self._begin("give_up", phone)
        if phone.phone_number not in self.unknown:  # otherwise it was done before, or by somebody else
            self.unknown.add(phone.phone_number)
            self.given_up.append(phone.phone_number)
        self._end()

    def lose(self, e164: str) -> None:
        self.unknown.add(e164)

    def _begin(self, name: str, phone: ProviderPhone) -> None:
        self.calls.append((name, phone.phone_number))
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        if self.faults_before:
            raise self.faults_before.pop(0)

    def _end(self) -> None:
        if self.faults_after:
            raise self.faults_after.pop(0)
