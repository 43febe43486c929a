"""How the numbers of a Telnyx account are set: pages of 250, of its numbers, applications and messaging profiles.

A number tells its connection and its profile by id and name, and each has ones of its own: what those call, their lists
tell.

Source: Telnyx's OpenAPI file spec3.yml (commit 12de4dd, 2026-07-16): page[size] is 250 at most, a phone number has
connection_name and messaging_profile_name. Read 2026-11-29.
"""

from collections.abc import Mapping
from typing import Any

from trunkline.carriers.http_client import why_no_e164
from trunkline.carriers.telnyx.api import (
    APPLICATIONS,
    MESSAGING_PROFILES,
    PAGE,
    TelnyxApi,
    id_of,
    resources,
    unreadable,
)
from trunkline.carriers.telnyx.made_objects import MadeObjects
from trunkline.domain.health import Setting
from trunkline.domain.identifiers import E164
from trunkline.errors import CarrierGoneError
from trunkline.services.carrier_adapters import Budget, CarrierAccount, Configuration, OwnedNumber, WebhookTargets
from trunkline.services.carrier_audits import AuditPage, Comparison, Inspection, ListedNumber, Tie, TiePage

_VERSION = "2"
# The lists of what is made for numbers, one after the other.
_LISTS = (APPLICATIONS, MESSAGING_PROFILES)

_Resource = Mapping[str, Any]


class TelnyxAudit:
    """The audit of ``trunkline.services.carrier_audits`` for one Telnyx API key."""

    def __init__(self, account: CarrierAccount, budget: Budget) -> None:
        self._api = TelnyxApi(account, budget)

    def numbers(self, position: str | None) -> AuditPage:
        """List up to 250 numbers; positions are pages.

        One call.
        """
        found, is_last = self._page("/phone_numbers", int(position or 1))
        usable = [each for each in found if why_no_e164(each.get("phone_number")) is None]
        return AuditPage(
            numbers=[ListedNumber(number=_owned(each), resource=each, tells_capabilities=False) for each in usable],
            next_position=None if is_last else str(int(position or 1) + 1),
        )

    def compare(self, listed: ListedNumber, targets: WebhookTargets, previous: Configuration) -> Comparison:
        """Compare a number with what a page shows: names and ids of what it belongs to."""
        del previous
        resource = listed.resource
        names = [resource.get("connection_name")]
        ties = [_tie("calls", str(resource.get("connection_id") or ""), targets.url("voice"))]
        if "sms" in listed.number.capabilities:
            names.append(resource.get("messaging_profile_name"))
            ties.append(_tie("messages", str(resource.get("messaging_profile_id") or ""), targets.url("message")))
        is_as_set = all(name == targets.name for name in names) and resource.get("status") == "active"
        return Comparison(is_as_set=is_as_set, ties=tuple(ties))

    def ties(self, position: str | None) -> TiePage | None:
        """List up to 250 applications, and after their last page messaging profiles.

        One call.
        """
        which, _, page = (position or "0:1").partition(":")
        kind = _LISTS[int(which)]
        found, is_last = self._page(kind, int(page))
        if not is_last:
            after: str | None = f"{which}:{int(page) + 1}"
        else:
            after = f"{int(which) + 1}:1" if int(which) + 1 < len(_LISTS) else None
        ties = _application_tie if kind == APPLICATIONS else _profile_tie
        return TiePage(ties=[ties(each) for each in found], next_position=after)

    def inspect(self, number: OwnedNumber, targets: WebhookTargets, previous: Configuration) -> Inspection:
        """Three calls, four for a number that takes messages."""
        del previous
        self._api.forget_numbers()
        resource = self._api.number(number.carrier_id)
        made = MadeObjects(self._api, targets)
        settings = [Setting(name="status", expected="active", actual=str(resource.get("status") or ""))]
        application = _of_number(made.applications(), resource.get("connection_id"))
        settings += [
            _belonging("application", targets, application, resource, "connection"),
            Setting(name="calls", expected=targets.url("voice"), actual=_called(application, "webhook_event_url")),
        ]
        foreign = _foreign("connection_id", resource, application)
        takes_messages = self._takes_messages(number.carrier_id)
        if takes_messages:
            profile = _of_number(made.messaging_profiles(), resource.get("messaging_profile_id"))
            foreign |= _foreign("messaging_profile_id", resource, profile)
            settings += [
                _belonging("messagingProfile", targets, profile, resource, "messaging_profile"),
                Setting(name="messages", expected=targets.url("message"), actual=_called(profile, "webhook_url")),
            ]
        can = frozenset({"voice", "sms"} if takes_messages else {"voice"})
        return Inspection(settings=settings, capabilities=can, foreign=foreign)

    def restore(self, number: OwnedNumber, previous: Configuration) -> None:
        """Do nothing: a failover URL is a setting of the owner's application, which stays as it is."""

    def _takes_messages(self, carrier_id: str) -> bool:
        try:
            features = self._api.resource("GET", f"/phone_numbers/{carrier_id}/messaging").get("features")
        except CarrierGoneError:
            return False
        return isinstance(features, dict) and any(features.get(kind) for kind in ("sms", "mms"))

    def _page(self, path: str, page: int) -> tuple[list[dict[str, Any]], bool]:
        query = {"page[number]": page, "page[size]": PAGE}
        answer = self._api.call("GET", path, query=query).document()
        found, meta = resources(answer.get("data")), answer.get("meta")
        pages = meta.get("total_pages") if isinstance(meta, dict) else None
        if not isinstance(pages, int):
            raise unreadable()
        return found, not found or page >= pages


def _owned(resource: _Resource) -> OwnedNumber:
    carrier_id = id_of(resource)
    # Whether it takes messages the list does not tell: who compares knows it.
    return OwnedNumber(
        carrier_id=carrier_id,
        owner_id=carrier_id,
        e164=E164(resource["phone_number"]),
        capabilities=frozenset({"voice"}),
    )


def _of_number(made: list[dict[str, Any]], wanted: object) -> _Resource | None:
    """Return, of what has our name, what the number belongs to, or else any."""
    return next((each for each in made if id_of(each) == wanted), next(iter(made), None))


def _foreign(member: str, resource: _Resource, made: _Resource | None) -> dict[str, str]:
    has = str(resource.get(member) or "")
    return {member: has} if has and (made is None or id_of(made) != has) else {}


def _belonging(name: str, targets: WebhookTargets, made: _Resource | None, resource: _Resource, kind: str) -> Setting:
    has = str(resource.get(f"{kind}_id") or "")
    is_ours = made is not None and id_of(made) == has
    actual = targets.name if is_ours else str(resource.get(f"{kind}_name") or has)
    return Setting(name=name, expected=targets.name, actual=actual if has else "")


def _called(made: _Resource | None, member: str) -> str:
    """Return what an object of ours calls; one that is disabled or of another API version calls something else."""
    if made is None:
        return ""
    url = str(made.get(member) or "")
    if made.get("active") is False or made.get("enabled") is False:
        return f"disabled {url}"
    return url if not url or made.get("webhook_api_version") == _VERSION else f"version-1 {url}"


def _application_tie(application: _Resource) -> Tie:
    text = _tie("calls", id_of(application), _called(application, "webhook_event_url"))
    return Tie(name=str(application.get("application_name")), text=text)


def _profile_tie(profile: _Resource) -> Tie:
    return Tie(name=str(profile.get("name")), text=_tie("messages", id_of(profile), _called(profile, "webhook_url")))


def _tie(kind: str, made_id: str, url: str) -> str:
    return f"{kind}\n{made_id}\n{url}"
