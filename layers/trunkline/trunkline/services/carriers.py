"""What the use cases ask of carriers, whichever carrier a provider phone belongs to."""

from typing import Protocol

from trunkline.domain.phone_numbers import ProviderPhone


class Carriers(Protocol):
    """Every carrier behind one face; finds the account's credentials itself.

    Each call may be repeated: what is so already is left so. Each raises CarrierRefusedError, CarrierUnavailableError
    or CarrierGoneError.
    """

    def attach(self, phone: ProviderPhone) -> None:
        """Have the number's calls and messages sent to us; what was set before is kept for ``detach``."""

    def detach(self, phone: ProviderPhone) -> None:
        """Put back what was set before ``attach``, where it is still ours."""

    def release_to_carrier(self, phone: ProviderPhone) -> None:
        """Return the number to its carrier, for good."""
