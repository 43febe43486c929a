"""Audits of carrier accounts, and what is known of the health of numbers, in the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from trunkline.domain.audits import Audit, AuditReport, AuditStep
from trunkline.domain.health import HealthRecord, HealthStatus
from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid, WorkspaceUuid, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import from_iso, to_iso
from trunkline.services.pages import Page
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.health_items import health_attributes, health_from, health_of
from trunkline.table.items import ConditionFailedError, Item, Put, Update
from trunkline.table.keys import Key
from trunkline.table.number_items import record_from
from trunkline.table.registers import register_page

if TYPE_CHECKING:
    from trunkline.services.backfill import Backfill

# What DynamoDB reads in one batch.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class HealthTable:
    """The store of ``trunkline.services.health_checks`` and ``trunkline.services.audits``."""

    table: Table

    def find(self, organization: OrganizationId, phone: ProviderPhone) -> tuple[HealthRecord | None, Audit | None]:
        """Find what is known of a number, and of its account's audit.

        One batch read.
        """
        account = (organization, phone.provider, str(phone.account_id))
        health, audit = self.table.get_all([keys.number_health(*account, phone.uuid), keys.audit(*account)])
        return health_from(health), audit_from(audit)

    def find_health(self, phone: ProviderPhone) -> HealthRecord | None:
        """Find what is known of a number.

        One read.
        """
        account = (phone.organization_id, phone.provider, str(phone.account_id))
        return health_from(self.table.get(keys.number_health(*account, phone.uuid)))

    def keep(self, record: HealthRecord) -> bool:
        """Store what a look has found; False when there was a later look.

        One write.
        """
        not_later = "attribute_not_exists(pk) OR checked_at <= :checked"
        return self._kept(_health_put(record, not_later, {":checked": to_iso(record.checked_at)}))

    def keep_recovered(self, record: HealthRecord, lost: "Backfill") -> bool:
        """Store that a broken number works again, and request its backfill; both or neither.

        One transaction. False when somebody else has found it so: then nothing is requested twice.
        """
        # Functions that only read do not load it.
        from trunkline.table.backfills import request_of  # noqa: PLC0415

        is_broken = {":broken": HealthStatus.BROKEN, ":checked": to_iso(record.checked_at)}
        put = _health_put(record, "health = :broken AND checked_at <= :checked", is_broken)
        return self._kept(put, request_of(lost, lost.requested_at))

    def _kept(self, *writes: Put) -> bool:
        try:
            self.table.write(*writes)
        except ConditionFailedError:
            return False
        return True

    def unhealthy(
        self, workspace: WorkspaceUuid, organization: OrganizationId, *, limit: int | None, after: str | None
    ) -> Page[HealthRecord]:
        """List a workspace's numbers that are not healthy.

        One query of the index.
        """

        def key_of(position: str) -> Key:
            e164, carrier, account_id = position.split(":", 2)
            phone = provider_phone_uuid(organization, e164)
            return keys.number_health(organization, carrier, account_id, phone)

        partition = keys.unhealthy_numbers(workspace)
        return register_page(self.table, partition, key_of, health_of, limit=limit, after=after)

    def of_account(self, audit: Audit, *, after: str | None, limit: int) -> Page[HealthRecord]:
        """List what is known of an account's numbers; positions are provider phones.

        One query.
        """
        account = (audit.organization_id, audit.carrier, audit.account_id)
        collection = keys.number_healths(*account)
        start = keys.number_health(*account, ProviderPhoneUuid(after)) if after else None
        found = self.table.query(pk=collection.pk, sk_prefix=collection.sk_prefix, limit=limit, after=start)
        records = [health_of(item) for item in found.items]
        return Page(records, None if found.ended or not records else records[-1].phone_uuid)

    def inventory(self, audit: Audit, *, after: str | None, limit: int) -> Page[ProviderPhoneUuid]:
        """List the provider phones of an account; positions are numbers.

        One query of the index of keys.
        """
        partition = keys.account_phones(audit.organization_id, audit.carrier, audit.account_id)
        start = None
        if after:
            key = keys.provider_phone(audit.organization_id, provider_phone_uuid(audit.organization_id, after))
            start = {"pk": key.pk, "sk": key.sk, "gsi3pk": partition, "gsi3sk": after}
        found = self.table.query_gsi1(gsi1pk=partition, limit=limit, after=start, index="gsi3")
        numbers = [item["gsi3sk"] for item in found.items]
        phones = [provider_phone_uuid(audit.organization_id, number) for number in numbers]
        return Page(phones, None if found.ended or not numbers else numbers[-1])

    def phones(self, organization: OrganizationId, phones: Sequence[ProviderPhoneUuid]) -> list[ProviderPhone | None]:
        """Find provider phones.

        One batch read for each hundred.
        """
        wanted = [keys.provider_phone(organization, each) for each in phones]
        parts = [wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH)]
        return [record_from(item) for part in parts for item in self.table.get_all(part)]

    def find_audit(self, organization: OrganizationId, carrier: Carrier, account_id: str) -> Audit | None:
        """Find an account's audit.

        One read.
        """
        return audit_from(self.table.get(keys.audit(organization, carrier, account_id)))

    def ask_for_audit(self, organization: OrganizationId, carrier: Carrier, account_id: str, due_at: datetime) -> None:
        """Have an account audited, for the first time or sooner than at its own time; one write."""
        key = keys.audit(organization, carrier, account_id)
        self.table.write(
            Update(
                label="audit",
                key=key,
                set_={
                    "entity": "account_audit",
                    "organization": organization,
                    "carrier": carrier,
                    "account_id": account_id,
                    **keys.due_attributes(key, due_at),
                },
                first={"asked_at": to_iso(due_at)},
                condition="attribute_not_exists(pk) OR entity = :entity",
                values={":entity": "account_audit"},
            )
        )

    def is_asked_for(self, organization: OrganizationId, carrier: Carrier, account_id: str, seen_due: str) -> bool:
        """Take an account off the due index once its audit is on it; one write."""
        return self._updated(
            keys.carrier_account(organization, carrier, account_id),
            {"gsi2pk": None, "gsi2sk": None, "due_tries": None, "due_error": None},
            seen_due,
        )

    def save(self, audit: Audit, *, seen_due: str, due_at: datetime | None) -> bool:
        """Keep how far an audit is; one write, False when somebody else has it."""
        key = keys.audit(audit.organization_id, audit.carrier, audit.account_id)
        return self._updated(key, {**_audit_attributes(audit), **keys.due_attributes(key, due_at)}, seen_due)

    def _updated(self, key: Key, changes: Item, seen_due: str) -> bool:
        try:
            self.table.write(
                Update(label="audit", key=key, set_=changes, condition="gsi2sk = :seen", values={":seen": seen_due})
            )
        except ConditionFailedError:
            return False
        return True


def _health_put(record: HealthRecord, condition: str, values: Item) -> Put:
    key = keys.number_health(record.organization_id, record.carrier, record.account_id, record.phone_uuid)
    return Put(label="health", key=key, attributes=health_attributes(record), condition=condition, values=values)


def audit_from(item: Item | None) -> Audit | None:
    """Read an audit from an item."""
    if item is None:
        return None
    suspects = item.get("audit_suspects", "")
    return Audit(
        organization_id=item["organization"],
        carrier=Carrier(item["carrier"]),
        account_id=item["account_id"],
        step=AuditStep(item["audit_step"]) if "audit_step" in item else None,
        position=item.get("audit_position"),
        difference=item.get("audit_difference", ""),
        suspects=None if suspects == "*" else frozenset(int(each, 16) for each in suspects.split()),
        started_at=_moment(item, "audit_started_at") or _moment(item, "asked_at"),
        finished_at=_moment(item, "audit_finished_at"),
        covers_until=_moment(item, "audit_covers_until"),
        failure=item.get("audit_failure", ""),
        running=_report_from(item.get("audit_running")),
        last=_report_from(item.get("audit_last")),
    )


def _audit_attributes(audit: Audit) -> Item:
    suspects = "*" if audit.suspects is None else " ".join(f"{each:x}" for each in sorted(audit.suspects))
    return {
        "audit_step": audit.step,
        "audit_position": audit.position,
        "audit_difference": audit.difference or None,
        "audit_suspects": suspects or None,
        "audit_started_at": _iso(audit.started_at),
        "audit_finished_at": _iso(audit.finished_at),
        "audit_covers_until": _iso(audit.covers_until),
        "audit_failure": audit.failure or None,
        "audit_running": _report(audit.running),
        "audit_last": _report(audit.last),
    }


def _report(report: AuditReport) -> Item | None:
    if not report.counts:
        return None
    return {"counts": dict(report.counts), "unknown_here": [list(each) for each in report.unknown_here]}


def _report_from(item: Item | None) -> AuditReport:
    if item is None:
        return AuditReport()
    named = tuple((str(number), str(price)) for number, price in item["unknown_here"])
    return AuditReport(counts=item["counts"], unknown_here=named)


def _iso(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None


def _moment(item: Item, name: str) -> datetime | None:
    return from_iso(item[name]) if name in item else None
