"""A recording whose link ends soon is copied, or somebody is told, whatever single step fails."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from trunkline.aws.webhook_queues import SqsEventQueue, SqsRecordingQueue, waiting_event, waiting_recording
from trunkline.domain.calls import Call, CallEvent, CallState, RecordingEvent
from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.webhooks import Webhook
from trunkline.errors import UnavailableError
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.recordings import Download, RecordingNotCopiedError, Recordings, WaitingRecording
from trunkline.services.webhooks import Webhooks
from trunkline.table.client import Table
from trunkline.table.copy_budgets import CopyBudgetTable
from trunkline.table.events import EventTable

from tests.fakes.executions import Killed
from tests.support.tables import create_table
from tests.support.template import resources

PHONE = ProviderPhoneUuid("6f1d2c1e-0000-5000-8000-000000000001")
WEBHOOK = Webhook(
    organization_id=OrganizationId("org_acme"),
    provider_phone_uuid=PHONE,
    e164=E164("+13125550170"),
    carrier=Carrier.TELNYX,
    account_id="app",
    base_url="https://hooks.example.test/webhooks/telnyx/token",
)
SAVED = RecordingEvent(call_id="leg", recording_id="rec", state="completed", expires=True, carriers_id="rec")
ACCOUNT = CarrierAccount(
    organization_id=WEBHOOK.organization_id,
    carrier=Carrier.TELNYX,
    account_id="app",
    secret="s3cret",
)
EVENTS, RECORDINGS = "https://sqs.test/events", "https://sqs.test/recordings"
# As the template says.
TRIES = {EVENTS: 10, RECORDINGS: 20}


@dataclass
class World:
    """Telnyx, the queues and the bucket around the real services; one step of them may fail, before or after."""

    table: Table
    fails_at: int | None = None
    failure: type[BaseException] = UnavailableError
    is_done_all_the_same: bool = False
    steps: list[str] = field(default_factory=list)
    queues: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    dead: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bucket: dict[str, Download] = field(default_factory=dict)

    def step(self, name: str, effect: Callable[[], Any]) -> Any:
        index = len(self.steps)
        self.steps.append(name)
        if index == self.fails_at and not self.is_done_all_the_same:
            raise self.failure
        result = effect()
        if index == self.fails_at:
            raise self.failure
        return result

    # What the services are given.

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803 - as SQS names them
        self.step(f"send {QueueUrl}", lambda: self.queues[QueueUrl].append(MessageBody))

    def fetch(self, account: CarrierAccount, recording: WaitingRecording) -> Download:
        assert account == ACCOUNT
        found: Download = self.step("fetch", lambda: Download(recording.recording_id.encode(), "audio/mpeg"))
        return found

    def open(self, *names: str) -> CarrierAccount:
        assert names == (ACCOUNT.organization_id, ACCOUNT.carrier, ACCOUNT.account_id)
        return ACCOUNT

    def put(self, object_key: str, file: Download) -> None:
        self.step("put", lambda: self.bucket.update({object_key: file}))

    def __getattr__(self, operation: str) -> Any:
        return lambda **request: self.step(operation, lambda: getattr(self.table.client, operation)(**request))

    # What happens.

    def webhooks(self) -> Webhooks:
        store = EventTable(Table(self, self.table.name, sleep=lambda _: None))  # type: ignore[arg-type]
        # What comes here is verified.
        accounts: Any = None
        return Webhooks(
            store,
            accounts,
            SqsEventQueue(lambda: self, lambda: EVENTS),
            SqsRecordingQueue(lambda: self, lambda: RECORDINGS),
        )

    def telnyx_sends(self, event: RecordingEvent | CallEvent) -> None:
        """Again and again until the answer is 2xx."""
        for _ in range(3):
            try:
                self.webhooks().keep(WEBHOOK, event)
            except (UnavailableError, Killed):
                continue
            return
        raise AssertionError("Telnyx has given up")

    def consumers_run(self) -> None:
        handlers = {EVENTS: self.store_event, RECORDINGS: self.copy}
        while waiting := [(url, body) for url in (RECORDINGS, EVENTS) for body in self.queues[url]]:
            url, body = waiting[0]
            self.queues[url].remove(body)
            for _ in range(TRIES[url]):
                try:
                    handlers[url](body)
                except (Exception, Killed):  # noqa: BLE001 - the message comes again
                    continue
                break
            else:
                self.dead[url].append(body)

    def store_event(self, body: str) -> None:
        webhook, event, received_at = waiting_event(body)
        self.webhooks().store_event(webhook, event, received_at)

    def copy(self, body: str) -> None:
        table = Table(self, self.table.name, sleep=lambda _: None)  # type: ignore[arg-type]
        # The step that an account is opened with is the cache's.
        accounts: Any = SimpleNamespace(open=self.open)
        budgets = CopyBudgetTable(table, bytes_a_day=1_000)
        Recordings(accounts, self.fetch, self, EventTable(table), budgets).copy(waiting_recording(body))

    def call(self) -> Call:
        (call,) = EventTable(self.table).calls(PHONE, limit=None, after=None).entries
        return call


def lived(world: World) -> World:
    world.telnyx_sends(SAVED)
    world.consumers_run()
    return world


@pytest.mark.parametrize("is_done_all_the_same", [False, True], ids=["not done", "done all the same"])
@pytest.mark.parametrize("failure", [UnavailableError, Killed, RuntimeError])
def test_a_recording_is_copied_through_every_single_failure(
    store: Table, aws: Any, failure: type[BaseException], is_done_all_the_same: bool
) -> None:
    steps = lived(World(store)).steps
    assert [step.rpartition("/")[2] for step in steps] == [
        *("get_item", "recordings", "get_item", "update_item"),
        *("get_item", "update_item", "fetch", "put", "update_item", "update_item"),
    ]
    for fails_at in range(len(steps)):
        aws.delete_table(TableName=store.name)
        create_table(aws, store.name)
        world = lived(World(store, fails_at, failure, is_done_all_the_same))
        (recording,) = world.call().recordings
        assert recording.object_key == f"org_acme/{PHONE}/rec"
        assert list(world.bucket) == [recording.object_key]
        assert not world.dead


def test_a_recording_that_cannot_be_had_ends_among_the_dead_letters(store: Table) -> None:
    world = World(store)

    def ended(account: CarrierAccount, recording: WaitingRecording) -> Download:
        raise RecordingNotCopiedError

    world.fetch = ended  # type: ignore[method-assign]
    lived(world)
    (recording,) = world.call().recordings
    assert recording.object_key is None
    (letter,) = world.dead[RECORDINGS]
    assert json.loads(letter)["recordingId"] == "rec"
    queue = resources("AWS::SQS::Queue")["RecordingsQueue"]["Properties"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == TRIES[RECORDINGS]
    # All tries are over before the message ends by itself, and the alarm rings.
    assert queue["VisibilityTimeout"] * TRIES[RECORDINGS] < queue["MessageRetentionPeriod"]
    alarms = resources("AWS::CloudWatch::Alarm").values()
    watched = [json.dumps(alarm["Properties"].get("Dimensions")) for alarm in alarms]
    assert [each for each in watched if "RecordingsDeadLetters" in each]


def test_a_table_too_busy_to_say_whether_a_recording_is_new_does_not_delay_its_copy(store: Table) -> None:
    world = World(store, fails_at=0)
    world.webhooks().keep(WEBHOOK, SAVED)
    assert len(world.queues[RECORDINGS]) == 1
    assert not world.queues[EVENTS]


def test_a_recording_that_comes_again_is_not_copied_again(store: Table) -> None:
    world = lived(World(store))
    before = list(world.steps)
    world.telnyx_sends(SAVED)
    assert not world.queues[RECORDINGS]
    assert "send" not in " ".join(world.steps[len(before) :])


def test_a_call_keeps_twenty_recordings_and_asks_for_no_more_copies(store: Table) -> None:
    world = World(store)
    for index in range(22):
        world.telnyx_sends(replace(SAVED, recording_id=f"rec-{index}"))
    assert len(world.queues[RECORDINGS]) == 20
    world.consumers_run()
    assert [each.object_key is not None for each in world.call().recordings] == [True] * 20


def test_a_copy_that_is_there_before_its_call_is_found_when_the_call_comes(store: Table) -> None:
    world = World(store)
    SqsRecordingQueue(lambda: world, lambda: RECORDINGS).put(WEBHOOK, SAVED)
    world.consumers_run()
    assert not EventTable(store).calls(PHONE, limit=None, after=None).entries
    world.telnyx_sends(CallEvent(call_id="leg", state=CallState.COMPLETED, raw_state="call.hangup", from_number="+1"))
    lived(world)
    call = world.call()
    assert (call.state, call.from_number, len(call.recordings)) == (CallState.COMPLETED, "+1", 1)
    assert call.recordings[0].object_key
