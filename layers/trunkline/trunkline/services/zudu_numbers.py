"""An organisation's Zudu numbers: create, read, list, change, delete."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from trunkline.domain.identifiers import E164, OrganizationId
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.domain.webhook_urls import check_webhook_url
from trunkline.domain.zudu_numbers import SortBy, SortOrder, ZuduFilter, ZuduNumber, ZuduPage, new_zudu_number, page_of
from trunkline.errors import NotFoundError, RuleError, UnavailableError
from trunkline.invocation import attempts
from trunkline.services.idempotency import IdempotentResponse

if TYPE_CHECKING:
    from trunkline.table.zudu_numbers import ZuduNumberTable

# A list is sorted in memory and says how many there are, so all that it chooses from has to be read each time.
MAX_LISTED = 10_000
# The member of a number that says where its events are sent.
URL = "inbound_webhook_url"
PUBLIC_URL = partial(check_webhook_url, member=URL)

Found = TypeVar("Found")


class StaleZuduNumberError(Exception):
    """The number, or what the inventory says of it, changed since it was read; read again and decide anew."""


@dataclass(frozen=True, slots=True)
class ReadZuduNumber:
    """A number with what has to be known to change it.

    ``needed_by_agents_only`` tells that the inventory has the number for the sake of its agents alone: it has no
    carrier there, so that without its agents nothing would be left to say of it.
    """

    number: ZuduNumber
    needed_by_agents_only: bool


class ZuduNumbers:
    """The use cases, over a store."""

    def __init__(
        self,
        store: "ZuduNumberTable",
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        *,
        check_url: Callable[[str], None] = PUBLIC_URL,
    ) -> None:
        self.store = store
        # Says where events may be sent.
        self.check_url = check_url
        self.clock = clock
        self.sleep = sleep

    def get(self, organization: OrganizationId, number: E164) -> ZuduNumber:
        """Return the number.

        Raises:
            NotFoundError: The organisation does not have it.
        """
        return _required(self.store.find(organization, number))

    def create(
        self,
        organization: OrganizationId,
        number: E164,
        members: Mapping[str, Any],
        idempotent: IdempotentResponse[ZuduNumber] | None = None,
    ) -> ZuduNumber:
        """Create a number, and note its agents in the inventory.

        Raises:
            NumberArchivingError: It has agents, and is being archived.
            PhoneNumberExistsError: The organisation has it.
            RuleError: A member breaks a rule.
        """
        self._check(members)
        new = new_zudu_number(organization, number, members, self.clock())
        self.store.add(new, idempotent)
        return new

    def change(self, organization: OrganizationId, number: E164, members: Mapping[str, Any]) -> ZuduNumber:
        """Change some members of a number; a change that changes nothing writes nothing.

        Raises:
            NotFoundError: The organisation does not have it.
            NumberArchivingError: It gets an agent, and is being archived.
            RuleError: A member breaks a rule.
        """
        self._check(members)
        for _ in attempts(self.sleep):
            before = _required(self.store.find_to_change(organization, number))
            after = before.number.changed(members, self.clock())
            if after == before.number:
                return after
            try:
                self.store.save(before, after)
            except StaleZuduNumberError:
                continue
            return after
        raise UnavailableError

    def delete(self, organization: OrganizationId, number: E164) -> ZuduNumber:
        """Delete a number, and return it. Its provider phone and what its carrier has set stay.

        Raises:
            NotFoundError: The organisation does not have it.
        """
        for _ in attempts(self.sleep):
            before = _required(self.store.find_to_change(organization, number))
            try:
                self.store.remove(before)
            except StaleZuduNumberError:
                continue
            return before.number
        raise UnavailableError

    def page(
        self,
        organization: OrganizationId,
        wanted: ZuduFilter,
        *,
        sort_by: SortBy,
        sort_order: SortOrder,
        number: int,
        limit: int,
    ) -> ZuduPage:
        """Return one page of the organisation's numbers that match, as of all creations before.

        Raises:
            RuleError: There are too many to sort; an area code makes them fewer.
        """
        numbers = self._listed(organization, wanted.area_code)
        return page_of(numbers, wanted, sort_by=sort_by, sort_order=sort_order, number=number, limit=limit)

    def available(self, organization: OrganizationId, area_code: int | None) -> list[ZuduNumber]:
        """List the numbers that have neither agent, in the order of their digits.

        Raises:
            RuleError: There are too many to look through; an area code makes them fewer.
        """
        return [number for number in self._listed(organization, area_code) if not number.agents]

    def _check(self, members: Mapping[str, Any]) -> None:
        if (url := members.get(URL)) is not None:
            self.check_url(url)

    def _listed(self, organization: OrganizationId, area_code: int | None) -> Sequence[ZuduNumber]:
        numbers = self.store.listed(organization, area_code=area_code, at_most=MAX_LISTED)
        if len(numbers) > MAX_LISTED:
            raise RuleError("area_code", f"there are more than {MAX_LISTED} numbers to list; name one area code")
        return numbers


def _required(found: Found | None) -> Found:
    if found is None:
        raise NotFoundError("Phone number")
    return found
