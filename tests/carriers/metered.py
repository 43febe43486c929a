"""Carriers with any number of accounts of any size, that count what they are asked, in a time that only calls take.

Their pages are as large as the largest that each carrier documents, whatever larger one is asked for; so are their
limits. The service's own adapters read them. What the table holds of the numbers is made up when it is read; accounts,
audits and what is known of health are in the test's table.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone, Webhooks, WebhookStatus
from trunkline.errors import CarrierGoneError, NumberNotOwnedError
from trunkline.services.carrier_adapters import Budget, CarrierAccount, OwnedNumber, WebhookTargets
from trunkline.table import keys
from trunkline.table.items import to_item
from trunkline.table.number_items import provider_phone_attributes

ORG = OrganizationId("org_metered")
START = datetime(2030, 1, 1, tzinfo=UTC)
# The largest pages that the carriers document; docs/health.md names the sources.
PAGES = {"twilio": 1000, "plivo": 20, "telnyx": 250}
_ORIGIN = "https://hooks.example.test"
_CAN = frozenset({"voice", "sms"})


class SimulatedTime:
    """Time that passes when somebody waits or is waited for."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Metered:
    """All accounts of all carriers: ``sizes`` says how many numbers each has, ``gone`` which of them it has no more."""

    time: SimulatedTime
    sizes: Mapping[str, int]
    # What an answer takes.
    latency: float = 0.2
    gone: frozenset[str] = frozenset()
    calls: Counter[str] = field(default_factory=Counter)
    # By account, when each call began.
    begun: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    asked_last: str = ""
    # By account, how many audits have begun: each asks whether the credentials work.
    audits: Counter[str] = field(default_factory=Counter)

    def call_of_http(self) -> Callable[..., Any]:
        """In place of ``CarrierHttp.call``, a method of another class."""

        def call(http: Any, method: str, path: str, **options: Any) -> Any:
            return self._call(http, method, path, **options)

        return call

    def _call(self, http: Any, method: str, path: str, **options: Any) -> Any:
        http.budget.next_call_seconds()
        assert method == "GET"
        parts = urlsplit(path)
        query = {**dict(parse_qsl(parts.query)), **{k: str(v) for k, v in (options.get("query") or {}).items()}}
        headers = options.get("headers") or {}
        account = (options.get("basic") or [headers.get("Authorization", "").removeprefix("Bearer ")])[0]
        self.took(account)
        answer = getattr(self, f"_{http.carrier}")(account, parts.path, query)
        return _Answer(answer)

    def took(self, account: str) -> None:
        """A call to an account begins, and is answered."""
        self.calls[account] += 1
        self.asked_last = account
        self.begun[account].append(self.time.seconds)
        self.time.seconds += self.latency

    def most_within(self, seconds: float) -> int:
        """The most calls that any account was sent within so many seconds."""
        return max((_most_within(begun, seconds) for begun in self.begun.values()), default=0)

    def owned(self, account: str) -> Sequence[int]:
        """The places of the numbers that an account has still."""
        gone = {index_of(number) for number in self.gone if number_of(account, index_of(number)) == number}
        whole = range(self.sizes[account])
        return [index for index in whole if index not in gone] if gone else whole

    def _page(self, account: str, start: int, size: int) -> Iterator[str]:
        return (number_of(account, index) for index in self.owned(account)[start : start + size])

    def _twilio(self, account: str, path: str, query: Mapping[str, str]) -> Any:
        if path == "/v1/Services":
            return {"services": [], "meta": {}}
        if not path.endswith("IncomingPhoneNumbers.json"):
            raise CarrierGoneError("twilio does not know it")
        size, page = min(int(query["PageSize"]), PAGES["twilio"]), int(query.get("Page", 0))
        after = f"{path}?PageSize={size}&Page={page + 1}" if (page + 1) * size < len(self.owned(account)) else None
        found = [_twilio_number(number) for number in self._page(account, page * size, size)]
        return {"incoming_phone_numbers": found, "next_page_uri": after}

    def _plivo(self, account: str, path: str, query: Mapping[str, str]) -> Any:
        kind = path.rstrip("/").rpartition("/")[2]
        if kind not in ("Number", "Application"):
            raise CarrierGoneError("plivo does not know it")
        made = _plivo_number if kind == "Number" else _plivo_application
        found = self._page(account, int(query["offset"]), min(int(query["limit"]), PAGES["plivo"]))
        return {"objects": [made(number) for number in found], "meta": {"total_count": len(self.owned(account))}}

    def _telnyx(self, account: str, path: str, query: Mapping[str, str]) -> Any:
        kinds: Any = {
            "/v2/phone_numbers": _telnyx_number,
            "/v2/call_control_applications": _telnyx_application,
            "/v2/messaging_profiles": _telnyx_profile,
        }
        if path not in kinds:
            raise CarrierGoneError("telnyx does not know it")
        size, page = min(int(query["page[size]"]), PAGES["telnyx"]), int(query["page[number]"])
        found = [kinds[path](number) for number in self._page(account, (page - 1) * size, size)]
        return {"data": found, "meta": {"total_pages": -(-len(self.owned(account)) // size)}}


@dataclass(frozen=True)
class _Answer:
    answer: Any

    def document(self) -> Any:
        return self.answer


@dataclass
class MeteredAdapter:
    """What an audit needs of ``CarrierAdapter``: with as many calls as the carrier's own makes for it."""

    metered: Metered
    account: CarrierAccount
    budget: Budget

    def check_credentials(self) -> None:
        self.metered.audits[self.account.account_id] += 1
        self._pay(2 if self.account.carrier == "telnyx" else 1)

    def find_owned(self, e164: E164) -> OwnedNumber:
        self._pay(1)
        if e164 in self.metered.gone:
            raise NumberNotOwnedError("The account does not own this number")
        raise AssertionError(f"{e164} was looked for, and is there")

    def _pay(self, calls: int) -> None:
        for _ in range(calls):
            self.budget.next_call_seconds()
            self.metered.took(self.account.account_id)


class MeteredClient:
    """A client of the table, in which the provider phones of the accounts are as well; it counts what is read."""

    def __init__(self, client: Any, metered: Metered) -> None:
        self._client, self._metered = client, metered
        self.calls: Counter[str] = Counter()
        self.phones_read = 0
        # The provider phones of the account that is being audited, by key, and what they have in common.
        self._account, self._indexes = "", dict[str, int]()
        self._common: dict[str, Any] = {}

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**request: Any) -> Any:
            self.calls[operation] += 1
            return method(**request)

        return call

    def batch_get_item(self, **request: Any) -> Any:
        self.calls["batch_get_item"] += 1
        ((table, asked),) = request["RequestItems"].items()
        if asked["Keys"][0]["sk"]["S"] != "PROVIDER_PHONE":
            return self._client.batch_get_item(**request)
        self.phones_read += len(asked["Keys"])
        found = [self._phone(key["pk"]["S"]) for key in asked["Keys"]]
        return {"Responses": {table: [item for item in found if item]}}

    def query(self, **request: Any) -> Any:
        self.calls["query"] += 1
        if request.get("IndexName") != "gsi3":
            return self._client.query(**request)
        account = request["ExpressionAttributeValues"][":pk"]["S"].split("#")[-2]
        start = request.get("ExclusiveStartKey")
        first = index_of(start["gsi3sk"]["S"]) + 1 if start else 0
        after = min(first + request["Limit"], self._metered.sizes[account])
        found = [{"gsi3sk": {"S": number_of(account, index)}} for index in range(first, after)]
        more: dict[str, Any] = {"LastEvaluatedKey": {}} if after < self._metered.sizes[account] else {}
        return {"Items": found, **more}

    def _phone(self, pk: str) -> Any:
        if pk not in self._indexes:
            self._know(self._metered.asked_last)
        index = self._indexes.get(pk)
        if index is None:
            return None
        # Most of the time of a million numbers would go into making one anew for each.
        number, uuid = number_of(self._account, index), pk.rpartition("#")[2]
        webhooks = {**self._common["webhooks"]["M"], "number_id": {"S": _id_of(_carrier_of(self._account), number)}}
        own = {"e164": number, "gsi1sk": number, "gsi3sk": number, "provider_phone_uuid": uuid, "pk": pk}
        return {**self._common, "webhooks": {"M": webhooks}, **{name: {"S": text} for name, text in own.items()}}

    def _know(self, account: str) -> None:
        count = self._metered.sizes[account]
        self._account = account
        self._indexes = {keys.provider_phone(ORG, phone_uuid_of(account, index)).pk: index for index in range(count)}
        self._common = item_of(phone_of(account, 0))


def item_of(phone: ProviderPhone) -> dict[str, Any]:
    """A provider phone as it is stored."""
    key = keys.provider_phone(ORG, phone.uuid)
    item: dict[str, Any] = to_item({"pk": key.pk, "sk": key.sk, **provider_phone_attributes(phone)})
    return item


def account_name(index: int) -> tuple[Carrier, str]:
    """The carriers in turn."""
    carrier = list(Carrier)[index % 3]
    return carrier, f"{carrier.upper()}{index:04d}"


def number_of(account: str, index: int) -> str:
    return f"+1{2_000_000_000 + int(account[-4:]) * 1_000_000 + index}"


def index_of(number: str) -> int:
    return int(number[2:]) % 1_000_000


def phone_uuid_of(account: str, index: int) -> Any:
    return provider_phone_uuid(ORG, number_of(account, index))


def phone_of(account: str, index: int) -> ProviderPhone:
    """A number that is linked and has our webhooks."""
    carrier, number = _carrier_of(account), number_of(account, index)
    webhooks = Webhooks(
        status=WebhookStatus.ATTACHED,
        carrier=carrier,
        account_id=account,
        carrier_number_id=_id_of(carrier, number),
        owner_id=account,
        token="token",
        origin=_ORIGIN,
        previous={},
        attempt="a",
    )
    return ProviderPhone(
        uuid=phone_uuid_of(account, index),
        organization_id=ORG,
        phone_number=E164(number),
        provider=carrier,
        capabilities=_CAN,
        created_at=START - timedelta(days=30),
        account_id=account,
        assigned_workspace_uuid="w",  # type: ignore[arg-type]
        assigned_number_uuid="n",  # type: ignore[arg-type]
        webhooks=webhooks,
    )


def _carrier_of(account: str) -> Carrier:
    return Carrier(account[:-4].lower())


def _id_of(carrier: str, number: str) -> str:
    return number[1:] if carrier == "plivo" else f"N{number[1:]}"


def _targets(carrier: str, number: str) -> WebhookTargets:
    name = f"trunkline-{provider_phone_uuid(ORG, number)}"
    return WebhookTargets(name=name, base_url=f"{_ORIGIN}/webhooks/{carrier}/token")


def _twilio_number(number: str) -> Any:
    targets = _targets("twilio", number)
    return {
        "sid": _id_of("twilio", number),
        "phone_number": number,
        "capabilities": dict.fromkeys(_CAN, True),
        "voice_url": targets.url("voice"),
        "status_callback": targets.url("status"),
        "sms_url": targets.url("message"),
    }


def _plivo_number(number: str) -> Any:
    can = {"voice_enabled": True, "sms_enabled": True}
    return {"number": number[1:], "application": f"/v1/Account/x/Application/9{number[1:]}/", **can}


def _plivo_application(number: str) -> Any:
    targets = _targets("plivo", number)
    urls = {"answer_url": "voice", "hangup_url": "hangup", "message_url": "message"}
    named = {"app_id": f"9{number[1:]}", "app_name": targets.name}
    return named | {name: targets.url(kind) for name, kind in urls.items()}


def _telnyx_number(number: str) -> Any:
    name = _targets("telnyx", number).name
    belongs = {"connection_name": name, "messaging_profile_name": name}
    ids = {"connection_id": f"C{number[1:]}", "messaging_profile_id": f"M{number[1:]}"}
    return {"id": _id_of("telnyx", number), "phone_number": number, "status": "active", **belongs, **ids}


def _telnyx_application(number: str) -> Any:
    targets = _targets("telnyx", number)
    named = {"id": f"C{number[1:]}", "application_name": targets.name, "active": True}
    return {**named, "webhook_event_url": targets.url("voice"), "webhook_api_version": "2"}


def _telnyx_profile(number: str) -> Any:
    targets = _targets("telnyx", number)
    named = {"id": f"M{number[1:]}", "name": targets.name, "enabled": True}
    return {**named, "webhook_url": targets.url("message"), "webhook_api_version": "2"}


def _most_within(begun: list[float], seconds: float) -> int:
    most, first = 0, 0
    for last, moment in enumerate(begun):
        # What is a whole window earlier, but for rounding, is outside of it.
        while moment - begun[first] > seconds - 1e-6:
            first += 1
        most = max(most, last - first + 1)
    return most
