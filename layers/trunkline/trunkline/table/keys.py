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
| contact               | ORG#<id>#CONTACTS#<shard, 0 or 1>    | CONTACT#<id>   | half of an org.'s contact writes     |
| contact guard         | ORG#<id>#EXTERNAL_ID#<external id>   | SOURCE#<source>| one external id                      |
| contact custom field  | ORG#<id>#CONTACT_FIELDS              | FIELD#<key>    | definitions: read often, never hot   |
| Well phone            | WORKSPACE#<uuid>#WELL_PHONE#<id>     | WELL_PHONE     | one Well phone                       |
| Well record           | WORKSPACE#<uuid>#WELL#<kind>#<id>    | WELL           | one person, company or workspace     |
| Zudu number           | ORG#<id>#ZUDU                        | NUMBER#<number>| an organisation's Zudu records       |
| number claim          | CARRIER#<carrier>#<owner>#<number>   | CLAIM          | one number at its carrier            |
| webhook               | WEBHOOK#<token>                      | WEBHOOK        | reads of one number's webhooks       |
| carrier account       | ORG#<id>#ACCOUNT#<carrier>#<id>      | ACCOUNT        | one account; read every five minutes |
| user                  | ORG#<id>#USER#<id>                   | USER           | one user                             |
| user phone            | ORG#<id>#USER#<id>                   | PHONE#<number> | one user's registrations             |
| call                  | ORG#<id>#CALL#<carrier>#<id>         | CALL           | one call                             |
| message               | ORG#<id>#MESSAGE#<carrier>#<id>      | MESSAGE        | one message                          |
| account's audit       | ORG#<id>#HEALTH#<carrier>#<id>       | AUDIT          | one account's audit                  |
| number's health       | ORG#<id>#HEALTH#<carrier>#<id>       | PHONE#<uuid>   | an account's numbers gone wrong      |
| copy budget           | ORG#<id>#COPIES                      | DAY#<date>     | an organisation's copied recordings  |
| subscription          | ORG#<id>#SUBSCRIPTIONS               | SUBSCRIPTION#<id> | an organisation's own changes     |
| delivery              | ORG#<id>#DELIVERIES#<subscription>#<line> | DELIVERY#<id> | one number's events          |
| slow organisation     | ORG#<id>#DELIVERIES#SLOW             | SLOW           | read at each try; one RCU each       |
| backfill              | ORG#<id>#BACKFILL#<carrier>#<account>| WINDOW#<window>| one account's backfills             |
| organisation          | ORG#<id>                             | ORG            | one organisation; operators only     |
| workspace             | WORKSPACE#<uuid>                     | WORKSPACE      | one workspace; operators only        |

Zudu numbers are one collection an organisation, because Zudu's lists are sorted by any member and say how many there
are: each list reads the collection, or with an area code the part that starts with it, up to a cap. 10,000 records
of half a kilobyte are about 1,250 read units a list, of the 3,000 a second that a partition gives; writes, one unit
each, are the changes that people make to numbers. What agents say of a number is kept on its provider phone's item.

Index gsi1 (eventually consistent, sparse) lists an organisation's provider phones by who may link them:

| entity                | gsi1pk                               | gsi1sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| provider phone, free  | ORG#<id>#FREE                        | <number>       | an organisation's links and unlinks  |
| provider phone, kept  | ORG#<id>#WORKSPACE#<uuid>            | <number>       | a workspace's links and unlinks      |
| call of a number      | NUMBER#<uuid>#CALLS                  | <time>#<id>    | one number's calls                   |
| message of a number   | NUMBER#<uuid>#MESSAGES               | <time>#<id>    | one number's messages                |
| user phone            | ORG#<id>#PROVIDER_PHONE#<uuid>#USERS | <user id>      | one number's registrations           |
| number, not healthy   | WORKSPACE#<uuid>#UNHEALTHY           | <number>:<account>| a workspace's numbers gone wrong  |

