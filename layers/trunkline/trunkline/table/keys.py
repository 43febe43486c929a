"""Every key of the table.

| entity                | pk                                   | sk             | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| credential            | CREDENTIAL#<id>                      | CREDENTIAL     | one token; read once a minute        |
| idempotency record    | IDEMPOTENCY#<credential>#<key hash>  | IDEMPOTENCY    | one idempotency key                  |
| phone number, live    | WORKSPACE#<uuid>#LIVE                | NUMBER#<uuid>  | a workspace's changes to its numbers |
| phone number, archived| WORKSPACE#<uuid>#ARCHIVED            | NUMBER#<uuid>  | a workspace's archivings             |
| number guard          | WORKSPACE#<uuid>#E164#<number>       | GUARD          | one number                           |
| provider phone        | ORG#<id>#PROVIDER_PHONE#<uuid>       | PROVIDER_PHONE | one provider phone                   |
| reference             | NUMBER#<uuid>#REFERENCES             | REFERENCE#<t>#<id> | what refers to one number        |
| reference head        | WORKSPACE#<uuid>#REFERRER#<t>#<id>   | HEAD           | one workflow's publications          |
| archive outcome       | NUMBER#<uuid>#ARCHIVE                | OUTCOME        | one number's blocked attempts        |
| Well phone            | WORKSPACE#<uuid>#WELL_PHONE#<id>     | WELL_PHONE     | one Well phone                       |
| Well record           | WORKSPACE#<uuid>#WELL#<kind>#<id>    | WELL           | one person, company or workspace     |

Index gsi1 (eventually consistent, sparse) lists an organisation's provider phones by who may link them:

| entity                | gsi1pk                               | gsi1sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| provider phone, free  | ORG#<id>#FREE                        | <number>       | an organisation's links and unlinks  |
| provider phone, kept  | ORG#<id>#WORKSPACE#<uuid>            | <number>       | a workspace's links and unlinks      |

The same index lists the live Well phones of a workspace, so that a page is one query; a deletion takes the phone out.

| entity                | gsi1pk                               | gsi1sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| Well phone, live      | WORKSPACE#<uuid>#WELL_PHONES         | <id>           | a workspace's Well phones: creations,|
|                       |                                      |                | demotions, deletions; see below      |

That partition takes every phone write of its workspace, at one unit each. It takes 1000 a second, twice what the
template's throttle lets through for the whole API; and as its sort keys are random UUIDs, not times, DynamoDB can
split it where it is hot. Shards would cost a page as many queries as there are shards.

Index gsi2 (keys only, sparse) is the due index: whatever the scheduled cleanup has to look at, by the time from which
on it has to. An item gets ``gsi2pk`` when something is begun and loses it when that has ended well.

| entity                | gsi2pk                               | gsi2sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| anything that is due  | DUE#<shard, 00 to 15>                | <time>         | a sixteenth of all that is under way |
| what was given up     | DUE#PARKED                           | <time>         | what an operator has to look at      |

A phone number moves from the live to the archived collection when it is archived. So a list of live numbers reads
live numbers only, in a strongly consistent query of the table itself, however many were archived before.

The guard keeps a workspace from having one number twice, live. It is an item of its own because a number's key must
follow from its id alone, and an archived number may come back under another id.

Nobody else formats a ``#``. Parts are escaped, so that no text that a client chose can make one key look like another.
"""

from dataclasses import dataclass
from zlib import crc32

from trunkline.domain.identifiers import (
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
)

DUE_SHARDS = 16


@dataclass(frozen=True, slots=True)
class Key:
    """The primary key of one item."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A partition of which the items with one kind of sort key are read together."""

    pk: str
    sk_prefix: str


def credential(credential_id: str) -> Key:
    """One token's stored half."""
    return Key(_join("CREDENTIAL", credential_id), "CREDENTIAL")


