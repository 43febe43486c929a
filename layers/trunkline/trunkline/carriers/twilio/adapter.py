"""Twilio's numbers.

Sources: Twilio's OpenAPI file twilio_api_v2010.json (commit d50069b, 2026-04-14); www.twilio.com/docs,
"IncomingPhoneNumber resource", "Errors" 20003, 20403, 20404, 20429; twilio-python 9.13.0. Read 2026-11.
API keys, for which accounts and keys are out of reach: www.twilio.com/docs/iam/api-keys/keys-in-console, read 2026-11.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from trunkline.carriers.http_client import CarrierHttp, why_no_e164
from trunkline.carriers.twilio.sdk import TwilioClient
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import (
    CarrierGoneError,
    CarrierRefusedError,
    CarrierUnavailableError,
    CredentialsRefusedError,
    NumberNotOwnedError,
)
from trunkline.services.carrier_adapters import (
    Budget,
    CarrierAccount,
    Configuration,
    OwnedNumber,
    OwnedPage,
    WebhookTargets,
)

# A number's settings by what they decide. The first of each group is the URL; the others go with it. An application
# or a trunk makes Twilio ignore the URLs, so they are replaced and restored too.
GROUPS = {
    "voice": ("voice_url", "voice_method", "voice_application_sid", "trunk_sid"),
    "status": ("status_callback", "status_callback_method"),
    "message": ("sms_url", "sms_method", "sms_application_sid"),
}
_METHODS = ("voice_method", "status_callback_method", "sms_method")
_OVERRIDES = ("voice_application_sid", "trunk_sid", "sms_application_sid")
# Those stay the customer's. They are read to be remembered: somebody may remove his safety net.
FALLBACKS = ("voice_fallback_url", "sms_fallback_url")
_CAPABILITIES = ("voice", "sms", "mms")
_PAGE = 1000
_Resource = Mapping[str, Any]


class TwilioAdapter:
    """One Twilio account. Fallback URLs stay the customer's: they take over when we do not respond."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._account_id = account.account_id
        self._root = f"/2010-04-01/Accounts/{account.account_id}"
        self._numbers = f"{self._root}/IncomingPhoneNumbers"
        http, key = CarrierHttp(Carrier.TWILIO, budget), account.api_key_sid
        self._client = TwilioClient(key or account.account_id, account.secret, account.account_id, http)
        # Who may read the account; None where that is nobody, for no other than a main key may.
        self._owner: TwilioClient | None = self._client
        if key is not None:
            token = account.signing_token
            self._owner = TwilioClient(account.account_id, token, account.account_id, http) if token else None
        self._has_key = key is not None

    def check_credentials(self) -> None:
        """Check the credentials.

        One call; with an API key one for its rights, and one more for the token that signs, where we have it. A
        suspended account answers 401, 403 or 200 with its status: all three are refused.
        """
        with _refused_when_gone(), _readable():
            if self._has_key:
                self._page(PageSize=1)
            if self._owner is None:
                return
            status = self._owner.call("GET", f"{self._root}.json")["status"]
        if status != "active":
            raise CarrierRefusedError("twilio says that the account is not active")

    def find_owned(self, e164: E164) -> OwnedNumber:
        """Find a number that the account owns.

        One call. Twilio's filter takes parts and wildcards, so only the exact number counts.
        """
        with _refused_when_gone(), _readable():
            found = self._page(PhoneNumber=e164, PageSize=20)["incoming_phone_numbers"]
            numbers = [number for number in found if number["phone_number"] == e164]
        if numbers:
            return self._owned(numbers[0], e164)
        raise NumberNotOwnedError("twilio says that the account does not own this number")

    def account_id(self, number: OwnedNumber) -> str:
        """Return the id that was given; no call."""
        del number
        return self._account_id

    def owned_page(self, position: str | None) -> OwnedPage:
        """List up to 1000 of the account's numbers; Twilio does not say how many there are.

        One call.
        """
        with _refused_when_gone(), _readable():
            found = self._client.call("GET", position) if position else self._page(PageSize=_PAGE)
            entries = list(found["incoming_phone_numbers"])
            usable = [each for each in entries if _why_unusable(each) is None]
            return OwnedPage(
                numbers=[self._owned(each, E164(each["phone_number"])) for each in usable],
                next_position=found.get("next_page_uri") or None,
                unusable=[(str(each.get("phone_number")), why) for each in entries if (why := _why_unusable(each))],
            )

    def read_configuration(self, number: OwnedNumber) -> Configuration:
        """Read what is set for the number.

        One call.
        """
        with _readable():
            return _configuration(self._client.call("GET", self._path_of(number)))

    def attach(self, number: OwnedNumber, targets: WebhookTargets, found: Configuration | None = None) -> None:
        """Set our webhooks.

        One read unless the configuration is given, and one write where it is needed.
        """
        before = self.read_configuration(number) if found is None else found
        wanted = _wanted(targets)
        changes = {name: value for name, value in wanted.items() if before[name] != value}
        if changes:
            after = self._update(number, changes)
            # Of what had not to be written too: its owner may have changed that since it was read.
            if any(after[name] != value for name, value in wanted.items()):
                raise CarrierUnavailableError("twilio did not take the webhooks")

    def is_attached(self, number: OwnedNumber, targets: WebhookTargets) -> bool:
        """Tell whether our webhooks are set.

        One call.
        """
        return bool(_groups_of(self.read_configuration(number), targets))

    def detach(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> None:
        """Restore what was set before.

        One read, and one write where something is still ours.
        """
        changes: dict[str, str] = {}
        for group in _groups_of(self.read_configuration(number), targets):
            for name in GROUPS[group]:
                value = previous.get(name, "")
                # Twilio has no empty method, and to name an override that was not there would be to set it.
                if value or name not in (*_METHODS, *_OVERRIDES):
                    changes[name] = value
        if changes:
            self._update(number, changes)

    def release_to_carrier(self, number: OwnedNumber) -> None:
        """Release the number to Twilio for good.

        One call.
        """
        try:
            with _readable():
                self._client.delete(self._path_of(number))
        except CarrierGoneError:
            return

    def _update(self, number: OwnedNumber, changes: Mapping[str, str]) -> Configuration:
        with _readable():
            # As Twilio's API names them: ``voice_url`` in an answer is ``VoiceUrl`` in a request.
            form: dict[str, object] = {name.title().replace("_", ""): value for name, value in changes.items()}
            return _configuration(self._client.call("POST", self._path_of(number), form=form))

    def _page(self, **query: object) -> _Resource:
        return self._client.call("GET", f"{self._numbers}.json", query=query)

    def _path_of(self, number: OwnedNumber) -> str:
        return f"{self._numbers}/{number.carrier_id}.json"

    def _owned(self, number: _Resource, e164: E164) -> OwnedNumber:
        with _readable():
            if _is_fax(number):
                raise CarrierRefusedError("twilio says that this number receives faxes, not calls")
            capabilities = number.get("capabilities") or {}
            return OwnedNumber(
                carrier_id=str(_required(number["sid"])),
                owner_id=self._account_id,
                e164=e164,
                capabilities=frozenset(name for name in _CAPABILITIES if capabilities.get(name) is True),
            )


@contextmanager
def _readable() -> Iterator[None]:
    """Take an answer that lacks what it must have for an answer that did not come."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError):
        raise CarrierUnavailableError("twilio's answer could not be read") from None


@contextmanager
def _refused_when_gone() -> Iterator[None]:
    """Refuse an account that Twilio does not know: it is not the caller's."""
    try:
        yield
    except CarrierGoneError as error:
        raise CredentialsRefusedError(Carrier.TWILIO) from error


def _is_fax(number: _Resource) -> bool:
    return number.get("voice_receive_mode") == "fax"


def _required(value: object) -> object:
    if not value:
        raise ValueError
    return value


def _configuration(number: _Resource) -> Configuration:
    names = [*(name for group in GROUPS.values() for name in group), *FALLBACKS]
    _required(number["sid"])
    return {name: str(number.get(name) or "") for name in names}


def _wanted(targets: WebhookTargets) -> dict[str, str]:
    wanted = {GROUPS[kind][0]: targets.url(kind) for kind in GROUPS}
    return wanted | dict.fromkeys(_METHODS, "POST") | dict.fromkeys(_OVERRIDES, "")


def _groups_of(configuration: Configuration, targets: WebhookTargets) -> list[str]:
    """Return the groups whose URL is ours."""
    return [kind for kind, names in GROUPS.items() if configuration[names[0]] == targets.url(kind)]


def _why_unusable(number: _Resource) -> str | None:
    return "it takes faxes instead of calls" if _is_fax(number) else why_no_e164(number.get("phone_number"))