| delivery              | ORG#<id>#SUBSCRIPTION#<id>#<status>  | <event id>     | one subscription's deliveries        |

A delivery's partition is a line: the events of one number for one subscription, which start in order. The index has
them by status, the newest first: a subscription's list merges the four, for a status there is one. Each delivery
writes there thrice, so one subscription takes some 300 events a second.

What comes in for a number that is linked to none is filed under the provider phone's uuid in place of the number's.

and its contacts by where they came from:

| entity                | gsi1pk                               | gsi1sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| contact               | ORG#<id>#SOURCE#<source>#<shard>     | <contact id>   | half of an org.'s contact writes     |

and, for operators, whom it serves and what it was given. Operators write these, a few a day:

| entity                | gsi1pk                               | gsi1sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| organisation          | ORGS                                 | <id>           | new organisations                    |
| workspace             | ORG#<id>#REGISTER#WORKSPACES         | <uuid>         | an organisation's new workspaces     |
| user                  | ORG#<id>#REGISTER#USERS              | <id>           | an organisation's new users          |
| credential            | ORG#<id>#REGISTER#CREDENTIALS        | <id>           | an organisation's new credentials    |
| carrier account       | ORG#<id>#REGISTER#ACCOUNTS           | <carrier>:<id> | an organisation's accounts; rotations|
| backfill              | ORG#<id>#REGISTER#BACKFILLS          | <time>#<sk>    | an organisation's backfills          |
| provider phone, resting| ORG#<id>#REGISTER#RESTING           | <number>       | an organisation's quarantines        |

The same index lists the live Well phones of a workspace, so that a page is one query; a deletion takes the phone out.

| entity                | gsi1pk                               | gsi1sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| Well phone, live      | WORKSPACE#<uuid>#WELL_PHONES         | <id>           | a workspace's Well phones: creations,|
|                       |                                      |                | demotions, deletions; see below      |

That partition takes every phone write of its workspace, at one unit each. It takes 1000 a second, twice what the
template's throttle lets through for the whole API; and as its sort keys are random UUIDs, not times, DynamoDB can
split it where it is hot. Shards would cost a page as many queries as there are shards.

Index gsi2 (keys only, sparse) is the due index: whatever the scheduled cleanup has to look at, by the time from which
on it has to. An item gets ``gsi2pk`` when something is begun and loses it when that has ended well. So does a call,
under its number: what keeps a number from being archived is found without reading the day's calls.

| entity                | gsi2pk                               | gsi2sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| phone number, due     | DUE#<shard, 00 to 07>                | <time>         | an eighth of the archives under way  |
| provider phone, due   | DUE#<shard, 08 to 15>                | <time>         | an eighth of webhooks under way      |
| delivery, due         | DUE#<shard, 16 to 23>                | <time>         | an eighth of what waits for a try    |
| backfill, due         | DUE#<shard, 08 to 15>                | <time>         | an eighth of the backfills under way |
| account, audit due    | DUE#<shard, 24 to 27>                | <time>         | a quarter of the accounts' audits    |
| parked                | DUE#PARKED                           | <time>         | what an operator has to look at      |
| call in progress      | NUMBER#<uuid>#CALLS_IN_PROGRESS      | <time>         | what begins and ends at one number   |

Index gsi3 (keys only, sparse) lists what is known here of a carrier account, so that its audit can tell what is lost:

| entity                | gsi3pk                               | gsi3sk         | hottest partition                    |
|-----------------------|--------------------------------------|----------------|--------------------------------------|
| provider phone        | ORG#<id>#ACCOUNT#<carrier>#<id>#PHONES| <number>      | an account's registrations; imports  |

A phone number moves from the live to the archived collection when it is archived. So a list of live numbers reads
live numbers only, in a strongly consistent query of the table itself, however many were archived before.

The guard keeps a workspace from having one number twice, live. It is an item of its own because a number's key must
follow from its id alone, and an archived number may come back under another id.

