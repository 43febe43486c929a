"""A phone number as Zudu knows it: which agents answer and call with it, how it is reached, and how it is listed."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from phonenumbers import PhoneNumberFormat, format_number, parse

from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.errors import RuleError

DEFAULT_PROVIDER = "twilio"
DEFAULT_VERSION = 1
# Of a page.
DEFAULT_LIMIT = 50

# Country code 1 with an area code. Shorter numbers of the country are not possible, so parsing has refused them.
_NORTH_AMERICAN = re.compile(r"\+1([2-9][0-9]{2})([0-9]{3})([0-9]{4})")
_DIRECTIONS = ("inbound", "outbound")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZuduNumber:
    """The organisation's Zudu record of a number. Ids of agents and trunks are the client's own."""

    organization_id: OrganizationId
    phone_number: E164
    phone_number_type: str
    number_provider: str
    created_at: datetime
    updated_at: datetime
    # Random, another one after each change: who saves names the revision it read, and knows its own write again when
    # the response to it was lost. A counter would start anew when the number is deleted and comes back.
    revision: str
    nickname: str | None = None
    inbound_agent_id: str | None = None
    outbound_agent_id: str | None = None
    inbound_agent_version: int = DEFAULT_VERSION
    outbound_agent_version: int = DEFAULT_VERSION
    inbound_webhook_url: str | None = None
    outbound_trunk_id: str | None = None

    @property
    def area_code(self) -> int | None:
        """The area code of a North American number."""
        match = _NORTH_AMERICAN.fullmatch(self.phone_number)
        return int(match[1]) if match else None

    @property
    def pretty(self) -> str:
        """The number for people: ``+1 (415) 777-4444``, elsewhere the international form of its country."""
        if match := _NORTH_AMERICAN.fullmatch(self.phone_number):
            return f"+1 ({match[1]}) {match[2]}-{match[3]}"
        return format_number(parse(self.phone_number), PhoneNumberFormat.INTERNATIONAL)

    @property
    def agents(self) -> dict[str, str]:
        """The agents that need the number, by direction: ``inbound``, ``outbound``."""
        ids = {direction: getattr(self, f"{direction}_agent_id") for direction in _DIRECTIONS}
        return {direction: agent for direction, agent in ids.items() if agent is not None}

    def changed(self, members: Mapping[str, Any], now: datetime) -> "ZuduNumber":
        """Return this number with some members changed; the same object when nothing changes.

        A member that is None gets its default. An agent that changes without its version gets the default version:
        the version that is stored is another agent's.

        Raises:
            RuleError: A member breaks a rule.
        """
        values = {**_forgotten_versions(self, members), **_checked(self.phone_number, members)}
        values = {name: _default(name, values, self) if value is None else value for name, value in values.items()}
        after = replace(self, **values)
        return self if after == self else replace(after, updated_at=now, revision=_new_revision())


def new_zudu_number(
    organization: OrganizationId, number: E164, members: Mapping[str, Any], now: datetime
) -> ZuduNumber:
    """Make a new record; members that are None or left out get their defaults.

    Raises:
        RuleError: A member breaks a rule.
    """
    sent = {name: value for name, value in _checked(number, members).items() if value is not None}
    provider = sent.pop("number_provider", DEFAULT_PROVIDER)
    return ZuduNumber(
        organization_id=organization,
        phone_number=number,
        number_provider=provider,
        phone_number_type=sent.pop("phone_number_type", _type_of(provider)),
        created_at=now,
        updated_at=now,
        revision=_new_revision(),
        **sent,
    )


def _checked(number: E164, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members to store: the area code follows from the number and is only compared."""
    values = dict(members)
    _check_area_code(number, values.pop("area_code", None))
    return values


def _check_area_code(number: E164, area_code: int | None) -> None:
    if area_code is None:
        return
    match = _NORTH_AMERICAN.fullmatch(number)
    if match is None:
        raise RuleError("area_code", "is for North American numbers (+1) only; leave it out")
    if int(match[1]) != area_code:
        raise RuleError("area_code", "is not the area code of phone_number; leave it out to have it derived")


def _forgotten_versions(number: ZuduNumber, members: Mapping[str, Any]) -> dict[str, None]:
    return {
        f"{direction}_agent_version": None
        for direction in _DIRECTIONS
        if (agent := f"{direction}_agent_id") in members and members[agent] != getattr(number, agent)
    }


def _default(name: str, values: Mapping[str, Any], number: ZuduNumber) -> Any:
    match name:
        case "number_provider":
            return DEFAULT_PROVIDER
        case "phone_number_type":
            return _type_of(values.get("number_provider", number.number_provider) or DEFAULT_PROVIDER)
        case "inbound_agent_version" | "outbound_agent_version":
            return DEFAULT_VERSION
    return None


def _type_of(provider: str) -> str:
    return f"zudu-{provider}"


def _new_revision() -> str:
    return secrets.token_hex(8)


class SortBy(StrEnum):
    """The members that a list may be sorted by."""

    PHONE_NUMBER = "phone_number"
    NICKNAME = "nickname"
    AREA_CODE = "area_code"
    UPDATED_AT = "updated_at"


class SortOrder(StrEnum):
    """Which end of the order comes first."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZuduFilter:
    """What a number has to be like to be listed; None asks for nothing."""

    nickname: str | None = None
    area_code: int | None = None
    agent_id: str | None = None

    def admits(self, number: ZuduNumber) -> bool:
        """Tell whether the number matches: area code, agent, and a text in the nickname in any case."""
        if self.area_code is not None and number.area_code != self.area_code:
            return False
        if self.agent_id is not None and self.agent_id not in number.agents.values():
            return False
        return self.nickname is None or self.nickname.casefold() in (number.nickname or "").casefold()


@dataclass(frozen=True, slots=True)
class ZuduPage:
    """A part of a list; ``number`` counts from 0, ``total_count`` is of the whole list."""

    entries: Sequence[ZuduNumber]
    number: int
    limit: int
    total_count: int

    @property
    def total_pages(self) -> int:
        """How many pages of this size the list has."""
        return -(-self.total_count // self.limit)


def page_of(
    numbers: Iterable[ZuduNumber],
    wanted: ZuduFilter,
    *,
    sort_by: SortBy,
    sort_order: SortOrder,
    number: int,
    limit: int,
) -> ZuduPage:
    """Return the page of that number.

    Equal records are in the order of their phone numbers; those without the member come last.
    """
    found = sorted(filter(wanted.admits, numbers), key=lambda entry: entry.phone_number)
    having = [entry for entry in found if _sort_value(entry, sort_by) is not None]
    lacking = [entry for entry in found if _sort_value(entry, sort_by) is None]
    # A stable sort, and stable in reverse too.
    having.sort(key=lambda entry: _sort_value(entry, sort_by), reverse=sort_order is SortOrder.DESCENDING)
    first = number * limit
    return ZuduPage([*having, *lacking][first : first + limit], number, limit, len(found))


def _sort_value(entry: ZuduNumber, sort_by: SortBy) -> Any:
    value = getattr(entry, sort_by)
    return value.casefold() if isinstance(value, str) else value
