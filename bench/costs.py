"""What calls cost on AWS: counted units and measured milliseconds, at one table of prices.

python -m bench.costs           writes the tables of docs/cost.md; --check says whether they are as they should be
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.prices import PRICES, usd
from bench.results import TYPICAL, Results, Row, load

ROOT = Path(__file__).parents[1]
COUNTS = Path(__file__).with_name("counts.json")
RECORDED = Path(__file__).with_name("recorded.json")
DOCUMENT = ROOT / "docs" / "cost.md"

MILLION = 1_000_000
MEMORY_GB = 0.5
# Of a processor: Lambda gives a whole one at 1,769 MB.
SHARE = 512 / 1769
# What a function waits for DynamoDB each time; a guess, the only one here.
ROUND_TRIP_MS = 4.0
COLD_SHARE = 0.01
# Of API Gateway's access log, a line of the template's format.
ACCESS_LOG_BYTES = 230
# X-Ray's default sampling: one a second and 5 % of the rest.
SAMPLED = 0.05
# The states of an archive that succeeds: three tasks, the choice after the first, the end.
ARCHIVE_TRANSITIONS = 5
# What a customer's endpoint takes to answer; a guess too.
ENDPOINT_MS = 200.0
# A hint is sent, received and deleted, each by itself.
HINT_REQUESTS = 3
# Changes of a phone number go out as events, through the table's stream.
EVENTS = {"workspace_create_phone_number": 1, "workspace_link_phone_number": 1, "archive, whole": 1}
_CREATE = "workspace_create_phone_number"
_ARCHIVE = "workspace_archive_phone_number"
_WEBHOOK = "webhook_twilio"
PARTS = ("API", "requests", "duration", "init", "reads", "writes", "logs, traces", "other")


@dataclass(frozen=True)
class Call:
    """A million calls of one kind, USD by part."""

    name: str
    parts: Mapping[str, float]

    @property
    def total(self) -> float:
        """All parts."""
        return sum(self.parts.values())

    def plus(self, name: str, **more: float) -> "Call":
        """Return the call with more to pay."""
        return Call(name, {part: self.parts[part] + more.get(part, 0.0) for part in PARTS})


def call(name: str, counted: Mapping[str, int], measured: Row) -> Call:
    """Price a million calls: ``counted`` by bench.meter, ``measured`` by make bench."""
    waits = counted.get("calls", 0) * ROUND_TRIP_MS
    seconds = (measured.value("cpu") / SHARE + waits) / 1000
    logged = measured.value("log_bytes") + ACCESS_LOG_BYTES
    parts = {
        "API": usd("http api"),
        "requests": usd("lambda request"),
        "duration": usd("lambda arm64", seconds * MEMORY_GB),
        # Lambda gives the init phase a whole processor.
        "init": usd("lambda arm64", COLD_SHARE * measured.value("cold_cpu") / 1000 * MEMORY_GB),
        "reads": usd("read unit", counted.get("half_read_units", 0) / 2),
        "writes": usd("write unit", counted.get("write_units", 0) + counted.get("index_writes", 0)),
        "logs, traces": usd("logs", logged / 1e9) + usd("trace", SAMPLED),
        "other": usd("event", EVENTS.get(name, 0)) + (usd("lambda request") if name in EVENTS else 0.0),
    }
    return Call(name, {part: MILLION * parts[part] for part in PARTS})


def calls(results: Results, counts: Mapping[str, Mapping[str, int]]) -> list[Call]:
    """Price every measured scenario, the archive as a whole, and a delivery."""
    found = [call(row.name, counts[row.name], row) for row in results.own]
    asked = next((each for each in found if each.name == _ARCHIVE), None)
    if asked:
        found.append(_archive(asked, counts["archive tasks"]))
    webhook = next((each for each in found if each.name == _WEBHOOK), None)
    if webhook:
        found.append(_delivery(webhook, counts["delivery"]))
    return found


def _delivery(webhook: Call, counted: Mapping[str, int]) -> Call:
    """Price an event for one endpoint: two functions, each of which computes as long as a carrier's webhook does."""
    waits = counted["calls"] * ROUND_TRIP_MS + ENDPOINT_MS
    parts = {
        "API": 0.0,
        "requests": 2 * webhook.parts["requests"],
        "duration": 2 * webhook.parts["duration"] + MILLION * usd("lambda arm64", waits / 1000 * MEMORY_GB),
        "init": 2 * webhook.parts["init"],
        "reads": MILLION * usd("read unit", counted["half_read_units"] / 2),
        "writes": MILLION * usd("write unit", counted["write_units"] + counted["index_writes"]),
        "logs, traces": 2 * webhook.parts["logs, traces"],
        "other": MILLION * usd("sqs request", HINT_REQUESTS),
    }
    return Call("delivery", parts)


def _archive(asked: Call, tasks: Mapping[str, int]) -> Call:
    """Price the request, the execution and its three tasks; each task runs as long as the request does."""
    return asked.plus(
        "archive, whole",
        requests=3 * asked.parts["requests"],
        duration=3 * asked.parts["duration"],
        init=3 * asked.parts["init"],
        reads=MILLION * usd("read unit", tasks["half_read_units"] / 2),
        writes=MILLION * usd("write unit", tasks["write_units"] + tasks["index_writes"]),
        other=MILLION * (usd("transition", ARCHIVE_TRANSITIONS) + usd("event") + usd("lambda request")),
    )