Contacts are listed in the order of their ids. The ids are random and their first digit says in which of two shards a
contact is, so a list reads one shard and then the other, and no partition takes more than half of what an import
writes: two take what the API lets through (500 requests a second) of contacts of 2 KB, 4 write units each. One that
stays hot with larger ones DynamoDB can split, as the ids are no times. More shards would cost an organisation whose
contacts fit on a page as many queries.

The contact guard keeps two contacts of an organisation from having one source and external id. Contacts without an
external id have none; a source of null is NO_SOURCE.

Nobody else formats a ``#``. Parts are escaped, so that no text that a client chose can make one key look like another.
"""

from datetime import datetime
from typing import Literal, NamedTuple
from zlib import crc32

from trunkline.domain.identifiers import (
    ContactId,
    NumberUuid,
    OrganizationId,
    ProviderPhoneUuid,
    WorkspaceUuid,
)
from trunkline.domain.timestamps import to_iso

DUE_SHARDS = 24
_DUE_GROUPS = 3
# What comes after those: audits have a function of their own.
AUDIT_SHARDS = 4
# Part of every contact's key: contacts that are stored would not be found under another number.
CONTACT_SHARDS = 2

Register = Literal["WORKSPACES", "USERS", "CREDENTIALS", "ACCOUNTS", "RESTING", "BACKFILLS"]


class Key(NamedTuple):
    """The primary key of one item."""

    pk: str
    sk: str


class Collection(NamedTuple):
    """A partition of which the items with one kind of sort key are read together."""

    pk: str
    sk_prefix: str


def credential(credential_id: str) -> Key:
    """Return the key of a token's stored half."""
    return Key(_join("CREDENTIAL", credential_id), "CREDENTIAL")


def idempotency_record(credential_id: str, key_sha256: str) -> Key:
    """Return the key of one idempotency key of one credential; hashed, because clients choose it freely."""
    return Key(_join("IDEMPOTENCY", credential_id, key_sha256), "IDEMPOTENCY")


def live_numbers(workspace: WorkspaceUuid) -> Collection:
    """Return where the live numbers of a workspace are."""
    return Collection(_join("WORKSPACE", workspace, "LIVE"), "NUMBER#")


def archived_numbers(workspace: WorkspaceUuid) -> Collection:
    """Return where the archived numbers of a workspace are."""
    return Collection(_join("WORKSPACE", workspace, "ARCHIVED"), "NUMBER#")


def number_in(collection: Collection, number: NumberUuid) -> Key:
    """Return the key of a phone number in the live or archived collection of its workspace."""
    return Key(collection.pk, collection.sk_prefix + _escaped(number))


def number_guard(workspace: WorkspaceUuid, e164: str) -> Key:
    """Return the key of the claim of a workspace's live phone number on its E.164 number."""
    return Key(_join("WORKSPACE", workspace, "E164", e164), "GUARD")


def provider_phone(organization: OrganizationId, phone: ProviderPhoneUuid) -> Key:
    """Return the key of an organisation's inventory record of a number."""
    return Key(_join("ORG", organization, "PROVIDER_PHONE", phone), "PROVIDER_PHONE")


def zudu_numbers(organization: OrganizationId, beginning: str = "") -> Collection:
    """Return where an organisation's Zudu numbers with a beginning are, in the order of their digits."""
    return Collection(_join("ORG", organization, "ZUDU"), "NUMBER#" + _escaped(beginning))


def zudu_number(organization: OrganizationId, e164: str) -> Key:
    """Return the key of an organisation's Zudu record of a number."""
    collection = zudu_numbers(organization)
    return Key(collection.pk, collection.sk_prefix + _escaped(e164))


def free_provider_phones(organization: OrganizationId) -> str:
    """Index partition of the provider phones that any workspace of the organisation may link."""
    return _join("ORG", organization, "FREE")


def reserved_provider_phones(organization: OrganizationId, workspace: WorkspaceUuid) -> str:
    """Index partition of the provider phones that are assigned to one workspace."""
    return _join("ORG", organization, "WORKSPACE", workspace)


