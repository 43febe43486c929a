"""A Well phone: a number with the people, companies and workspaces that it belongs to."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from trunkline.domain.identifiers import NumberParts, WorkspaceUuid, canonical_uuid
from trunkline.errors import RelatedNotFoundError, RuleError

# Together they keep a creation within one read of 100 keys and one transaction of 100 items: the phone, a record for
# each relationship and each included resource, a demotion for each relationship, the receipt.
MAX_RELATIONSHIPS = 25
MAX_INCLUDED = 25
# A phone with all its records is one response, and that of a keyed request is stored: 25 of these are below 64 KB.
RECORD_MAX_BYTES = 2048

Profile = Mapping[str, str | bool]


class RecordKind(StrEnum):
    """What a phone can belong to; the values are the dialect's resource types, of which one is a plural."""

    PERSON = "people"
    COMPANY = "company"
    WORKSPACE = "workspace"

    @property
    def relationship(self) -> str:
        """The name of the relationship to records of this kind."""
        return {"people": "persons", "company": "companies", "workspace": "workspaces"}[self]

    @property
    def has_primary_phone(self) -> bool:
        """Whether at most one live phone may be the primary one of a record."""
        return self is not RecordKind.WORKSPACE


@dataclass(frozen=True, slots=True)
class RecordId:
    """Which record; ids are the client's own and count within a kind and a workspace of ours."""

    kind: RecordKind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedRecord:
    """What is known of a person, company or workspace.

    ``primary_phone`` is the only phone that may be primary for it. It stays when that phone is demoted on behalf of
    another record, or deleted: the rule holds without it, and neither needs to touch other items.
    """

    record_id: RecordId
    profile: Profile = field(default_factory=dict)
    primary_phone: str | None = None
    # Counts the changes, from 1 for the first that is stored; 0 for a record that is not stored yet.
    version: int = 0

    def merged(self, sent: "Mention") -> "RelatedRecord":
        """Return this record with the members that were sent; the others stay.

        Raises:
            RuleError: It would be too large to store.
        """
        profile = {**self.profile, **sent.profile}
        size = len(json.dumps(profile, ensure_ascii=False).encode())
        if size > RECORD_MAX_BYTES:
            raise RuleError(
                sent.member + ".attributes",
                f"takes {size} bytes as JSON in UTF-8, with what is stored already; {RECORD_MAX_BYTES} are allowed",
            )
        return replace(self, profile=profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A phone's reference to a record.

    ``external_workspace_id`` is set for a workspace that was named by an alias, and is then shown in its place.
    """

    record_id: RecordId
    external_workspace_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WellPhone:
    """A phone of a workspace; ``created_at`` is the client's word where it has given one."""

    workspace_uuid: WorkspaceUuid
    id: str
    number: NumberParts
    label: str | None
    is_primary: bool
    is_verified: bool
    created_by: str
    created_at: datetime
    updated_at: datetime
    relationships: tuple[Relationship, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A record as a document names it; ``member`` is where, ``profile`` what the document says of it."""

    record_id: RecordId
    member: str
    profile: Profile = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWellPhone:
    """A document that creates a phone."""

    workspace_uuid: WorkspaceUuid
    created_by: str
    # Those of the credential: a document may name them without including them.
    own_workspaces: Collection[WorkspaceUuid] = ()
    id: str
    number: NumberParts
    label: str | None = None
    is_primary: bool = False
    is_verified: bool = False
    created_at: datetime | None = None
    related: Sequence[Mention] = ()
    included: Sequence[Mention] = ()

    def __post_init__(self) -> None:
        """Refuse a document that names a record twice.

        Raises:
            RuleError: Which of two versions would count is not for the service to guess.
        """
        for mentions in (self.related, self.included):
            seen: set[RecordId] = set()
            for mention in mentions:
                if mention.record_id in seen:
                    raise RuleError(mention.member, "names a resource that is named before in the same list")
                seen.add(mention.record_id)

    @property
    def record_ids(self) -> list[RecordId]:
        """Every record that the document names, once."""
        return list(dict.fromkeys(mention.record_id for mention in (*self.related, *self.included)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """The result of creating a phone: the phone, its records, and what has to be written besides the phone."""

    phone: WellPhone
    records: Mapping[RecordId, RelatedRecord]
    changed_records: Sequence[RelatedRecord]
    demoted_phones: Sequence[str]


def plan_creation(new: NewWellPhone, stored: Mapping[RecordId, RelatedRecord], now: datetime) -> Creation:
    """Plan the creation of a phone, given the stored ones of the records that the document names.

    Raises:
        RelatedNotFoundError: A relationship names a record that is neither included nor stored.
        RuleError: A record would become too large.
    """
    records = dict(stored)
    for mention in new.included:
        known = records.get(mention.record_id, RelatedRecord(record_id=mention.record_id))
        records[mention.record_id] = known.merged(mention)
    known_without_record = {RecordId(RecordKind.WORKSPACE, uuid) for uuid in new.own_workspaces}
    for mention in new.related:
        if mention.record_id not in records and mention.record_id not in known_without_record:
            raise RelatedNotFoundError(mention.record_id.kind.name.capitalize(), mention.member)
    phone = _phone(new, records, now)
    demoted: dict[str, None] = {}
    for relationship in phone.relationships if phone.is_primary else ():
        if relationship.record_id.kind.has_primary_phone:
            record = records[relationship.record_id]
            # Its own id stands there when the document was sent before; then there is nothing to demote or create.
            if record.primary_phone not in (None, phone.id):
                demoted[str(record.primary_phone)] = None
            records[record.record_id] = replace(record, primary_phone=phone.id)
    return Creation(
        phone=phone,
        records=records,
        changed_records=[record for record in records.values() if record != stored.get(record.record_id)],
        demoted_phones=list(demoted),
    )


def _phone(new: NewWellPhone, records: Mapping[RecordId, RelatedRecord], now: datetime) -> WellPhone:
    return WellPhone(
        workspace_uuid=new.workspace_uuid,
        id=new.id,
        number=new.number,
        label=new.label,
        is_primary=new.is_primary,
        is_verified=new.is_verified,
        created_by=new.created_by,
        # A time of ours is printed as the vendor prints times: in whole seconds.
        created_at=new.created_at or now.replace(microsecond=0),
        updated_at=now,
        relationships=tuple(
            _relationship(records.get(mention.record_id) or RelatedRecord(record_id=mention.record_id))
            for mention in new.related
        ),
    )


def _relationship(record: RelatedRecord) -> Relationship:
    record_id = record.record_id
    by_alias = record_id.kind is RecordKind.WORKSPACE and canonical_uuid(record_id.id) is None
    external = record.profile.get("external_workspace_id") if by_alias else None
    return Relationship(record_id=record_id, external_workspace_id=str(external) if external else None)
