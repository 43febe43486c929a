"""Dark times are asked for, listed, and taken from events that could not be stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from trunkline.aws.webhook_queues import SqsEventQueue
from trunkline.domain.calls import CallEvent, CallState
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.webhooks import Webhook
from trunkline.services.carrier_accounts import AccountRecord
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table
from trunkline.table.phone_numbers import PhoneNumberTable

from tests.cli.conftest import STACK, Trunkline

ORG = OrganizationId("org_acme")
NUMBER = E164("+14155550777")
ACCOUNT = "AC0123456789"


@pytest.fixture
def number(organization: str, store: Table) -> str:
    """A number of an account at Twilio."""
    phone = ProviderPhone(
        organization_id=ORG,
        uuid=provider_phone_uuid(ORG, NUMBER),
        phone_number=NUMBER,
        provider=Carrier.TWILIO,
        account_id=ACCOUNT,
        capabilities=frozenset({"voice"}),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert PhoneNumberTable(store).add_provider_phone(phone)
    account = AccountRecord(organization_id=ORG, carrier=Carrier.TWILIO, account_id=ACCOUNT, sealed_secret="sealed")
    AccountTable(store).save(None, account)
    return NUMBER


def test_a_dark_time_of_a_number_or_an_account_is_asked_for_and_listed(trunkline: Trunkline, number: str) -> None:
    assert trunkline.json("backfill", "-t", "org_acme") == []

    one = trunkline.json("backfill", "-t", "org_acme", "--number", number, "--from", "8h", "--to", "2h")
    every = ("--carrier", "twilio", "--account", ACCOUNT)
    all_ = trunkline.json("backfill", "-t", "org_acme", *every, "--from", "2026-11-29T00:00:00Z", "--to", "1h")

    assert (one["number"], one["account"], one["state"], one["calls"]) == (number, ACCOUNT, "reading calls", 0)
    assert (all_["number"], all_["from"]) == (None, "2026-11-29T00:00:00.000Z")
    assert trunkline.json("backfill", "-t", "org_acme") == [all_, one]
    assert "reading calls" in trunkline("backfill", "-t", "org_acme").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--from", "8h"), 2),
        (("--number", NUMBER, "--account", ACCOUNT, "--carrier", "twilio", "--from", "8h"), 2),
        (("--account", ACCOUNT, "--from", "8h"), 2),
        (("--number", NUMBER, "--from", "yesterday"), 2),
        (("--number", NUMBER, "--from", "2h", "--to", "8h"), 2),
        (("--number", NUMBER, "--from", "60d"), 2),
        (("--number", "+14155550778", "--from", "8h"), 3),
        (("--carrier", "plivo", "--account", ACCOUNT, "--from", "8h"), 3),
    ],
)
def test_what_cannot_be_read_back_is_refused(
    trunkline: Trunkline, number: str, arguments: tuple[str, ...], code: int
) -> None:
    del number
    assert trunkline("backfill", "-t", "org_acme", *arguments).code == code


def test_events_that_could_not_be_stored_say_when_it_was_dark(trunkline: Trunkline, number: str) -> None:
    session: Any = botocore.session.get_session()
    resources = session.create_client("cloudformation").list_stack_resources(StackName=STACK)["StackResourceSummaries"]
    url = next(
        each["PhysicalResourceId"] for each in resources if each["LogicalResourceId"] == "WebhookEventsDeadLetters"
    )
    sqs = session.create_client("sqs")
    webhook = Webhook(
        organization_id=ORG,
        provider_phone_uuid=provider_phone_uuid(ORG, number),
        e164=E164(number),
        carrier=Carrier.TWILIO,
        account_id=ACCOUNT,
        base_url="https://hooks.example.test/token",
    )
    noon = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
    for minutes in (0, 90):
        event = CallEvent(call_id=f"CA{minutes:032}", state=CallState.RINGING, raw_state="ringing")
        SqsEventQueue(lambda: sqs, lambda: url).put(webhook, event, noon + timedelta(minutes=minutes))

    (asked,) = trunkline.json("dead-letters", "backfill")

    assert datetime.fromisoformat(asked["from"]) == noon - timedelta(minutes=15)
    assert datetime.fromisoformat(asked["to"]) == noon + timedelta(minutes=105)
    assert (asked["number"], asked["state"]) == (number, "reading calls")
    waiting = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
    assert waiting["ApproximateNumberOfMessages"] == "2"