def references(number: NumberUuid) -> Collection:
    """Return where the workflows and event rules that refer to a phone number are."""
    return Collection(_join("NUMBER", number, "REFERENCES"), "REFERENCE#")


def reference(number: NumberUuid, referrer_type: str, referrer_id: str) -> Key:
    """Return the key of a workflow's or event rule's reference to a phone number."""
    return Key(references(number).pk, _join("REFERENCE", referrer_type, referrer_id))


def reference_head(workspace: WorkspaceUuid, referrer_type: str, referrer_id: str) -> Key:
    """Return the key of what is known of a workflow or event rule: its latest version and its numbers."""
    return Key(_join("WORKSPACE", workspace, "REFERRER", referrer_type, referrer_id), "HEAD")


def archive_outcome(number: NumberUuid) -> Key:
    """Return the key of what blocked the latest blocked archive of a phone number."""
    return Key(_join("NUMBER", number, "ARCHIVE"), "OUTCOME")


def parked() -> str:
    """Return the index partition of what the scheduled cleanup has parked, which is next to nothing."""
    return _join("DUE", "PARKED")


def contact_shards(organization: OrganizationId) -> list[Collection]:
    """Return the shards of an organisation's contacts; all ids of a shard are lower than those of the next."""
    return [
        Collection(_join("ORG", organization, "CONTACTS", str(shard)), "CONTACT#") for shard in range(CONTACT_SHARDS)
    ]


def contact(organization: OrganizationId, contact_id: ContactId) -> Key:
    """Return the key of a contact, in the shard that its id says."""
    shard = contact_shards(organization)[contact_shard(contact_id)]
    return Key(shard.pk, shard.sk_prefix + _escaped(contact_id))


def contact_shard(contact_id: ContactId) -> int:
    """Return the number of the shard that a contact is in."""
    return int(contact_id[0], 16) * CONTACT_SHARDS // 16


def contacts_from(organization: OrganizationId, source: str) -> list[str]:
    """Index partitions of the contacts from one source, one a shard and in the order of shards."""
    return [_join("ORG", organization, "SOURCE", source, str(shard)) for shard in range(CONTACT_SHARDS)]


def contact_guards(organization: OrganizationId, external_id: str) -> Collection:
    """Return where the guards of the contacts with one external id are, of any source."""
    return Collection(_join("ORG", organization, "EXTERNAL_ID", external_id), "")


def contact_guard(organization: OrganizationId, source: str | None, external_id: str) -> Key:
    """Return the key of a contact's claim on its source and external id."""
    sk = "NO_SOURCE" if source is None else _join("SOURCE", source)
    return Key(contact_guards(organization, external_id).pk, sk)


def contact_fields(organization: OrganizationId) -> Collection:
    """Return where the custom fields of an organisation's contacts are."""
    return Collection(_join("ORG", organization, "CONTACT_FIELDS"), "FIELD#")


def contact_field(organization: OrganizationId, field_key: str) -> Key:
    """Return the key of a custom field's definition."""
    fields = contact_fields(organization)
    return Key(fields.pk, fields.sk_prefix + _escaped(field_key))


def well_phone(workspace: WorkspaceUuid, phone_id: str) -> Key:
    """Return the key of a Well phone, live or deleted: a deletion leaves it here, so its id is not used again."""
    return Key(_join("WORKSPACE", workspace, "WELL_PHONE", phone_id), "WELL_PHONE")


def well_record(workspace: WorkspaceUuid, kind: str, record_id: str) -> Key:
    """Return the key of a person, company or workspace that Well phones refer to; clients choose the ids."""
    return Key(_join("WORKSPACE", workspace, "WELL", kind, record_id), "WELL")


def well_phones(workspace: WorkspaceUuid) -> str:
    """Index partition of the live Well phones of a workspace."""
    return _join("WORKSPACE", workspace, "WELL_PHONES")


