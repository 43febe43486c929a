"""Workflows and event rules, as other systems publish and delete them."""

from dataclasses import dataclass

from trunkline.domain.blockers import BlockerType
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """A workflow or event rule of a workspace, with the id and uuid of its own system."""

    workspace_uuid: WorkspaceUuid
    type: BlockerType
    id: str | int
    uuid: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A referrer's own statement at one version: all numbers that it uses now, none once it is deleted."""

    referrer: Referrer
    version: int
    is_deletion: bool
    numbers: frozenset[NumberUuid]

    @property
    def rank(self) -> int:
        """Order the publications of one referrer, however they arrive; at one version a deletion is last."""
        return 2 * self.version + self.is_deletion


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The latest publication of a referrer that is known.

    ``numbers`` are all that may have a reference of it; once ``is_settled``, exactly those that have one.
    """

    rank: int
    numbers: frozenset[NumberUuid]
    is_settled: bool

    def covers(self, publication: Publication) -> bool:
        """Tell whether the publication is not new: an older one, or this one with all of its numbers in place."""
        if self.rank != publication.rank:
            return self.rank > publication.rank
        return self.is_settled and publication.numbers <= self.numbers
