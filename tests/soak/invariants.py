"""What must hold when everything has come to rest, over the ledger, the table, the carriers, the queues and the bus."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from trunkline import errors

from tests.soak.ledger import GONE, UNSURE, Ledger
from tests.soak.world import World
from tests.support.archives import all_items, let_time_pass, unsettled, violations
from tests.support.quo import QuoApi
from tests.support.sandbox_state import state_at
from tests.support.well import WellApi
from tests.support.zudu import ZuduApi
from tools.examples import PHONE_NUMBER, TO_ARCHIVE

_MOST_ROUNDS = 60
_MOST_RUNS = 14
# Letters that a kill may leave: an operator sends them again. Whether the references are right the table says.
_MAY_HOLD_LETTERS = ("ReferenceDeadLetters", "CleanupDeadLetters")
# Of an error in the log.
_LINES = 20
_FOUND, _NOT_FOUND, _BUSY = 200, 404, 503


def come_to_rest(world: World) -> list[str]:
    """Nothing fails any more, and the cleanup runs as often as it takes; what does not come to its end."""
    world.sandbox("DELETE", "/faults")
    for _ in range(_MOST_RUNS):
        _wait_for_work_under_way(world)
        if not unsettled(world.store) and not _waiting(world):
            return []
        with world.frozen():
            let_time_pass(world.store, timedelta(hours=7))
        world.clean_up()
    _wait_for_work_under_way(world)
    return [f"never settled: {each}" for each in [*unsettled(world.store), *map(str, _waiting(world).items())]]


def broken(world: World, ledger: Ledger) -> list[str]:
    """All that does not hold."""
    items = all_items(world.store)
    checks: dict[str, Callable[[], Iterable[str]]] = {
        "table and carriers": lambda: _of_table_and_carriers(world, items),
        "lost numbers": lambda: lost_numbers(ledger, items),
        "lost history": lambda: lost_history(ledger, items),
        "untold": lambda: untold(items, heard(world)),
        "records": lambda: _of_records(world, ledger),
        "dead letters": lambda: _of_dead_letters(world),
        # The log is read before each end of the machine, too, and kept over most of it.
        "unforeseen": lambda: unforeseen(world),
    }
    found = list(ledger.wrong)
    for name, check in checks.items():
        try:
            found += check()
        except Exception as error:  # noqa: BLE001 - after an hour, what the other checks find is wanted too
            found.append(f"{name}: could not be checked: {error!r}")
    return list(dict.fromkeys(found))


def lost_numbers(ledger: Ledger, items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Numbers that were created are there, and those that were said to be archived are."""
    where = {
        item["sk"].removeprefix("NUMBER#"): item["pk"].rpartition("#")[2]
        for item in items
        if item.get("entity") == "phone_number"
    }
    found = [f"{uuid}: created, and lost" for uuid in ledger.numbers.keys() - where.keys()]
    return found + [
        f"{uuid}: said to be archived, and is not" for uuid in ledger.archived if where.get(uuid) != "ARCHIVED"
    ]