def number_claim(carrier: str, owner_id: str, e164: str) -> Key:
    """Return the key of an organisation's claim on a number at its carrier; the same for every organisation."""
    return Key(_join("CARRIER", carrier, owner_id, e164), "CLAIM")


def webhook(token: str) -> Key:
    """Return the key of whose events come in under a webhook token."""
    return Key(_join("WEBHOOK", token), "WEBHOOK")


def carrier_account(organization: OrganizationId, carrier: str, account_id: str) -> Key:
    """Return the key of an organisation's account at a carrier."""
    return Key(_join("ORG", organization, "ACCOUNT", carrier, account_id), "ACCOUNT")


def account_phones(organization: OrganizationId, carrier: str, account_id: str) -> str:
    """Index partition of the provider phones of an account."""
    return _join("ORG", organization, "ACCOUNT", carrier, account_id, "PHONES")


def audit(organization: OrganizationId, carrier: str, account_id: str) -> Key:
    """Return the key of an account's audit."""
    return Key(number_healths(organization, carrier, account_id).pk, "AUDIT")


def number_healths(organization: OrganizationId, carrier: str, account_id: str) -> Collection:
    """Return where the health of an account's numbers is, of those that were unhealthy once."""
    return Collection(_join("ORG", organization, "HEALTH", carrier, account_id), "PHONE#")


def number_health(organization: OrganizationId, carrier: str, account_id: str, phone: ProviderPhoneUuid) -> Key:
    """Return the key of a number's health."""
    collection = number_healths(organization, carrier, account_id)
    return Key(collection.pk, collection.sk_prefix + _escaped(phone))


def unhealthy_numbers(workspace: WorkspaceUuid) -> str:
    """Index partition of a workspace's numbers that are not healthy."""
    return _join("WORKSPACE", workspace, "UNHEALTHY")


def user(organization: OrganizationId, user_id: str) -> Key:
    """Return the key of a user of an organisation."""
    return Key(_join("ORG", organization, "USER", user_id), "USER")


def user_phones(organization: OrganizationId, user_id: str) -> Collection:
    """Return where the numbers that a user has registered are."""
    return Collection(user(organization, user_id).pk, "PHONE#")


def user_phone(organization: OrganizationId, user_id: str, e164: str) -> Key:
    """Return the key of a number that a user has registered."""
    collection = user_phones(organization, user_id)
    return Key(collection.pk, collection.sk_prefix + _escaped(e164))


def registrations_of(organization: OrganizationId, phone: ProviderPhoneUuid) -> str:
    """Index partition of the users' registrations of one number."""
    return _join("ORG", organization, "PROVIDER_PHONE", phone, "USERS")


def organization(organization_id: OrganizationId) -> Key:
    """Return the key of an organisation."""
    return Key(_join("ORG", organization_id), "ORG")


def workspace(workspace_uuid: WorkspaceUuid) -> Key:
    """Return the key of a workspace; not below its organisation, so a UUID is a workspace of one organisation only."""
    return Key(_join("WORKSPACE", workspace_uuid), "WORKSPACE")


def organizations() -> str:
    """Index partition of all organisations."""
    return _join("ORGS")


def register(organization_id: OrganizationId, of: Register) -> str:
    """Index partition of what an organisation has of one kind."""
    return _join("ORG", organization_id, "REGISTER", of)


def call(organization: OrganizationId, carrier: str, call_id: str) -> Key:
    """Return the key of a call, by the carrier's id: the same item whichever of its events comes first."""
    return Key(_join("ORG", organization, "CALL", carrier, call_id), "CALL")


def message(organization: OrganizationId, carrier: str, message_id: str) -> Key:
    """Return the key of a message, by the carrier's id."""
    return Key(_join("ORG", organization, "MESSAGE", carrier, message_id), "MESSAGE")


def copy_budget(organization: OrganizationId, day: str) -> Key:
    """Return the key of what an organisation copies of recordings on a day."""
    return Key(_join("ORG", organization, "COPIES"), _join("DAY", day))


