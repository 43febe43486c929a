"""What the use cases ask of carriers, whichever carrier a provider phone belongs to."""

from typing import NoReturn, Protocol

from trunkline.domain.phone_numbers import ProviderPhone
from trunkline.errors import CarrierRefusedError


class Carriers(Protocol):
    """Every carrier behind one face; finds the account's credentials itself.

    Each call may be repeated: what is so already is left so. Each raises CarrierRefusedError, CarrierUnavailableError
    or CarrierGoneError.
    """

    def attach(self, phone: ProviderPhone) -> None:
        """Have the number's calls and messages sent to us; what was set before is kept for ``detach``."""

    def detach(self, phone: ProviderPhone) -> None:
        """Put back what was set before ``attach``, where it is still ours."""

    def give_up(self, phone: ProviderPhone) -> None:
        """Return the number to its carrier, for good."""


class NoCarriers:
    """The carriers of a service that takes no carrier accounts: nobody asks them, unless an item says otherwise."""

    def attach(self, phone: ProviderPhone) -> None:
        """Refused."""
        self._refuse(phone)

    def detach(self, phone: ProviderPhone) -> None:
        """Refused."""
        self._refuse(phone)

    def give_up(self, phone: ProviderPhone) -> None:
        """Refused."""
        self._refuse(phone)

    def _refuse(self, phone: ProviderPhone) -> NoReturn:
        raise CarrierRefusedError(f"No {phone.provider} account is connected to this service")