def lost_history(ledger: Ledger, items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every message and call of which an event was taken is kept."""
    # Of a message that only its carrier's log knows there is none.
    texts = {item.get("message_text") for item in items if item.get("entity") == "message"}
    calls = {item["call_id"] for item in items if item.get("entity") == "call"}
    found = [f"{text}: taken, and not kept" for text in ledger.messages - texts]
    return found + [f"call {call}: taken, and not kept" for call in ledger.calls - calls]


def untold(items: Iterable[Mapping[str, Any]], told: Mapping[str, list[Mapping[str, Any]]]) -> list[str]:
    """The bus has told each number's life: created, archived at most once and if it is, and linked as it is now."""
    found = []
    for item in items:
        # The demo's examples are put into the table before anybody listens.
        if item.get("entity") != "phone_number" or item.get("e164") in (PHONE_NUMBER, TO_ARCHIVE):
            continue
        uuid, is_archived = item["sk"].removeprefix("NUMBER#"), item["archive_status"] == "archived"
        events = sorted(told.get(uuid, []), key=lambda event: int(event["version"]))
        kinds = Counter(str(event["type"]).partition(".")[2] for event in events)
        if kinds["created"] != 1:
            found.append(f"{uuid}: told {kinds['created']} times as created")
        if kinds["archived"] != is_archived:
            found.append(f"{uuid}: {item['archive_status']}, told {kinds['archived']} times as archived")
        links = [event for event in events if event["type"] in ("phone_number.linked", "phone_number.unlinked")]
        is_linked = bool(links) and links[-1]["type"] == "phone_number.linked"
        linked_to = links[-1]["phone"] if is_linked else None
        if not is_archived and linked_to != item.get("provider_phone_uuid"):
            found.append(f"{uuid}: linked to {item.get('provider_phone_uuid')}, told to be to {linked_to}")
    return found


def heard(world: World) -> dict[str, list[Mapping[str, Any]]]:
    """What the bus has told of each number; an event that came twice is one."""
    sqs = world.stack.client("sqs")
    events: dict[str, tuple[str, dict[str, Any]]] = {}
    while received := sqs.receive_message(QueueUrl=world.bus_queue, MaxNumberOfMessages=10).get("Messages"):
        for message in received:
            told = json.loads(message["Body"])
            detail, number = told["detail"], told["detail"]["phoneNumber"]
            # How healthy a number is, is no change of the number: such an event has no version of it.
            if "version" in number:
                event = {
                    "type": told["detail-type"],
                    "version": number["version"],
                    "phone": number["providerPhoneUuid"],
                }
                events[detail["eventId"]] = (number["uuid"], event)
        entries = [{"Id": str(i), "ReceiptHandle": each["ReceiptHandle"]} for i, each in enumerate(received)]
        sqs.delete_message_batch(QueueUrl=world.bus_queue, Entries=entries)
    by_number: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for uuid, event in events.values():
        by_number[uuid].append(event)
    return by_number


def _of_table_and_carriers(world: World, items: Iterable[Mapping[str, Any]]) -> list[str]:
    wanted = [item["e164"] for item in items if item["sk"] == "PROVIDER_PHONE" and "account_id" in item]
    described = world.stack.described
    state = state_at(described["carriers"]["control_url"], described["api_url"], wanted)
    lost = [f"{number}: in the inventory, and not at its carrier any more" for number in sorted(state.unknown)]
    return [*violations(world.store, state), *lost]


def _of_records(world: World, ledger: Ledger) -> list[str]:
    found = []
    for (dialect, tenant_name, made), text in ledger.records.items():
        if text is UNSURE:
            continue
        tenant, identifier = world.tenant(tenant_name), made.partition("\n")[2]
        apis: dict[str, QuoApi | WellApi | ZuduApi] = {
            "quo": QuoApi(world.gateway, tenant.quo_key),
            "well": WellApi(world.gateway, tenant.tokens["write"]),
            "zudu": ZuduApi(world.gateway, tenant.zudu["key"], tenant.zudu["secret"]),
        }
        answer = apis[dialect].get(identifier)
        for _ in range(20):
            if answer.status != _BUSY:
                break
            time.sleep(0.5)
            answer = apis[dialect].get(identifier)
        if text is GONE and answer.status != _NOT_FOUND:
            found.append(f"{dialect} {identifier}: deleted, and answers {answer.status}")
        if text is not GONE and (answer.status != _FOUND or str(text) not in answer.text):
            found.append(f"{dialect} {identifier}: should say {text}, and answers {answer.status}")
    return found


def _of_dead_letters(world: World) -> list[str]:
    return [
        f"{name}: {count} letters"
        for name, count in _held(world).items()
        if "DeadLetters" in name and not any(part in name for part in _MAY_HOLD_LETTERS)
    ]


def unforeseen(world: World) -> list[str]:
    """Errors in the log that no answer foresees; a machine that is killed takes the last of its log along."""
    logs, found = world.stack.client("logs"), []
    for group in logs.describe_log_groups()["logGroups"]:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        streams: dict[str, list[str]] = defaultdict(list)
        for event in (event for page in pages for event in page["events"]):
            streams[event["logStreamName"]].append(event["message"].rstrip())
        found += [f"{stream}: {error}" for stream, lines in streams.items() for error in bugs_in(lines)]
    return found


def bugs_in(lines: Sequence[str]) -> list[str]:
    """What a function has logged of bugs. A task of the archive fails with errors that its state machine knows."""
    return [
        "\n".join(lines[max(index - 1, 0) : index + _LINES])
        for index, line in enumerate(lines)
        if "unhandled error" in line or (line.startswith("Traceback") and not _is_foreseen(lines[index - 1]))
    ]


def _is_foreseen(headline: str) -> bool:
    """Whether Lambda's line above a traceback names an error of the service's own, which says what went wrong."""
    kind = getattr(errors, headline.removeprefix("[ERROR] ").partition(":")[0], None)
    return isinstance(kind, type) and issubclass(kind, errors.TrunklineError) and kind is not errors.TrunklineError


def _held(world: World) -> dict[str, int]:
    sqs, names = world.stack.client("sqs"), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts = {
        url.rpartition("/")[2]: sum(
            map(int, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values())
        )
        for url in world.queues()
    }
    return {name: count for name, count in counts.items() if count}


def _waiting(world: World) -> dict[str, int]:
    return {name: count for name, count in _held(world).items() if "DeadLetters" not in name}


def _wait_for_work_under_way(world: World) -> None:
    arn, flows = world.stack.described["aws"]["state_machine_arn"], world.stack.client("stepfunctions")
    for _ in range(_MOST_ROUNDS):
        running = flows.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"]
        if not running and not _waiting(world):
            break
        time.sleep(0.5)
    # The stream, of which nobody says how far it is.
    time.sleep(3)
