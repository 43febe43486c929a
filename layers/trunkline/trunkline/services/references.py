"""Keeping the references of workflows and event rules to phone numbers.

The head of a referrer is written first, with every number that may have a reference of it before or after; each
reference is then written or removed in a transaction that requires the head to be of the same publication still; at
last the head is settled. So a publication that was overtaken can add nothing more, whatever it had begun is cleared
away by the one that overtook it, and a crash leaves an unsettled head, which the next delivery of the event finishes.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.references import Head, Publication
from trunkline.errors import UnavailableError
from trunkline.invocation import attempts

if TYPE_CHECKING:
    from trunkline.table.references import ReferenceTable


class OvertakenError(Exception):
    """A later publication of the same referrer is being applied."""


class Added(Enum):
    """What has become of a new reference."""

    DONE = "done"
    # The number is not active: archived, on its way out, another workspace's, or none at all.
    REFUSED = "refused"


class References:
    """The use case, over a store."""

    def __init__(self, store: "ReferenceTable", sleep: Callable[[float], None] = time.sleep) -> None:
        self.store = store
        self.sleep = sleep

    def apply(self, publication: Publication) -> frozenset[NumberUuid]:
        """Have exactly the numbers of the publication referred to; the ones that cannot be are returned.

        Doing it again changes nothing, and neither does an older publication.

        Raises:
            UnavailableError: Too many publications of one referrer at once.
        """
        for _ in attempts(self.sleep):
            before = self.store.head(publication.referrer)
            if before is not None and before.covers(publication):
                return frozenset()
            try:
                return self._apply(publication, before)
            except OvertakenError:
                continue
        raise UnavailableError

    def _apply(self, publication: Publication, before: Head | None) -> frozenset[NumberUuid]:
        touched = publication.numbers | (before.numbers if before else frozenset())
        head = Head(rank=publication.rank, numbers=touched, is_settled=False)
        self.store.begin(publication, before, head)
        held = self.store.held(publication.referrer, touched)
        for number in sorted(held.keys() - publication.numbers):
            self.store.remove(publication, number)
        refused = set()
        for number in sorted(publication.numbers):
            if number not in held:
                if self.store.add(publication, number) is Added.REFUSED:
                    refused.add(number)
            elif held[number] < publication.rank:
                self.store.rename(publication, number)
        in_place = publication.numbers - refused
        self.store.settle(publication, replace(head, numbers=in_place, is_settled=True))
        return frozenset(refused)