def backfill(organization: OrganizationId, carrier: str, account_id: str, window: tuple[str, str, str]) -> Key:
    """Return the key of a backfill's window: of a number or, where that is "", of the account; from when to when."""
    return Key(_join("ORG", organization, "BACKFILL", carrier, account_id), _join("WINDOW", *window))


def calls_of(number: str) -> str:
    """Index partition of a phone number's calls, or of an unlinked provider phone's."""
    return _join("NUMBER", number, "CALLS")


def calls_in_progress(number: str) -> str:
    """Index partition of what is going on at a phone number now, by when it began."""
    return _join("NUMBER", number, "CALLS_IN_PROGRESS")


def messages_of(number: str) -> str:
    """Index partition of a phone number's messages, or of an unlinked provider phone's."""
    return _join("NUMBER", number, "MESSAGES")


def subscriptions(organization: OrganizationId) -> Collection:
    """Return where an organisation's subscriptions are."""
    return Collection(_join("ORG", organization, "SUBSCRIPTIONS"), "SUBSCRIPTION#")


def subscription(organization: OrganizationId, subscription_id: str) -> Key:
    """Return the key of a subscription: an endpoint and the events that it gets."""
    collection = subscriptions(organization)
    return Key(collection.pk, collection.sk_prefix + _escaped(subscription_id))


def delivery(organization: OrganizationId, subscription_id: str, line: str, event_id: str) -> Key:
    """Return the key of one event for one subscription, among those of its line."""
    return Key(_join("ORG", organization, "DELIVERIES", subscription_id, line), _join("DELIVERY", event_id))


def slow_organization(organization: OrganizationId) -> Key:
    """Return the key of the time until which an organisation counts as slow."""
    return Key(_join("ORG", organization, "DELIVERIES", "SLOW"), "SLOW")


def deliveries_of(organization: OrganizationId, subscription_id: str, status: str) -> str:
    """Index partition of a subscription's deliveries of one status."""
    return _join("ORG", organization, "SUBSCRIPTION", subscription_id, status)


def filed_under(partition: str) -> str:
    """Return whose calls or messages an index partition holds."""
    return partition.split("#")[1]


def due_shard(key: Key) -> str:
    """Index partition in which the item is due; the same for an item each time."""
    digest = crc32(f"{key.pk}\n{key.sk}".encode())
    if key.sk in ("ACCOUNT", "AUDIT"):
        return _due(DUE_SHARDS + digest % AUDIT_SHARDS)
    group = 0 if key.sk.startswith("NUMBER#") else 2 if key.sk.startswith("DELIVERY#") else 1
    shards = DUE_SHARDS // _DUE_GROUPS
    return _due(group * shards + digest % shards)


def due_attributes(key: Key, due_at: datetime | None) -> dict[str, str | None]:
    """Return the attributes of the due index for an item that made progress: the cleanup's tries are counted anew."""
    return {**due_again(key, due_at), "due_tries": None, "due_error": None}


def due_again(key: Key, due_at: datetime | None) -> dict[str, str | None]:
    """Return the attributes of the due index for an item that made no progress yet."""
    return {
        "gsi2pk": due_shard(key) if due_at else None,
        "gsi2sk": to_iso(due_at) if due_at else None,
    }


def due_partitions() -> list[list[str]]:
    """Return the partitions of the due index: of phone numbers, which somebody waits for, of others, of deliveries."""
    shards = DUE_SHARDS // _DUE_GROUPS
    return [[_due(group * shards + shard) for shard in range(shards)] for group in range(_DUE_GROUPS)]


def audit_partitions() -> list[list[str]]:
    """Return the partitions of the due index that hold audits of accounts."""
    return [[_due(DUE_SHARDS + shard) for shard in range(AUDIT_SHARDS)]]


def _due(shard: int) -> str:
    return _join("DUE", f"{shard:02d}")


def _join(*parts: str) -> str:
    return "#".join(_escaped(part) for part in parts)


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("#", "%23")