def idempotency_record(credential_id: str, key_sha256: str) -> Key:
    """One idempotency key of one credential; hashed, because clients choose it freely."""
    return Key(_join("IDEMPOTENCY", credential_id, key_sha256), "IDEMPOTENCY")


def live_numbers(workspace: WorkspaceUuid) -> Collection:
    """The live numbers of a workspace."""
    return Collection(_join("WORKSPACE", workspace, "LIVE"), "NUMBER#")


def archived_numbers(workspace: WorkspaceUuid) -> Collection:
    """The archived numbers of a workspace."""
    return Collection(_join("WORKSPACE", workspace, "ARCHIVED"), "NUMBER#")


def number_in(collection: Collection, number: NumberUuid) -> Key:
    """One phone number in the live or archived collection of its workspace."""
    return Key(collection.pk, collection.sk_prefix + _escaped(number))


def number_guard(workspace: WorkspaceUuid, e164: str) -> Key:
    """The claim of a workspace's live phone number on its E.164 number."""
    return Key(_join("WORKSPACE", workspace, "E164", e164), "GUARD")


def provider_phone(organization: OrganizationId, phone: ProviderPhoneUuid) -> Key:
    """An organisation's inventory record of one number."""
    return Key(_join("ORG", organization, "PROVIDER_PHONE", phone), "PROVIDER_PHONE")


def free_provider_phones(organization: OrganizationId) -> str:
    """Index partition of the provider phones that any workspace of the organisation may link."""
    return _join("ORG", organization, "FREE")


def kept_provider_phones(organization: OrganizationId, workspace: WorkspaceUuid) -> str:
    """Index partition of the provider phones that are assigned to one workspace."""
    return _join("ORG", organization, "WORKSPACE", workspace)


def references(number: NumberUuid) -> Collection:
    """The workflows and event rules that refer to a phone number."""
    return Collection(_join("NUMBER", number, "REFERENCES"), "REFERENCE#")


def reference(number: NumberUuid, referrer_type: str, referrer_id: str) -> Key:
    """One workflow's or event rule's reference to a phone number."""
    return Key(references(number).pk, _join("REFERENCE", referrer_type, referrer_id))


def reference_head(workspace: WorkspaceUuid, referrer_type: str, referrer_id: str) -> Key:
    """What is known of a workflow or event rule: its latest version and the numbers that it refers to."""
    return Key(_join("WORKSPACE", workspace, "REFERRER", referrer_type, referrer_id), "HEAD")


def archive_outcome(number: NumberUuid) -> Key:
    """What blocked the latest attempt to archive a phone number that was blocked."""
    return Key(_join("NUMBER", number, "ARCHIVE"), "OUTCOME")


def parked() -> str:
    """Index partition of what the scheduled cleanup has given up; it holds next to nothing, or an alarm rings."""
    return _join("DUE", "PARKED")


def well_phone(workspace: WorkspaceUuid, phone_id: str) -> Key:
    """One Well phone, live or deleted: a deletion leaves it here, so its id is not used again."""
    return Key(_join("WORKSPACE", workspace, "WELL_PHONE", phone_id), "WELL_PHONE")


def well_record(workspace: WorkspaceUuid, kind: str, record_id: str) -> Key:
    """One person, company or workspace that Well phones refer to; clients choose the ids."""
    return Key(_join("WORKSPACE", workspace, "WELL", kind, record_id), "WELL")


def well_phones(workspace: WorkspaceUuid) -> str:
    """Index partition of the live Well phones of a workspace."""
    return _join("WORKSPACE", workspace, "WELL_PHONES")


def due_shard(key: Key) -> str:
    """Index partition in which the item is due; the same for an item each time."""
    return due_partitions()[crc32(f"{key.pk}\n{key.sk}".encode()) % DUE_SHARDS]


def due_partitions() -> list[str]:
    """All partitions of the due index."""
    return [_join("DUE", f"{shard:02d}") for shard in range(DUE_SHARDS)]


def _join(*parts: str) -> str:
    return "#".join(_escaped(part) for part in parts)


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("#", "%23")
