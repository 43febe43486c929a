"""How the numbers of a Plivo account are set: pages of twenty, of its numbers and of its applications.

A number tells only which application it has, and each has one of its own: so the applications are listed too, which is
a twentieth of what asking for each would be.

Source: docs.plivo.com, "Account phone numbers", "Application": limit is 20 at most. Read 2026-11-29.
"""

from collections.abc import Mapping
from typing import Any

from trunkline.carriers.http_client import CarrierHttp, usable_secret, why_no_e164
from trunkline.domain.health import Setting
from trunkline.domain.identifiers import E164
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget, CarrierAccount, Configuration, OwnedNumber, WebhookTargets
from trunkline.services.carrier_audits import AuditPage, Comparison, Inspection, ListedNumber, Tie, TiePage

_PAGE = 20
_CAPABILITIES = {"voice_enabled": "voice", "sms_enabled": "sms", "mms_enabled": "mms"}
# Of each check the setting of an application that has our URL, its method, and the webhook.
_URLS = {
    "calls": ("answer_url", "answer_method", "voice"),
    "callStatus": ("hangup_url", "hangup_method", "hangup"),
    "messages": ("message_url", "message_method", "message"),
}

_Resource = Mapping[str, Any]


class PlivoAudit:
    """The audit of ``trunkline.services.carrier_audits`` for one Plivo account."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._http = CarrierHttp(Carrier.PLIVO, budget)
        self._account_id = account.account_id
        self._basic = (account.account_id, usable_secret(Carrier.PLIVO, account.secret))

    def numbers(self, position: str | None) -> AuditPage:
        """List up to 20 numbers; positions are offsets.

        One call.
        """
        found, after = self._page("Number/", position)
        usable = [each for each in found if why_no_e164(f"+{each.get('number')}") is None]
        return AuditPage(
            numbers=[
                ListedNumber(number=self._owned(each), resource=each, monthly_price=_price(each)) for each in usable
            ],
            next_position=after,
        )

    def compare(self, listed: ListedNumber, targets: WebhookTargets, previous: Configuration) -> Comparison:
        """Compare a number with what a page shows: which application it has."""
        del previous
        app_id = _application_of(listed.resource)
        urls = [targets.url(kind) for _, _, kind in _URLS.values()]
        return Comparison(is_as_set=app_id != "", ties=(_tie(app_id, urls),))

    def ties(self, position: str | None) -> TiePage | None:
        """List up to 20 applications.

        One call.
        """
        found, after = self._page("Application/", position)
        return TiePage(
            ties=[
                Tie(name=str(each.get("app_name")), text=_tie(str(each.get("app_id")), _urls_of(each)))
                for each in found
            ],
            next_position=after,
        )

    def inspect(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> Inspection:
        """Look at one number.

        Two calls.
        """
        del previous
        resource = self._call(f"Number/{number.carrier_id}/")
        if str(resource.get("number")) != number.carrier_id:
            raise CarrierUnavailableError("plivo's answer could not be read")
        ours = self._named(targets.name)
        app_id = _application_of(resource)
        application = next((each for each in ours if str(each.get("app_id")) == app_id), None)
        found = application or next(iter(ours), {})
        has = targets.name if application else f"application {app_id}" if app_id else ""
        settings = [Setting(name="application", expected=targets.name, actual=has)]
        settings += [
            Setting(name=check, expected=targets.url(kind), actual=url)
            for (check, (_, _, kind)), url in zip(_URLS.items(), _urls_of(found), strict=True)
        ]
        foreign = {"app_id": app_id} if app_id and not application else {}
        return Inspection(settings=settings, capabilities=self._owned(resource).capabilities, foreign=foreign)

    def restore(self, number: OwnedNumber, previous: Configuration) -> None:
        """Do nothing: a fallback is a setting of the owner's application, which stays as it is."""

    def _named(self, name: str) -> list[_Resource]:
        answer = self._call("Application/", {"app_name": name, "limit": _PAGE})
        return [each for each in _objects(answer) if each.get("app_name") == name]

    def _page(self, path: str, position: str | None) -> tuple[list[_Resource], str | None]:
        offset = int(position or 0)
        answer = self._call(path, {"limit": _PAGE, "offset": offset})
        found, meta = _objects(answer), answer.get("meta")
        total = meta.get("total_count") if isinstance(meta, dict) else None
        if not isinstance(total, int):
            raise CarrierUnavailableError("plivo's answer could not be read")
        after = offset + len(found)
        return found, str(after) if found and after < total else None

    def _call(self, path: str, query: Mapping[str, object] | None = None) -> dict[str, Any]:
        path = f"/v1/Account/{self._account_id}/{path}"
        return self._http.call("GET", path, query=query, basic=self._basic).document()

    def _owned(self, resource: _Resource) -> OwnedNumber:
        digits = str(resource.get("number"))
        return OwnedNumber(
            carrier_id=digits,
            owner_id=self._account_id,
            e164=E164(f"+{digits}"),
            capabilities=frozenset(name for member, name in _CAPABILITIES.items() if resource.get(member) is True),
        )


def _objects(answer: Mapping[str, Any]) -> list[_Resource]:
    found = answer.get("objects")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise CarrierUnavailableError("plivo's answer could not be read")
    return found


def _application_of(resource: _Resource) -> str:
    # "/v1/Account/MA../Application/123/", or null
    return str(resource.get("application") or "").rstrip("/").rpartition("/")[2]


def _urls_of(application: _Resource) -> list[str]:
    """Return what an application calls; a method that we have not set makes it something else."""
    found = []
    for url, method, _ in _URLS.values():
        text, how = str(application.get(url) or ""), str(application.get(method) or "POST")
        found.append(text if how == "POST" or not text else f"{how} {text}")
    return found


def _tie(app_id: str, urls: list[str]) -> str:
    return "\n".join([app_id, *urls])


def _price(resource: _Resource) -> str | None:
    price = resource.get("monthly_rental_rate")
    return str(price) if price else None
