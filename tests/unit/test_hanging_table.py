"""A table that takes connections and never answers: who asked is told so before Lambda ends the function."""

import importlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from trunkline.domain.credentials import new_secret
from trunkline.errors import UnavailableError
from trunkline.events.queues import LEAST_SECONDS, each_message
from trunkline.http.edge import warm_up
from trunkline.invocation import invocation_deadline, seconds_left
from trunkline.table import client
from trunkline.table.client import Table
from trunkline.table.keys import Key
from trunkline.wiring.api import authenticator
from trunkline.wiring.archive import executions as wired_executions

from tests.support.composition import compose_with
from tests.support.events import event_files, load_event
from tests.support.silence import silent_aws
from tests.support.tables import ContendedClient, CountingClient
from tests.support.template import functions, routes, timeout_seconds

# Not what tests put in its place.
EXECUTIONS = wired_executions
# Lambda ends an initialisation then, and begins it again within the invocation.
INIT_SECONDS = 10
# Of a function's time, and of an initialisation's. One call that is not answered takes three of ten seconds, and a
# second would make it six: what is between is for a machine that is busy while some forty functions wait at once.
MOST = 0.58
# Their work is done again by whoever started them, if only they end in time to say that it was not done.
IN_THE_BACKGROUND = (
    "archive_claim_number",
    "archive_fail_number",
    "archive_finish_number",
    "archive_release_number",
    "references_on_event",
    "scheduled_cleanup",
)


