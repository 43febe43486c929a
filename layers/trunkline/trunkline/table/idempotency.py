"""Idempotency records in the table.

absent ──claim──> in progress ──complete──> completed ──24 h──> absent
                    │      ^
                    │      └── claim again, once the lease of 60 s is over
                    └──release──> absent
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from trunkline.domain.timestamps import Clock, utc_now
from trunkline.services.idempotency import Claim, EarlierRequest, IdempotentResponse, StoredResponse
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Delete, Item, Put, Write

# Longer than any function may run: a claim that is older belongs to an attempt that died.
LEASE = timedelta(seconds=60)
RETENTION = timedelta(hours=24)

Result = TypeVar("Result")


class IdempotencyTable:
    """The store of ``trunkline.services.idempotency``."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self.table = table
        self.clock = clock

    def claim(self, claim: Claim) -> EarlierRequest | None:
        """Take the key, in one conditional write; a record that DynamoDB has yet to expire counts as absent."""
        now = self.clock()
        never_used = "attribute_not_exists(pk)"
        attempt_died = "leased_until <= :now"  # what is completed has no lease any more
        retention_over = "delete_after <= :now"
        try:
            self.table.write(
                Put(
                    label="claim",
                    key=_key(claim),
                    attributes={
                        "entity": "idempotency_record",
                        "fingerprint": claim.fingerprint,
                        "lease": claim.lease,
                        "leased_until": _epoch(now + LEASE),
                        "delete_after": _epoch(now + RETENTION),
                    },
                    condition=f"{never_used} OR {attempt_died} OR {retention_over}",
                    values={":now": _epoch(now)},
                )
            )
        except ConditionFailedError as error:
            item = error.found["claim"]
            # The SDK may send a write again whose response was lost: what it then finds is its own claim.
            return None if item["lease"] == claim.lease else _earlier(item)
        return None

    def complete(self, claim: Claim, response: StoredResponse) -> None:
        """Store a response; a claim that was lost meanwhile belongs to another attempt, which stores its own."""
        try:
            self.table.write(_completion(claim, response, self.clock()))
        except ConditionFailedError:
            return

    def release(self, claim: Claim) -> None:
        """Free the key; nothing happens when the claim was lost meanwhile or its response is stored after all.

        A transaction of which the outcome is unknown can be caught by this: if it has not been done, it will fail
        on its receipt's condition from now on.
        """
        try:
            self.table.write(
                Delete(
                    label="claim",
                    key=_key(claim),
                    condition="lease = :lease AND attribute_not_exists(answer_status)",
                    values={":lease": claim.lease},
                )
            )
        except ConditionFailedError:
            return


def idempotency_writes(idempotent: IdempotentResponse[Result] | None, result: Result) -> Sequence[Write]:
    """Return the writes that store a change's response in its own transaction."""
    if idempotent is None:
        return ()
    return (_completion(idempotent.claim, idempotent.response_for(result), utc_now()),)


def _completion(claim: Claim, response: StoredResponse, now: datetime) -> Put:
    return Put(
        label="receipt",
        key=_key(claim),
        attributes={
            "entity": "idempotency_record",
            "fingerprint": claim.fingerprint,
            "lease": claim.lease,
            "answer_status": response.status,
            "answer_body": response.body,
            "delete_after": _epoch(now + RETENTION),
        },
        # The lease of an attempt that was taken for dead is another's now, and so is the change.
        condition="lease = :lease",
        values={":lease": claim.lease},
    )


def _key(claim: Claim) -> keys.Key:
    return keys.idempotency_record(claim.credential_id, hashlib.sha256(claim.idempotency_key.encode()).hexdigest())


def _earlier(item: Item) -> EarlierRequest:
    answered = "answer_status" in item
    return EarlierRequest(
        fingerprint=item["fingerprint"],
        response=StoredResponse(item["answer_status"], item["answer_body"]) if answered else None,
    )


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
