"""What ``trunkline doctor`` looks at. Each check says how it is, and what to do when it is not well."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from trunkline_cli.dead_letters import counted
from trunkline_cli.exits import FORBIDDEN, aws_code, explained
from trunkline_cli.target import Target, client

# A signature of a request counts for five minutes; carriers' times are looked at, too.
SKEW_WARNS_SECONDS = 30
SKEW_FAILS_SECONDS = 240
_WEBHOOK_SECONDS = 10.0
_REFUSED = 403
_GONE = "Somebody deleted it, which CloudFormation does not notice: see Disasters in docs/operations.md"
_NOT_PERMITTED = "See the permissions that doctor needs in docs/cli.md"
_LOOK_AGAIN = "Mend what it says, and run doctor again"


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
    """Return the findings of a check; one that cannot be made has failed, and the others go on."""
    try:
        return check(target)
    except Exception as error:
        return [not_made(name, error)]


def not_made(name: str, error: Exception) -> Finding:
    """Report that a check could not be made, and what to do about it."""
    _, line = explained(error)
    code = aws_code(error)
    is_gone = any(word in code for word in ("NotFound", "DoesNotExist", "NonExistent"))
    advice = _NOT_PERMITTED if code in FORBIDDEN else _GONE if is_gone else _LOOK_AGAIN
    return Finding(name, State.FAIL, line, advice)


def table(target: Target) -> list[Finding]:
    """Check that the table takes requests, can be restored, streams, and forgets."""
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
            set(indexes.values()) == {"ACTIVE"} and set(indexes) == {"gsi1", "gsi2", "gsi3"},
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
    """Check that the key that seals carriers' secrets is enabled, and that what it seals opens in its context only."""
    from botocore.exceptions import ClientError
    from trunkline.aws.kms import KmsSealer

    kms, key_id = client("kms"), target.outputs["SecretsKeyArn"]
    state = kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"]
    enabled = _is(
        "key", state == "Enabled", state.lower(), "Enable it, or cancel its deletion: without it no carrier is reached"
    )
    if enabled.state is not State.OK:
        return [enabled]
    sealer, text = KmsSealer(lambda: kms, lambda: key_id), secrets.token_hex(16)
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
    """Check that the archive's state machine is there."""
    arn = target.outputs["StateMachineArn"]
    status = client("stepfunctions").describe_state_machine(stateMachineArn=arn)["status"]
    return [
        _is("state machine", status == "ACTIVE", status.lower(), "Deploy the template again: no number can be archived")
    ]


def schedule(target: Target) -> list[Finding]:
    """Check that the cleanup is run."""
    names = [name for logical, name in target.resources.items() if logical == "ScheduledCleanupFunctionSchedule"]
    if not names:
        return [Finding("schedule", State.FAIL, "missing", "Deploy the template again: nothing cleans up")]
    state = client("scheduler").get_schedule(Name=names[0].rpartition("/")[2])["State"]
    return [
        _is("schedule", state == "ENABLED", state.lower(), "Enable it: nothing cleans up, interrupted work stays so")
    ]


def bus(target: Target) -> list[Finding]:
    """Check that the bus takes events."""
    name = client("events").describe_event_bus(Name=target.outputs["EventBusName"])["Name"]
    return [Finding("event bus", State.OK, name)]


def dead_letters(target: Target) -> list[Finding]:
    """Check that nothing was given up."""
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
    """Check that the cleanup has given up nothing."""
    from trunkline.table.client import table as the_table
    from trunkline.table.parked import ParkedTable

    del target
    count = len(ParkedTable(the_table()).all())
    if count:
        return [
            Finding("parked items", State.WARN, str(count), "`trunkline parked list` shows them with their reasons")
        ]
    return [Finding("parked items", State.OK, "none")]


def webhook(target: Target) -> list[Finding]:
    """Check that the address that carriers are given leads here, and that nothing unsigned comes in."""
    import requests
    from trunkline.domain.webhooks import new_webhook_token

    url = f"{target.webhook_base_url}/webhooks/twilio/{new_webhook_token()}/voice"
    try:
        # As a stream: a server that never ends its body does not keep anybody waiting.
        with requests.post(url, timeout=_WEBHOOK_SECONDS, allow_redirects=False, stream=True) as answer:
            status, is_ours = answer.status_code, "x-request-id" in answer.headers
    except requests.RequestException as error:
        advice = "Check WebhookBaseUrl, its DNS and its certificate: carriers cannot reach the service"
        return [Finding("webhook address", State.FAIL, type(error).__name__, advice)]
    # API Gateway itself answers 403 for a domain that leads to no API, as others' proxies do.
    by_whom = "" if is_ours else ", not by this service"
    advice = "Check that WebhookBaseUrl leads to this stack's API: an unsigned event has to be answered 403"
    refused = status == _REFUSED and is_ours
    return [_is("webhook address", refused, f"unsigned event answered {status}{by_whom}", advice)]


def clock(target: Target) -> list[Finding]:
    """Check that this machine's clock agrees with AWS."""
    answer = client("cloudformation").describe_stacks(StackName=target.name)
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
    """Warn at most of something that the emulator of the local stack leaves out: there it is nothing to mend."""
    if not target.is_local or finding.state is State.OK:
        return finding
    return replace(finding, state=State.WARN, advice="Nothing: the local stack's emulator leaves it out, AWS does not")