class Context:
    """Lambda's, of an invocation that has begun now."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return int((self._ends_at - time.monotonic()) * 1000)


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("STATE_MACHINE_ARN", "arn:aws:states:us-east-1:123456789012:stateMachine:archive")
    with silent_aws(monkeypatch):
        yield


def _sample(folder: str) -> dict[str, Any]:
    token = new_secret()
    key, secret = token.as_key_pair()
    acme = {
        "quoKey": token.as_token(),
        "zudu": {"key": key, "secret": secret},
        "tokens": dict.fromkeys(("admin", "read", "write"), token.as_token()),
    }
    path = next(path for path in event_files() if path.parent.name == folder and not path.name.startswith("401"))
    return load_event(path, {"acme": acme})


def _outcome(folder: str) -> tuple[Any, float]:
    """What became of the function's sample event, and the part of the function's time that it took."""
    handler = importlib.import_module(f"functions.{folder}.handler").lambda_handler
    sample, patience = _sample(folder), timeout_seconds(folder)
    began = time.monotonic()
    try:
        answer = handler(sample, Context(patience))
    except UnavailableError as error:
        answer = error
    return answer, (time.monotonic() - began) / patience


def _start() -> float:
    began = time.monotonic()
    # What ``endpoint`` does when a function's environment starts.
    warm_up(lambda: authenticator().store.find(""))
    return time.monotonic() - began


@pytest.mark.usefixtures("silence")
def test_every_function_says_in_time_that_a_table_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    served = sorted(folder for folder in set(routes().values()) if _route(folder))
    assert len(served) > 25
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
    # Once before the threads, and not once in each.
    client.table()
    # All at once, for they do nothing but wait.
    with ThreadPoolExecutor(len(served) + len(IN_THE_BACKGROUND) + 1) as threads:
        started = threads.submit(_start)
        folders = [*served, *IN_THE_BACKGROUND]
        outcomes = dict(zip(folders, threads.map(_outcome, folders), strict=True))

    assert started.result() < INIT_SECONDS * MOST
    for folder, (answer, part) in outcomes.items():
        assert part < MOST, folder
        if folder in IN_THE_BACKGROUND:
            assert isinstance(answer, UnavailableError), folder
            continue
        request_id = _sample(folder)["requestContext"]["requestId"]
        refusal = _route(folder).dialect.error_response(UnavailableError(), request_id)
        assert (folder, answer["statusCode"], answer["body"]) == (folder, 503, refusal.body)
        assert answer["headers"]["retry-after"] == "1"


def _route(folder: str) -> Any:
    handler: Any = importlib.import_module(f"functions.{folder}.handler").lambda_handler
    route = getattr(handler, "route", None)
    return route if hasattr(route, "dialect") else None


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_function_outlasts_the_slowest_call_of_the_table(folder: str) -> None:
    """With as much again before it: what the function does until it meets the one call that is not answered."""
    assert client.SLOWEST_CALL_SECONDS < INIT_SECONDS
    if folder not in ("webhook_plivo", "webhook_telnyx", "webhook_twilio"):  # they have a table of their own
        assert timeout_seconds(folder) * 0.6 > client.SLOWEST_CALL_SECONDS


def test_the_slowest_call_is_what_the_client_is_set_to(store: Table) -> None:
    config: Any = store.client.meta.config
    lost = config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout)

    assert lost + 0.1 < client.SLOWEST_CALL_SECONDS


def test_an_archive_that_cannot_be_started_leaves_time_to_wait_for_what_becomes_of_it(aws: Any) -> None:
    config: Any = EXECUTIONS().client.meta.config  # type: ignore[attr-defined]
    lost = config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout)
    waits = importlib.import_module("functions.workspace_archive_phone_number.handler").PATIENCE_SECONDS

    assert lost + waits < timeout_seconds("workspace_archive_phone_number") * 0.8


READS: list[Callable[[Table], object]] = [
    lambda table: table.get(Key("pk", "sk")),
    lambda table: table.get_all([Key("pk", "sk")]),
    lambda table: table.query(pk="pk"),
]


@pytest.mark.parametrize("read", READS)
def test_no_call_begins_that_the_invocation_might_not_see_the_end_of(
    store: Table, read: Callable[[Table], object]
) -> None:
    counting = CountingClient(store.client)
    table = Table(counting, store.name)  # type: ignore[arg-type]
    with invocation_deadline(Context(client.SLOWEST_CALL_SECONDS + 60)):
        read(table)
    assert sum(counting.calls.values()) == 1

    with invocation_deadline(Context(client.SLOWEST_CALL_SECONDS)), pytest.raises(UnavailableError):
        read(table)
    assert sum(counting.calls.values()) == 1


def test_a_busy_table_is_not_asked_again_when_the_invocation_is_about_to_end(
    store: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    throttled, passed = ContendedClient(store.client, seed=1, rate=1), [0.0]

    def sleep(_: float) -> None:
        passed[0] += 0.4

    monkeypatch.setattr("trunkline.invocation.monotonic", lambda: passed[0])
    table = Table(throttled, store.name, sleep=sleep)  # type: ignore[arg-type]
    left = SimpleNamespace(get_remaining_time_in_millis=lambda: 1000 * (client.SLOWEST_CALL_SECONDS + 1))
    with invocation_deadline(left), pytest.raises(UnavailableError):
        table.get(Key("pk", "sk"))

    # After 0, 0.4 and 0.8 s.
    assert throttled.refused == 3


def test_outside_an_invocation_there_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [100.0]
    monkeypatch.setattr("trunkline.invocation.monotonic", lambda: passed[0])
    assert seconds_left() == float("inf")
    with invocation_deadline(SimpleNamespace(get_remaining_time_in_millis=lambda: 7000)):
        assert seconds_left() == 7
        with invocation_deadline(None):
            assert seconds_left() == float("inf")
        passed[0] += 2
        assert seconds_left() == 5
    assert seconds_left() == float("inf")


def test_a_batch_of_messages_ends_in_time_to_say_which_were_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off, it would come again with those that are done."""
    patience, slowest = timeout_seconds("store_webhook_events"), 22.0
    passed, begun = [0.0], []
    monkeypatch.setattr("trunkline.invocation.monotonic", lambda: passed[0])

    @each_message(lambda: None)
    def handler(_: None, body: str) -> None:
        begun.append(body)
        passed[0] += slowest

    batch = {"Records": [{"messageId": str(each), "body": str(each)} for each in range(10)]}
    answer = handler(batch, Context(patience))

    assert passed[0] < patience
    assert begun == ["0", "1"]
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == [str(each) for each in range(2, 10)]


@pytest.mark.parametrize("folder", ["store_webhook_events", "copy_recordings"])
def test_a_message_is_begun_at_once(folder: str) -> None:
    assert timeout_seconds(folder) > LEAST_SECONDS + INIT_SECONDS


@pytest.mark.parametrize("folder", IN_THE_BACKGROUND)
def test_work_in_the_background_asks_nothing_that_it_might_not_see_the_end_of(
    store: Table, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    counting = CountingClient(store.client)
    compose_with(monkeypatch, "table", lambda: Table(counting, store.name))  # type: ignore[arg-type]
    handler = importlib.import_module(f"functions.{folder}.handler").lambda_handler
    monkeypatch.setattr("functions.scheduled_cleanup.handler.RESERVED_MILLISECONDS", 0)

    with pytest.raises(UnavailableError):
        handler(_sample(folder), Context(client.SLOWEST_CALL_SECONDS))
    assert not counting.calls
