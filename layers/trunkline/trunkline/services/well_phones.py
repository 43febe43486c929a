"""Well phones: create, read, list, delete."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trunkline.domain.identifiers import WorkspaceUuid
from trunkline.domain.timestamps import Clock, utc_now
from trunkline.domain.well_phones import (
    NewWellPhone,
    RecordId,
    RelatedRecord,
    WellPhone,
    plan_creation,
)
from trunkline.errors import NotFoundError, UnavailableError
from trunkline.invocation import attempts
from trunkline.services.idempotency import IdempotentResponse

if TYPE_CHECKING:
    from trunkline.table.well_phones import WellPhoneTable


class StaleRecordError(Exception):
    """A record was changed since it was read; read it again and decide anew."""


@dataclass(frozen=True, slots=True)
class PhoneDocument:
    """A phone with what is known of the records that it belongs to."""

    phone: WellPhone
    records: Mapping[RecordId, RelatedRecord]


class WellPhones:
    """The use cases, over a store."""

    def __init__(
        self,
        store: "WellPhoneTable",
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store = store
        self.clock = clock
        self.sleep = sleep

    def create(self, new: NewWellPhone, idempotent: IdempotentResponse[PhoneDocument] | None = None) -> PhoneDocument:
        """Create a phone; included records are stored with it, and a new primary demotes the previous one.

        Raises:
            DuplicatePhoneError: The id is in use, or was.
            RelatedNotFoundError: A relationship names a record that is neither included nor stored.
            RuleError: A record would become too large.
        """
        for _ in attempts(self.sleep):
            stored = self._records(new.workspace_uuid, new.record_ids)
            creation = plan_creation(new, stored, self.clock())
            try:
                self.store.add(creation, idempotent)
            except StaleRecordError:
                continue
            return PhoneDocument(creation.phone, creation.records)
        raise UnavailableError

    def get(self, workspace: WorkspaceUuid, phone_id: str) -> PhoneDocument:
        """Return the phone with its records as they are now: one read, and one more when it has relationships.

        Raises:
            NotFoundError: The workspace has no such phone, or it is deleted.
        """
        phone = self.store.find(workspace, phone_id)
        if phone is None:
            raise NotFoundError("Phone")
        record_ids = [relationship.record_id for relationship in phone.relationships]
        return PhoneDocument(phone, self._records(workspace, record_ids))

    def delete(self, workspace: WorkspaceUuid, phone_id: str) -> None:
        """Delete the phone's record, and nothing but the record: no link, nothing at the carrier.

        Raises:
            NotFoundError: The workspace has no such phone, or it is deleted already.
        """
        if not self.store.delete(workspace, phone_id):
            raise NotFoundError("Phone")

    def _records(self, workspace: WorkspaceUuid, record_ids: Sequence[RecordId]) -> Mapping[RecordId, RelatedRecord]:
        return self.store.find_records(workspace, record_ids) if record_ids else {}
