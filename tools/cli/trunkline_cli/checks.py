"""What ``trunkline doctor`` looks at. Each check says how it is, and what to do when it is not well."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from trunkline_cli.dead_letters import counted
from trunkline_cli.exits import explained
from trunkline_cli.target import Target, client

# A signature of a request counts for five minutes; carriers' times are looked at, too.
SKEW_WARNS_SECONDS = 30
SKEW_FAILS_SECONDS = 240
_WEBHOOK_SECONDS = 10.0
_ACCOUNTS_CHECKED = 20
_CARRIER_SECONDS = 15.0
_FORBIDDEN = 403


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What a check has found; ``advice`` is what to do."""

    check: str
    state: State
    detail: str
    advice: str | None = None


Check = Callable[[Target], list[Finding]]


def examined(target: Target, name: str, check: Check) -> list[Finding]:
    """The findings of a check; one that cannot be made has failed, and the others go on."""
    try:
        return check(target)
    except Exception as error:
        _, line = explained(error)
        return [Finding(name, State.FAIL, line, "See the permissions that doctor needs in docs/cli.md")]


def table(target: Target) -> list[Finding]:
    """The table takes requests, can be restored, streams, and forgets."""
    dynamodb, name = client("dynamodb"), target.outputs["TableName"]
    described = dynamodb.describe_table(TableName=name)["Table"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
    forgets = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"]
    indexes = {
        index["IndexName"]: index.get("IndexStatus", "ACTIVE") for index in described.get("GlobalSecondaryIndexes", [])
    }
    streams = described.get("StreamSpecification", {}).get("StreamEnabled", False)
    again = "Deploy the template again: `make deploy`"
    return [
        _is(
            "table", described["TableStatus"] == "ACTIVE", described["TableStatus"].lower(), "Wait, or see the console"
        ),
        _is(
            "indexes",
            set(indexes.values()) == {"ACTIVE"} and set(indexes) == {"gsi1", "gsi2"},
            ", ".join(indexes),
            again,
        ),
        _unless_local(
            target, _is("point-in-time recovery", recovery == "ENABLED", str(recovery or "unknown").lower(), again)
        ),
        _is("stream", streams, "on" if streams else "off", again),
        _unless_local(target, _is("time to live", forgets in ("ENABLED", "ENABLING"), forgets.lower(), again)),
    ]


def key(target: Target) -> list[Finding]:
    """The key that seals carriers' secrets is enabled, and what it seals opens in its context only."""
    from botocore.exceptions import ClientError
    from trunkline.aws.kms import KmsSealer

    kms, key_id = client("kms"), target.outputs["SecretsKeyArn"]
    state = kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"]
    enabled = _is(
        "key", state == "Enabled", state.lower(), "Enable it, or cancel its deletion: without it no carrier is reached"
    )
    if enabled.state is not State.OK:
        return [enabled]
    sealer, text = KmsSealer(lambda: kms, key_id), secrets.token_hex(16)
    context = {"organization": "doctor", "carrier": "none", "account": "none"}
    sealed = sealer.seal(text, context)
    opened = sealer.unseal(sealed, context)
    try:
        sealer.unseal(sealed, {**context, "account": "another"})
        bound = False
    except ClientError:
        bound = True
    return [
        enabled,
        _is("seal and unseal", opened == text and bound, "round trip, bound to its context", "Check the key's policy"),
    ]


def state_machine(target: Target) -> list[Finding]:
    """The archive's state machine is there."""
    arn = target.outputs["StateMachineArn"]
    status = client("stepfunctions").describe_state_machine(stateMachineArn=arn)["status"]
    return [
        _is("state machine", status == "ACTIVE", status.lower(), "Deploy the template again: no number can be archived")
    ]


def schedule(target: Target) -> list[Finding]:
    """The cleanup is run."""
    names = [name for logical, name in target.resources.items() if logical == "ScheduledCleanupFunctionSchedule"]
    if not names:
        return [Finding("schedule", State.FAIL, "missing", "Deploy the template again: nothing cleans up")]
    state = client("scheduler").get_schedule(Name=names[0].rpartition("/")[2])["State"]
    return [
        _is("schedule", state == "ENABLED", state.lower(), "Enable it: nothing cleans up, interrupted work stays so")
    ]


def bus(target: Target) -> list[Finding]:
    """The bus takes events."""
    name = client("events").describe_event_bus(Name=target.outputs["EventBusName"])["Name"]
    return [Finding("event bus", State.OK, name)]


def dead_letters(target: Target) -> list[Finding]:
    """Nothing was given up."""
    found = counted(target)
    if not found:
        return [Finding("dead letters", State.FAIL, "no queues found", "Deploy the template again")]
    full = [f"{row['queue']}: {row['messages']}" for row in found if row["messages"]]
    if full:
        return [
            Finding("dead letters", State.WARN, ", ".join(full), "`trunkline dead-letters list` says what they hold")
        ]
    return [Finding("dead letters", State.OK, f"{len(found)} queues, all empty")]


def parked(target: Target) -> list[Finding]:
    """The cleanup has given up nothing."""
    from trunkline.table.client import table as the_table
    from trunkline.table.parked import ParkedTable

    del target
    count = len(ParkedTable(the_table()).all())
    if count:
        return [
            Finding("parked items", State.WARN, str(count), "`trunkline parked list` shows them with their reasons")
        ]
    return [Finding("parked items", State.OK, "none")]


def carrier_accounts(target: Target, tenant: str | None) -> list[Finding]:
    """The carriers accept the secrets of the accounts, of one tenant or of the first ones."""
    from trunkline import wiring
    from trunkline.table.carrier_accounts import AccountTable
    from trunkline.table.client import table as the_table

    del target
    tenants, accounts = wiring.tenants(), AccountTable(the_table())
    owners = (
        [tenants.get(tenant)] if tenant else tenants.store.organizations(limit=_ACCOUNTS_CHECKED, after=None).entries
    )
    records: list[Any] = []
    for owner in owners:
        records += accounts.page(owner.id, limit=_ACCOUNTS_CHECKED - len(records), after=None).entries
        if len(records) >= _ACCOUNTS_CHECKED:
            break
    if not records:
        return [Finding("carrier accounts", State.OK, "none stored yet")]
    return [_account(record) for record in records]


def _account(record: Any) -> Finding:
    from trunkline import errors, wiring
    from trunkline.carriers.registry import adapter_for
    from trunkline.services.carrier_adapters import Budget

    name = f"{record.carrier} account of {record.organization_id}"
    try:
        account = wiring.carrier_accounts().unsealed(record)
        adapter_for(account, Budget(_CARRIER_SECONDS)).check_credentials()
    except errors.CarrierUnavailableError as error:
        return Finding(name, State.WARN, error.message, "Check the carrier's status page")
    except errors.CarrierError as error:
        return Finding(name, State.FAIL, error.message, "`trunkline carriers rotate` stores a new secret")
    return Finding(name, State.OK, "credentials accepted")


def webhook(target: Target) -> list[Finding]:
    """The address that carriers are given leads here, and nothing unsigned comes in."""
    import requests

    url = f"{target.webhook_base_url}/webhooks/twilio/{secrets.token_urlsafe(16)}/voice"
    try:
        status = requests.post(url, timeout=_WEBHOOK_SECONDS, allow_redirects=False).status_code
    except requests.RequestException as error:
        advice = "Check WebhookBaseUrl, its DNS and its certificate: carriers cannot reach the service"
        return [Finding("webhook address", State.FAIL, type(error).__name__, advice)]
    advice = "Check that WebhookBaseUrl leads to this stack's API: an unsigned event has to be answered 403"
    return [_is("webhook address", status == _FORBIDDEN, f"unsigned event answered {status}", advice)]


def clock(target: Target) -> list[Finding]:
    """This machine's clock agrees with AWS."""
    answer = client("dynamodb").describe_table(TableName=target.outputs["TableName"])
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if date is None:
        return [
            Finding("clock", State.WARN, "AWS did not say the time", "Check that this machine's clock is set by NTP")
        ]
    skew = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    state = State.OK if skew < SKEW_WARNS_SECONDS else State.WARN if skew < SKEW_FAILS_SECONDS else State.FAIL
    advice = None if state is State.OK else "Set this machine's clock by NTP: signatures count for five minutes"
    return [Finding("clock", state, f"{skew:.0f} s from AWS", advice)]


def _is(check: str, good: bool, detail: str, advice: str) -> Finding:  # noqa: FBT001 - a condition, not a switch
    return Finding(check, State.OK if good else State.FAIL, detail, None if good else advice)


def _unless_local(target: Target, finding: Finding) -> Finding:
    """The finding, of something that the emulator of the local stack leaves out: there it is nothing to mend."""
    if not target.is_local or finding.state is State.OK:
        return finding
    return replace(finding, state=State.WARN, advice="Nothing: the local stack's emulator leaves it out, AWS does not")
