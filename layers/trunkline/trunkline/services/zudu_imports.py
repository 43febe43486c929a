"""Numbers of an organisation's own carrier accounts, imported as Zudu numbers."""

from dataclasses import dataclass

from trunkline.domain.provider_phones import ProviderPhone
from trunkline.errors import (
    CarrierGoneError,
    CarrierRefusedError,
    DuplicateRegistrationError,
    NotFoundError,
    PhoneNumberExistsError,
    UnavailableError,
)
from trunkline.services.carrier_adapters import OwnedNumber
from trunkline.services.registration_records import NewRegistration
from trunkline.services.registrations import Registrations
from trunkline.services.zudu_numbers import ZuduNumbers


@dataclass(frozen=True, slots=True)
class ZuduImports:
    """The use cases. An import registers the number, and then makes its record.

    One that stops between the two leaves a registered number without a record: the same import again finds that, and
    makes the record.
    """

    numbers: ZuduNumbers
    registrations: Registrations

    def register(self, new: NewRegistration) -> frozenset[str]:
        """Register a number that has no record yet, and say what it can do.

        Raises:
            CarrierRefusedError: The account is not usable, does not own the number, or another organisation has it.
            CarrierUnavailableError: The carrier did not answer in time, or the number is being changed right now.
            PhoneNumberExistsError: There is a record of it, or it is registered with another account.
            WebhookSetupError: The carrier would not take the webhooks.
        """
        try:
            self.numbers.get(new.account.organization_id, new.phone_number)
        except NotFoundError:
            pass
        else:
            raise PhoneNumberExistsError
        try:
            self.registrations.add(new)
        except DuplicateRegistrationError:
            return self._checked(new).capabilities
        return self._stored(new).capabilities

    def _checked(self, new: NewRegistration) -> OwnedNumber:
        """Return the number that the user has registered before, as its account shows it to who has its secret."""
        phone = self._stored(new)
        if (phone.provider, phone.account_id) != (new.account.carrier, new.account.account_id):
            raise PhoneNumberExistsError
        adapter = self.registrations.webhooks.adapters(new.account, self.registrations.deadline())
        try:
            adapter.check_credentials()
            return adapter.find_owned(new.phone_number)
        except CarrierGoneError as error:
            raise CarrierRefusedError(error.message) from error

    def _stored(self, new: NewRegistration) -> ProviderPhone:
        account = new.account
        state = self.registrations.store.state(account.organization_id, new.user_id, new.phone_number, account)
        if state.phone is None:
            # It was released a moment after it was registered; the same import again finds that settled.
            raise UnavailableError
        return state.phone
