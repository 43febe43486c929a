"""How the numbers of a Twilio account are set, over plain HTTP: its pages of a thousand would fill the SDK's objects.

A page shows all of a number's settings. That a number is in a Messaging Service it does not show; then its messages go
to the service's URL, unless the service uses its numbers' own. So services and their numbers are listed once.

Sources: Twilio's OpenAPI files twilio_api_v2010.json and twilio_messaging_v1.json (commit d50069b, 2026-04-14): of both
lists PageSize is 1000 at most. Read 2026-11-29.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from trunkline.carriers.http_client import CarrierHttp, usable_secret, why_no_e164
from trunkline.carriers.twilio.adapter import FALLBACKS, GROUPS
from trunkline.domain.health import Setting
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount, Configuration, OwnedNumber, WebhookTargets
from trunkline.services.carrier_audits import AuditPage, Comparison, Inspection, ListedNumber, TiePage
from trunkline.settings import twilio_messaging_url

_PAGE = 1000
# A list that does not end by then is not what was meant.
_MAX_PAGES = 1000
_CAPABILITIES = ("voice", "sms", "mms")
# Of each check the setting that has our URL, and its method.
_URLS = {
    "calls": ("voice_url", "voice_method", "voice"),
    "callStatus": ("status_callback", "status_callback_method", "status"),
    "messages": ("sms_url", "sms_method", "message"),
}
# What answers in place of the URLs when it is set.
_OVERRIDES = {
    "application": "voice_application_sid",
    "trunk": "trunk_sid",
    "messageApplication": "sms_application_sid",
}
_FALLBACKS = dict(zip(("callFallback", "messageFallback"), FALLBACKS, strict=True))

_Resource = Mapping[str, Any]


class TwilioAudit:
    """The audit of ``trunkline.services.carrier_audits`` for one Twilio account."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._http = CarrierHttp(Carrier.TWILIO, budget)
        self._account_id = account.account_id
        self._root = f"/2010-04-01/Accounts/{account.account_id}"
        self._basic = (account.api_key_sid or account.account_id, usable_secret(Carrier.TWILIO, account.secret))
        self._members: dict[str, str] | None = None

    def numbers(self, position: str | None) -> AuditPage:
        """List up to 1000 numbers.

        One call; before an adapter's first page those for the Messaging Services.
        """
        self._services()
        path = position or f"{self._root}/IncomingPhoneNumbers.json?PageSize={_PAGE}"
        answer = self._get(path)
        found = _resources(answer.get("incoming_phone_numbers"))
        usable = [each for each in found if why_no_e164(each.get("phone_number")) is None]
        return AuditPage(
            numbers=[ListedNumber(number=self._owned(each), resource=each) for each in usable],
            next_position=answer.get("next_page_uri") or None,
        )

    def compare(self, listed: ListedNumber, targets: WebhookTargets, previous: Configuration) -> Comparison:
        """Compare a number with what a page shows, which is everything."""
        settings = self._settings(listed.resource, targets, previous)
        return Comparison(is_as_set=all(setting.is_as_set for setting in settings))

    def ties(self, position: str | None) -> TiePage | None:
        """Twilio needs nothing made for a number."""
        del position
        return None

    def inspect(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> Inspection:
        """Look at one number.

        One call, and once those for the Messaging Services.
        """
        resource = self._get(f"{self._root}/IncomingPhoneNumbers/{number.carrier_id}.json")
        self._services()
        owned = self._owned(resource)
        return Inspection(
            settings=self._settings(resource, targets, previous),
            capabilities=owned.capabilities,
            foreign=_foreign(resource, targets),
        )

    def restore(self, number: OwnedNumber, previous: Configuration) -> None:
        """Restore a fallback that was there.

        One call.
        """
        kept = {_pascal(name): previous[name] for name in FALLBACKS if previous.get(name)}
        if kept:
            path = f"{self._root}/IncomingPhoneNumbers/{number.carrier_id}.json"
            self._http.call("POST", path, form=kept, basic=self._basic).document()

    def _settings(self, resource: _Resource, targets: WebhookTargets, previous: Configuration) -> list[Setting]:
        settings = [
            Setting(name=check, expected=targets.url(kind), actual=_with_method(resource, url, method))
            for check, (url, method, kind) in _URLS.items()
        ]
        settings += [
            Setting(name=check, expected="", actual=str(resource.get(name) or "")) for check, name in _OVERRIDES.items()
        ]
        settings += [
            # Its owner may set another one: removed is what nobody wants.
            Setting(name=check, expected=was, actual=was if resource.get(name) else "")
            for check, name in _FALLBACKS.items()
            if (was := previous.get(name))
        ]
        service = self._services().get(str(resource.get("sid")), "")
        return [*settings, Setting(name="messagingService", expected="", actual=service)]

    def _services(self) -> dict[str, str]:
        """Return the Messaging Service that takes a number's messages, by number."""
        if self._members is None:
            members = {}
            for service in self._listed("/v1/Services", "services"):
                if service.get("use_inbound_webhook_on_number") is True:
                    continue
                sid = str(service.get("sid"))
                for each in self._listed(f"/v1/Services/{sid}/PhoneNumbers", "phone_numbers"):
                    members[str(each.get("sid"))] = sid
            self._members = members
        return self._members

    def _listed(self, path: str, key: str) -> Iterator[_Resource]:
        uri: str | None = f"{path}?PageSize={_PAGE}"
        for _ in range(_MAX_PAGES):
            if uri is None:
                return
            answer = self._get(uri, base_url=twilio_messaging_url())
            yield from _resources(answer.get(key))
            meta = answer.get("meta")
            after = meta.get("next_page_url") if isinstance(meta, dict) else None
            # Of what Twilio names only the path is followed: our credentials go to no other host.
            parts = urlsplit(str(after)) if after else None
            uri = f"{parts.path}?{parts.query}" if parts else None
        raise CarrierUnavailableError("twilio has more Messaging Services than can be looked through")

    def _get(self, path: str, base_url: str | None = None) -> dict[str, Any]:
        if not path.startswith("/"):
            raise _unreadable()
        return self._http.call("GET", path, basic=self._basic, base_url=base_url).document()

    def _owned(self, resource: _Resource) -> OwnedNumber:
        capabilities = resource.get("capabilities")
        can = capabilities if isinstance(capabilities, dict) else {}
        if not resource.get("sid"):
            raise _unreadable()
        return OwnedNumber(
            carrier_id=str(resource["sid"]),
            owner_id=self._account_id,
            e164=E164(resource["phone_number"]),
            capabilities=frozenset(name for name in _CAPABILITIES if can.get(name) is True),
        )


def _foreign(resource: _Resource, targets: WebhookTargets) -> dict[str, str]:
    """Whole groups: of a URL, an application and a trunk one answers, so what stands there stands there together."""
    found: dict[str, str] = {}
    for kind, names in GROUPS.items():
        values = {name: str(resource.get(name) or "") for name in names}
        url, is_ours = names[0], values[names[0]] == targets.url(kind)
        overrides = [name for name in names if name in _OVERRIDES.values()]
        if (values[url] and not is_ours) or any(values[name] for name in overrides):
            # What was there before ours stays known where ours still stands.
            found |= {name: value for name, value in values.items() if not is_ours or name in overrides}
    return found


def _with_method(resource: _Resource, url: str, method: str) -> str:
    """Return what is called; a method that we have not set makes it something else."""
    text, how = str(resource.get(url) or ""), str(resource.get(method) or "POST")
    return text if how == "POST" or not text else f"{how} {text}"


def _resources(value: object) -> list[_Resource]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _unreadable()
    return value


def _unreadable() -> CarrierUnavailableError:
    return CarrierUnavailableError("twilio's answer could not be read")


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
