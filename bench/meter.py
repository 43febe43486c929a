"""What each request asks of AWS, counted: calls, and DynamoDB's units as they are billed, indexes included.

    python -m bench.meter           writes bench/counts.json; tests/bench holds it to what the code does

A strongly consistent read is a unit for each 4 KB, one of an index half of that, a write a unit for each KB, and a
transaction's writes are two. An index is written when what it shows of the item changes, twice when its key does.
Source: "DynamoDB read and write operations", "Using global secondary indexes", read 2026-11-21.
"""

import argparse
import contextlib
import importlib
import json
import math
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moto import mock_aws
from trunkline.domain.archiving import ArchiveStep
from trunkline.table.client import fail_fast_table, table
from trunkline.wiring import archive
from trunkline.wiring.api import authenticator
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.webhooks import webhooks

from bench.delivered import deliver_one
from bench.seed import TABLE_NAME, Seeded, called, fill
from tools.sandbox import start

COUNTS = Path(__file__).with_name("counts.json")
ARCHIVE = "workspace_archive_phone_number"
_READS = {"GetItem", "BatchGetItem", "Query"}
_BATCH = 25


@dataclass
class Meter:
    """Listens to a client of DynamoDB."""

    dynamodb: Any
    used: Counter[str] = field(default_factory=Counter)
    # A webhook is stored beside the thread that answers it.
    _request: threading.local = field(default_factory=threading.local)

    def listen(self, client: Any) -> None:
        """Count what goes through the client."""
        client.meta.events.register("provide-client-params.dynamodb", self._on_request)
        client.meta.events.register("after-call.dynamodb", self._on_answer)

    def ignore(self, client: Any) -> None:
        """Count it no longer."""
        client.meta.events.unregister("provide-client-params.dynamodb", self._on_request)
        client.meta.events.unregister("after-call.dynamodb", self._on_answer)

    def _on_request(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self._request.before = []
        self._request.consistent = "IndexName" not in params
        if model.name in _READS:
            return
        writes = params.get("TransactItems") or [{"Write": params}]
        wanted = [write for item in writes for write in item.values()]
        keys = [_key_of(write) for write in wanted]
        self._request.before = [(key, self._item(key)) for key in keys if key]

    def _on_answer(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.used["calls"] += 1
        if model.name in _READS:
            self.used["half_read_units"] += _half_units(
                _read_items(model.name, parsed), model.name, self._request.consistent
            )
            return
        factor = 2 if model.name == "TransactWriteItems" else 1
        for key, before in self._request.before:
            after = self._item(key)
            self.used["write_units"] += factor * max(1, math.ceil(max(_size(before), _size(after)) / 1024))
            self.used["index_writes"] += sum(_index_writes(name, before, after) for name in ("gsi1", "gsi2", "gsi3"))

    def _item(self, key: dict[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.dynamodb.get_item(TableName=TABLE_NAME, Key=key).get("Item", {})
        return found


def _key_of(write: Mapping[str, Any]) -> dict[str, Any] | None:
    source = write.get("Key") or write.get("Item")
    return {name: source[name] for name in ("pk", "sk")} if source else None


def _read_items(operation: str, answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if operation == "GetItem":
        return [answer.get("Item", {})]
    if operation == "Query":
        return list(answer["Items"])
    return [item for found in answer["Responses"].values() for item in found]


def _half_units(items: Sequence[Mapping[str, Any]], operation: str, consistent: bool) -> int:  # noqa: FBT001
    each = 2 if consistent else 1
    sizes = [sum(map(_size, items))] if operation == "Query" else [_size(item) for item in items]
    return sum(each * max(1, math.ceil(size / 4096)) for size in sizes)


def _index_writes(index: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
    names = (f"{index}pk", f"{index}sk")
    keys = [tuple(item.get(name, {}).get("S") for name in names) for item in (before, after)]
    was, is_ = (all(key) for key in keys)
    if was and is_ and keys[0] == keys[1]:
        # gsi1 shows the whole item, the others its keys alone.
        return int(index == "gsi1" and before != after) * math.ceil(_size(after) / 1024)
    return int(was) + int(is_) * (math.ceil(_size(after) / 1024) if index == "gsi1" else 1)


def _size(item: Mapping[str, Any]) -> int:
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(attribute: Mapping[str, Any]) -> int:
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return len(value) // 2 + 1
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(member) for name, member in value.items())
        case "L":
            return 3 + sum(1 + _value_size(member) for member in value)
    return 1


@dataclass
class _Starts:
    """Step Functions, as far as asking for an execution goes."""

    steps: list[ArchiveStep] = field(default_factory=list)

    def start(self, step: ArchiveStep) -> None:
        self.steps.append(step)

    def is_running(self, _step: ArchiveStep) -> bool:
        return True


def counts() -> dict[str, dict[str, int]]:
    """Return, by scenario, what a call of a warm function uses.

    The archive's tasks come together under ``archive tasks``.
    """
    with mock_aws(), _carriers():
        seeded = fill()
        items = seeded.items()
        meter = Meter(seeded.dynamodb)
        meter.listen(table().client)
        meter.listen(fail_fast_table().client)
        found = {}
        for scenario in seeded.scenarios:
            starts = _Starts()
            archive.executions = lambda starts=starts: starts  # type: ignore[misc]
            # Whom a warm function has met within a minute it does not look up.
            for remembered in (authenticator, webhooks, carrier_accounts):
                remembered.cache_clear()
            called(scenario, seeded.event(scenario))
            if meter.used["write_units"]:
                _restore(seeded, items)
            starts.steps.clear()
            meter.used = Counter()
            called(scenario, seeded.event(scenario))
            found[scenario.name] = dict(sorted(meter.used.items()))
            if scenario.name == ARCHIVE:
                found["archive tasks"] = _tasks(meter, starts.steps[0])
            if meter.used["write_units"]:
                _restore(seeded, items)
            meter.used = Counter()
        deliver_one(table())
        # But for the webhook itself, which was made once: one write unit.
        meter.used -= Counter(calls=1, write_units=1)
        found["delivery"] = dict(sorted(meter.used.items()))
        return found


def _tasks(meter: Meter, step: ArchiveStep) -> dict[str, int]:
    meter.used = Counter()
    event = {"workspaceUuid": step.workspace_uuid, "phoneNumberUuid": step.number_uuid, "attempt": step.attempt}
    for task in ("claim", "release", "finish"):
        importlib.import_module(f"functions.archive_{task}_number.handler").lambda_handler(event, None)
    return dict(sorted(meter.used.items()))


@contextlib.contextmanager
def _carriers() -> Iterator[None]:
    with start() as sandbox:
        names = {f"CARRIER_BASE_URL_{carrier.upper()}": url for carrier, url in sandbox.base_urls.items()}
        os.environ.update(names)
        try:
            yield
        finally:
            for name in names:
                del os.environ[name]


def _restore(seeded: Seeded, items: Sequence[Mapping[str, Any]]) -> None:
    requests: list[dict[str, Any]] = [
        {"DeleteRequest": {"Key": {name: item[name] for name in ("pk", "sk")}}} for item in seeded.items()
    ]
    for batch in (requests, [{"PutRequest": {"Item": item}} for item in items]):
        for start_at in range(0, len(batch), _BATCH):
            seeded.dynamodb.batch_write_item(RequestItems={TABLE_NAME: batch[start_at : start_at + _BATCH]})


def main() -> int:
    """Count and write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; 1 when the counts are others")
    found = counts()
    if parser.parse_args().check:
        recorded = json.loads(COUNTS.read_text())
        changed = {name for name in recorded.keys() | found.keys() if recorded.get(name) != found.get(name)}
        for name in sorted(changed):
            sys.stderr.write(f"{name}: {recorded.get(name)} in bench/counts.json, {found.get(name)} counted\n")
        return int(bool(changed))
    COUNTS.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
