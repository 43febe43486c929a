"""Every key of the table.

| entity                | pk                                   | sk             | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| credential            | CREDENTIAL#<id>                      | CREDENTIAL     | one token; read once a minute        |
| idempotency record    | IDEMPOTENCY#<credential>#<key hash>  | IDEMPOTENCY    | one idempotency key                  |
| phone number, live    | WORKSPACE#<uuid>#LIVE                | NUMBER#<uuid>  | a workspace's changes to its numbers |
| phone number, archived| WORKSPACE#<uuid>#ARCHIVED            | NUMBER#<uuid>  | a workspace's archivings             |
| number guard          | WORKSPACE#<uuid>#E164#<number>       | GUARD          | one number                           |
| provider phone        | ORG#<id>#PROVIDER_PHONE#<uuid>       | PROVIDER_PHONE | one provider phone                   |
| attachment            | ORG#<id>#PROVIDER_PHONE#<uuid>       | ATTACHMENT     | one provider phone                   |
| number claim          | CARRIER#<carrier>#<owner>#<number>   | CLAIM          | one number at its carrier            |
| webhook               | WEBHOOK#<token>                      | WEBHOOK        | reads of one number's webhooks       |
| carrier account       | ORG#<id>#ACCOUNT#<carrier>#<id>      | ACCOUNT        | one account; read every five minutes |
| user                  | ORG#<id>#USER#<id>                   | USER           | one user                             |
| user phone            | ORG#<id>#USER#<id>                   | PHONE#<number> | one user's registrations             |
| call                  | ORG#<id>#CALL#<carrier>#<id>         | CALL           | one call                             |
| message               | ORG#<id>#MESSAGE#<carrier>#<id>      | MESSAGE        | one message                          |

Index gsi1 (eventually consistent, sparse) lists an organisation's provider phones by who may link them:

| entity                | gsi1pk                               | gsi1sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| provider phone, free  | ORG#<id>#FREE                        | <number>       | an organisation's links and unlinks  |
| provider phone, kept  | ORG#<id>#WORKSPACE#<uuid>            | <number>       | a workspace's links and unlinks      |
| call of a number      | NUMBER#<uuid>#CALLS                  | <time>#<id>    | one number's calls                   |
| message of a number   | NUMBER#<uuid>#MESSAGES               | <time>#<id>    | one number's messages                |

What comes in for a number that is linked to none is filed under the provider phone's uuid in place of the number's.

Index gsi2 (keys only, sparse) is the due index: whatever the scheduled cleanup has to look at, by the time from which
on it has to. An item gets ``gsi2pk`` when something is begun and loses it when that has ended well.

| entity                | gsi2pk                               | gsi2sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| anything that is due  | DUE#<shard, 00 to 15>                | <time>         | a sixteenth of all that is under way |

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


def attachment(organization: OrganizationId, phone: ProviderPhoneUuid) -> Key:
    """What is set at the carrier for a provider phone, and what was there before."""
    return Key(provider_phone(organization, phone).pk, "ATTACHMENT")


def number_claim(carrier: str, owner_id: str, e164: str) -> Key:
    """An organisation's hold on a number at its carrier; the same for whoever names the number."""
    return Key(_join("CARRIER", carrier, owner_id, e164), "CLAIM")


def webhook(token: str) -> Key:
    """Whose events come in under a webhook token."""
    return Key(_join("WEBHOOK", token), "WEBHOOK")


def carrier_account(organization: OrganizationId, carrier: str, account_id: str) -> Key:
    """An organisation's account at a carrier."""
    return Key(_join("ORG", organization, "ACCOUNT", carrier, account_id), "ACCOUNT")


def user(organization: OrganizationId, user_id: str) -> Key:
    """One user of an organisation."""
    return Key(_join("ORG", organization, "USER", user_id), "USER")


def user_phones(organization: OrganizationId, user_id: str) -> Collection:
    """The numbers that a user has registered."""
    return Collection(user(organization, user_id).pk, "PHONE#")


def user_phone(organization: OrganizationId, user_id: str, e164: str) -> Key:
    """One number that a user has registered."""
    collection = user_phones(organization, user_id)
    return Key(collection.pk, collection.sk_prefix + _escaped(e164))


def call(organization: OrganizationId, carrier: str, call_id: str) -> Key:
    """One call, by the carrier's id: the same item whichever of its events comes first."""
    return Key(_join("ORG", organization, "CALL", carrier, call_id), "CALL")


def message(organization: OrganizationId, carrier: str, message_id: str) -> Key:
    """One message, by the carrier's id."""
    return Key(_join("ORG", organization, "MESSAGE", carrier, message_id), "MESSAGE")


def calls_of(number: str) -> str:
    """Index partition of a phone number's calls, or of an unlinked provider phone's."""
    return _join("NUMBER", number, "CALLS")


def messages_of(number: str) -> str:
    """Index partition of a phone number's messages, or of an unlinked provider phone's."""
    return _join("NUMBER", number, "MESSAGES")


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
