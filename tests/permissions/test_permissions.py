"""A function may do what it must, and not a call more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import botocore.session
import pytest
from trunkline.aws.bus import SOURCE
from trunkline.settings import release_settings, settings
from trunkline.table.client import Table
from trunkline.wiring.archive import executions as wired_executions

from tests.carriers.sandboxed import Carriers
from tests.carriers.weya import WeyaApi
from tests.permissions.grants import Grant, conditions, granted, used_by_lambda, writable
from tests.permissions.scenarios import SCENARIOS, ColdGateway, World
from tests.permissions.witness import Witness
from tests.support.composition import compose_with
from tests.support.gateway import Gateway
from tests.support.template import functions, resources
from tests.support.workspaces import Tenant

# What binds a sealed secret to its account.
CONTEXT = ("organization", "carrier", "account")
# And that of a customer's webhook to it.
SUBSCRIPTION_CONTEXT = ("organization", "subscription")

# Taken before a fixture puts a fake in its place.
_executions = wired_executions


@pytest.fixture
def named(service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The rest of the stack, in moto; the template's names of all of it."""
    session: Any = botocore.session.get_session()
    machine = session.create_client("stepfunctions").create_state_machine(
        name="archive", definition="{}", roleArn="arn:aws:iam::123456789012:role/archive"
    )["stateMachineArn"]
    sqs = session.create_client("sqs")
    dead_letters, fan_out, deliveries, slow = (
        sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("references", "fan-out", "deliveries", "slow")
    )
    session.create_client("events").create_event_bus(Name="trunkline-test")
    monkeypatch.setenv("STATE_MACHINE_ARN", machine)
    monkeypatch.setenv("REFERENCE_DEAD_LETTERS_URL", dead_letters)
    monkeypatch.setenv("FAN_OUT_DEAD_LETTERS_URL", fan_out)
    monkeypatch.setenv("DELIVERIES_QUEUE_URL", deliveries)
    monkeypatch.setenv("SLOW_DELIVERIES_QUEUE_URL", slow)
    compose_with(monkeypatch, "executions", _executions)
    for read in (settings, release_settings):
        read.cache_clear()
    return {
        service["SECRETS_KEY_ID"]: "SecretsKey",
        service["EVENTS_QUEUE_URL"]: "WebhookEventsQueue",
        service["RECORDINGS_QUEUE_URL"]: "RecordingsQueue",
        service["RECORDINGS_BUCKET"]: "RecordingsBucket/*",
        machine: "ArchivePhoneNumberStateMachine",
        machine.replace(":stateMachine:", ":execution:"): "execution:ArchivePhoneNumberStateMachine:*",
        dead_letters: "ReferenceDeadLetters",
        fan_out: "FanOutDeadLetters",
        deliveries: "DeliveriesQueue",
        slow: "SlowDeliveriesQueue",
        "trunkline-test": "EventBus",
    }


@pytest.fixture
def world(
    *,
    gateway: Gateway,
    acme: Tenant,
    store: Table,
    weya: WeyaApi,
    ringing: Carriers,
    service: dict[str, str],
    line_of: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    return World(ColdGateway(gateway), acme, store, weya, ringing, service, line_of, monkeypatch)


def test_a_function_is_granted_what_it_uses_and_nothing_that_it_does_not_use(
    named: dict[str, str], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = Witness(monkeypatch, named)
    for scenario in SCENARIOS:
        scenario(world)

    # A grant that only a fault leads to is reached by a scenario too: there are no exceptions.
    used = {folder: witness.used[folder] | used_by_lambda(folder) for folder in functions()}
    assert _not_empty({folder: each - granted(folder) for folder, each in used.items()}) == {}
    assert _not_empty({folder: granted(folder) - each for folder, each in used.items()}) == {}
    # Nor may it change items of a kind in a way in which it never changes those.
    for folder in functions():
        written = witness.written[folder]
        assert [each for each in sorted(written) if not any(write.admits(*each) for write in writable(folder))] == []
        assert [write for write in writable(folder) if not any(write.admits(*each) for each in written)] == [], folder
    # Nor use the key for anything but carriers' and webhooks' secrets, nor speak for another source of events.
    assert witness.contexts == {frozenset(CONTEXT), frozenset(SUBSCRIPTION_CONTEXT)}
    assert witness.sources == {SOURCE}


def _not_empty(found: Mapping[str, set[Grant]]) -> dict[str, list[Grant]]:
    return {folder: sorted(grants) for folder, grants in found.items() if grants}


def test_no_function_may_make_or_change_a_credential() -> None:
    writes = [write for folder in functions() for write in writable(folder)]

    assert writes
    assert [write for write in writes if write.admits(write.action, "CREDENTIAL#0123")] == []


@pytest.mark.parametrize("folder", sorted(functions()))
def test_no_way_of_writing_is_granted_twice(folder: str) -> None:
    writes = writable(folder)

    assert len(set(writes)) == len(writes)


def test_the_key_opens_nothing_that_is_not_bound_to_its_account() -> None:
    (key,) = resources("AWS::KMS::Key").values()
    allowed = [each for each in key["Properties"]["KeyPolicy"]["Statement"] if each.get("Effect") == "Allow"]
    manages, *opens = allowed

    # A role's own statement counts only as far as the key's policy lets the account's policies decide.
    assert [each["Condition"] for each in opens] == [_exactly(CONTEXT), _exactly(SUBSCRIPTION_CONTEXT)]
    assert all(each["Action"] == ["kms:Decrypt", "kms:Encrypt"] for each in opens)
    assert set(manages["NotAction"]) >= {*opens[0]["Action"], "kms:ReEncrypt*", "kms:GenerateDataKey*"}
    assert "Action" not in manages
    used = {action for folder in functions() for action, _ in granted(folder) if action.startswith("kms:")}
    assert used == set(opens[0]["Action"])


def _exactly(context: Sequence[str]) -> dict[str, Any]:
    return {
        "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": list(context)},
        "Null": {f"kms:EncryptionContext:{name}": "false" for name in context},
    }


def test_events_are_told_in_the_name_of_the_service_only() -> None:
    (condition,) = conditions("events_publish", "events")

    assert condition == {"ForAllValues:StringEquals": {"events:source": [SOURCE]}}