def designs(results: Results, counts: Mapping[str, Mapping[str, int]]) -> Iterator[Call]:
    """Price the same creation by others: the usual stack, and what is often built around it."""
    own = next((row for row in results.own if row.name == _CREATE), None)
    typical = results.peer(TYPICAL)
    if own is None or typical is None:
        return
    yield call(_CREATE, counts[_CREATE], own)
    peer = call(_CREATE, counts[_CREATE], typical)
    yield peer.plus("the usual stack (D), same calls of DynamoDB")
    authorizer = peer.plus(
        "D behind a Lambda authorizer that reads the credential",
        requests=peer.parts["requests"],
        duration=MILLION * usd("lambda arm64", (typical.value("cpu") / 2 / SHARE + ROUND_TRIP_MS) / 1000 * MEMORY_GB),
        init=peer.parts["init"],
        reads=MILLION * usd("read unit"),
        **{"logs, traces": MILLION * usd("logs", typical.value("log_bytes") / 1e9)},
    )
    yield authorizer
    idempotent = authorizer.plus(
        "the same with an idempotency table of its own", writes=2 * MILLION * usd("write unit")
    )
    yield idempotent
    yield idempotent.plus(
        "the same with a carrier secret read from Secrets Manager", other=MILLION * usd("secret read")
    )


@dataclass(frozen=True)
class Use:
    """What an organisation does in a month."""

    text: str
    scenario: str
    times: int


# All of them are among what `make bench` measures without being asked for more.
MONTH = (
    Use("calls that come in, answered by settings", "webhook_twilio", 60_000),
    Use("states, recordings and messages told by carriers", "webhook_twilio", 180_000),
    Use("pages of the list of numbers", "workspace_list_phone_numbers", 30_000),
    Use("phones read", "well_get_phone", 90_000),
    Use("contacts read", "quo_get_contact", 60_000),
    Use("numbers created", "workspace_create_phone_number", 400),
    Use("numbers archived", "archive, whole", 200),
)
STORED_GB = 2.0


def month(priced: Mapping[str, Call], alarm_metrics: int) -> Iterator[tuple[str, str, float]]:
    """Yield what is paid for, how often, and its USD.

    Raises:
        KeyError: One of the uses was not measured.
    """
    for use in MONTH:
        yield use.text, f"{use.times:,}", priced[use.scenario].total * use.times / MILLION
    yield "stored", f"{STORED_GB:g} GB", usd("stored", STORED_GB)
    yield "KMS key for all carrier accounts", "1", usd("kms key")
    yield "metrics that the template's alarms look at", str(alarm_metrics), usd("alarm", alarm_metrics)


def tables(results: Results, counts: Mapping[str, Mapping[str, int]], alarm_metrics: int) -> dict[str, str]:
    """Return the document's generated parts by their names."""
    priced = calls(results, counts)
    monthly = list(month({each.name: each for each in priced}, alarm_metrics))
    total = ("**together**", "", sum(cost for _, _, cost in monthly))
    return {
        "calls": _table(("USD a million", *PARTS, "together"), map(_cells, sorted(priced, key=lambda each: each.name))),
        "designs": _table(("a million creations, USD", *PARTS, "together"), map(_cells, designs(results, counts))),
        "month": _table(("in a month", "how often", "USD"), [(a, b, f"{c:.2f}") for a, b, c in [*monthly, total]]),
        "prices": _table(
            ("price", "USD a million, or each", "for", "source"),
            [(name, _price(each.usd), each.unit, each.source) for name, each in PRICES.items()],
        ),
    }


def _cells(priced: Call) -> tuple[str, ...]:
    return (priced.name, *(f"{priced.parts[part]:.2f}" for part in PARTS), f"**{priced.total:.2f}**")


def _price(value: float) -> str:
    return f"{value * MILLION:.2f} a million" if value < 0.001 else f"{value:.2f} each"  # noqa: PLR2004


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(headings) + " |", "|---" * len(headings) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def filled(document: str, parts: Mapping[str, str], by: str = "python -m bench.costs") -> str:
    """Return the document with what stands between its markers replaced.

    Raises:
        ValueError: It has no such markers.
    """
    for name, table in parts.items():
        begin, end = f"<!-- {name}: written by {by} -->", f"<!-- end of {name} -->"
        if begin not in document or end not in document:
            raise ValueError(f"the document has no {begin} or no {end}")
        head, _, rest = document.partition(begin)
        _, _, tail = rest.partition(end)
        document = f"{head}{begin}\n{table}\n{end}{tail}"
    return document


def current() -> str:
    """Return the document as it should be."""
    alarm_metrics = metrics_of_alarms((ROOT / "alarms.yaml").read_text())
    return filled(DOCUMENT.read_text(), tables(load(RECORDED), json.loads(COUNTS.read_text()), alarm_metrics))


def metrics_of_alarms(template: str) -> int:
    """Count the metrics that are paid for: an alarm of a sum pays for each of its parts."""
    alarms = [part for part in template.split("\n\n") if "Type: AWS::CloudWatch::Alarm" in part]
    return sum(max(1, alarm.count("MetricStat:")) for alarm in alarms)


def main() -> int:
    """Write the document's tables, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; 1 when the document is out of date")
    if parser.parse_args().check:
        return int(DOCUMENT.read_text() != current())
    DOCUMENT.write_text(current())
    return 0


if __name__ == "__main__":
    sys.exit(main())
