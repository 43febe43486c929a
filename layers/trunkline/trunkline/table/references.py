"""References of workflows and event rules to phone numbers, in the table."""

from collections.abc import Mapping
from datetime import timedelta

from trunkline.domain.blockers import Blocker, BlockerType
from trunkline.domain.identifiers import NumberUuid
from trunkline.domain.phone_numbers import ArchiveStatus
from trunkline.domain.references import Head, Publication, Referrer
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.services.references import Added, OvertakenError
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Check, ConditionFailedError, Delete, Item, Put, Update, Write
from trunkline.table.keys import Key

MAX_REFERENCES_READ = 100
# What DynamoDB reads in one batch.
_BATCH = 100
# Longer than a bus, a queue and a person together keep an event.
TOMBSTONE_KEPT = timedelta(days=90)

_REASONS = {
    BlockerType.WORKFLOW: "This workflow uses the number",
    BlockerType.EVENT_RULE: "This event rule uses the number",
}


class ReferenceTable:
    """The store of ``trunkline.services.references``."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self.table = table
        self.clock = clock

    def head(self, referrer: Referrer) -> Head | None:
        """Find what is known of the referrer.

        One read.
        """
        item = self.table.get(_head_key(referrer))
        if item is None:
            return None
        return Head(rank=item["publication"], numbers=frozenset(item["numbers"]), is_settled=item["settled"])

    def begin(self, publication: Publication, before: Head | None, begun: Head) -> None:
        """Store the head of a new publication.

        One conditional write. A deletion leaves its head behind as a tombstone, for 90 days.

        Raises:
            OvertakenError: It is not as ``before`` any more.
        """
        expires = int((self.clock() + TOMBSTONE_KEPT).timestamp()) if publication.is_deletion else None
        self._write(
            Put(
                label="head",
                key=_head_key(publication.referrer),
                attributes={
                    "entity": "reference_head",
                    **_referrer_attributes(publication.referrer),
                    "publication": begun.rank,
                    "numbers": sorted(begun.numbers),
                    "settled": begun.is_settled,
                    "delete_after": expires,
                },
                condition="publication = :seen" if before else "attribute_not_exists(pk)",
                values={":seen": before.rank} if before else {},
            )
        )

    def held(self, referrer: Referrer, numbers: frozenset[NumberUuid]) -> Mapping[NumberUuid, int]:
        """Find which of the numbers have a reference of the referrer, with the rank of its text.

        One batch read for each hundred numbers.
        """
        ordered = sorted(numbers)
        held = {}
        for start in range(0, len(ordered), _BATCH):
            part = ordered[start : start + _BATCH]
            items = self.table.get_all([_reference_key(referrer, number) for number in part])
            held.update(
                {number: item["publication"] for number, item in zip(part, items, strict=True) if item is not None}
            )
        return held

    def add(self, publication: Publication, number: NumberUuid) -> Added:
        """Write a reference and count it on the number, which must be active or only requested to be archived.

        One transaction of head, reference and number.

        Raises:
            OvertakenError: The head is of another publication.
        """
        referrer = publication.referrer
        try:
            self.table.write(
                _head_unchanged(publication),
                Put(
                    label="reference",
                    key=_reference_key(referrer, number),
                    attributes={
                        "entity": "reference",
                        **_referrer_attributes(referrer),
                        "number_uuid": number,
                        "publication": publication.rank,
                    },
                    condition="attribute_not_exists(pk)",
                ),
                Update(
                    label="number",
                    key=_number_key(referrer, number),
                    set_={},
                    add={"reference_count": 1},
                    condition="archive_status IN (:active, :requested)",
                    values={":active": ArchiveStatus.ACTIVE, ":requested": ArchiveStatus.REQUESTED},
                ),
            )
        except ConditionFailedError as error:
            if "head" in error.found:
                raise OvertakenError from None
            # Another delivery of the same event has written it.
            return Added.DONE if "reference" in error.found else Added.REFUSED
        return Added.DONE

    def rename(self, publication: Publication, number: NumberUuid) -> None:
        """Bring the text of a reference up to date.

        One conditional write; a reference that is newer or gone stays so.
        """
        try:
            self.table.write(
                Update(
                    label="reference",
                    key=_reference_key(publication.referrer, number),
                    set_={**_referrer_attributes(publication.referrer), "publication": publication.rank},
                    condition="publication < :rank",
                    values={":rank": publication.rank},
                )
            )
        except ConditionFailedError:
            return

    def remove(self, publication: Publication, number: NumberUuid) -> None:
        """Remove a reference and its count.

        One transaction of head, reference and number.

        Raises:
            OvertakenError: The head is of another publication.
        """
        try:
            self.table.write(
                _head_unchanged(publication),
                Delete(
                    label="reference",
                    key=_reference_key(publication.referrer, number),
                    condition="attribute_exists(pk)",
                ),
                Update(
                    label="number",
                    key=_number_key(publication.referrer, number),
                    set_={},
                    add={"reference_count": -1},
                    condition="reference_count > :none",
                    values={":none": 0},
                ),
            )
        except ConditionFailedError as error:
            if "head" in error.found:
                raise OvertakenError from None
            if "reference" not in error.found:
                raise

    def settle(self, publication: Publication, settled: Head) -> None:
        """Store that the publication is applied.

        One conditional write.

        Raises:
            OvertakenError: The head is of another publication.
        """
        self._write(
            Update(
                label="head",
                key=_head_key(publication.referrer),
                set_={"numbers": sorted(settled.numbers), "settled": settled.is_settled},
                condition="publication = :rank",
                values={":rank": publication.rank},
            )
        )

    def _write(self, write: Write) -> None:
        try:
            self.table.write(write)
        except ConditionFailedError:
            raise OvertakenError from None


def reference_blocker(item: Item) -> Blocker:
    """Return a reference as a blocker."""
    kind = BlockerType(item["referrer_type"])
    return Blocker(
        type=kind,
        id=item["referrer_id"],
        uuid=item.get("referrer_uuid"),
        name=item.get("referrer_name"),
        reason=_REASONS[kind],
    )


def _referrer_attributes(referrer: Referrer) -> Item:
    return {
        "workspace": referrer.workspace_uuid,
        "referrer_type": referrer.type,
        "referrer_id": referrer.id,
        "referrer_uuid": referrer.uuid,
        "referrer_name": referrer.name,
    }


def _head_unchanged(publication: Publication) -> Check:
    return Check(
        label="head",
        key=_head_key(publication.referrer),
        condition="publication = :rank",
        values={":rank": publication.rank},
    )


def _head_key(referrer: Referrer) -> Key:
    return keys.reference_head(referrer.workspace_uuid, referrer.type, str(referrer.id))


def _reference_key(referrer: Referrer, number: NumberUuid) -> Key:
    return keys.reference(number, referrer.type, str(referrer.id))


def _number_key(referrer: Referrer, number: NumberUuid) -> Key:
    return keys.number_in(keys.live_numbers(referrer.workspace_uuid), number)
