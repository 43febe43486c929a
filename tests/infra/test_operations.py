"""The operator's page: a row for each alarm, and queries of fields that the logs have."""

import re
from collections.abc import Iterator

from tests.support.template import ROOT, resources

_PAGE = (ROOT / "docs" / "operations.md").read_text()
_QUERIES = re.findall(r"```\n(.*?)```", _PAGE, re.DOTALL) + re.findall(r"`(filter [^`]+)`", _PAGE)
# What Powertools writes into each line, and Logs Insights by itself.
_ALWAYS = {"level", "message", "timestamp", "service", "location", "xray_trace_id", "function_name"}
_WORDS = {"fields", "filter", "sort", "stats", "limit", "by", "as", "desc", "asc", "in", "like", "and", "or"}
_FUNCTIONS = {"count", "latest", "max", "sum", "pct"}


def _rows() -> dict[str, list[str]]:
    """What the page says of each alarm: what it means, where to look, what to do."""
    alarms = _PAGE.split("\n## Alarms\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w+Alarm) \|(.*)\|$", alarms, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "an alarm has two rows"
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


def _logged() -> Iterator[str]:
    """The names that the code gives to what it logs."""
    for folder in ("layers/trunkline", "functions"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text()
            for call in re.findall(r"logger\.\w+\((.*?)\n?\)\n", text, re.DOTALL):
                yield from re.findall(r"\b(\w+)=", call)
            for details in re.findall(r"\bdetails \|= \{(.*?)\}", text):
                yield from re.findall(r'"(\w+)":', details)


def _access_log() -> set[str]:
    (api,) = resources("AWS::Serverless::HttpApi").values()
    return set(re.findall(r'"(\w+)":', api["Properties"]["AccessLogSettings"]["Format"]))


def test_each_alarm_has_its_row_and_each_row_its_alarm() -> None:
    assert set(_rows()) == set(resources("AWS::CloudWatch::Alarm"))


def test_a_row_says_what_it_means_where_to_look_and_what_to_do() -> None:
    for name, cells in _rows().items():
        assert len(cells) == len(("means", "look at", "do")), name
        assert all(cells), f"{name} has an empty cell"


def test_queries_ask_for_fields_that_the_logs_have() -> None:
    known = _ALWAYS | set(_logged()) | _access_log()

    assert len(_QUERIES) >= 10
    for query in _QUERIES:
        text = re.sub(r'"[^"]*"|/[^/\n]*/|@\w+', " ", query)
        defined = set(re.findall(r"\bas (\w+)", text))
        used = set(re.findall(r"\b[a-z]\w*", text, re.IGNORECASE)) - _WORDS - _FUNCTIONS - defined
        assert used <= known, f"{used - known} in {query}"


def test_messages_that_queries_look_for_are_logged() -> None:
    code = "".join(path.read_text() for path in (ROOT / "layers" / "trunkline").rglob("*.py"))
    code += "".join(path.read_text() for path in (ROOT / "functions").rglob("*.py"))
    wanted = set()
    for query in _QUERIES:
        for condition in re.findall(r"message (?:=|in) (\[[^\]]*\]|\"[^\"]*\")", query):
            wanted |= set(re.findall(r'"([^"]+)"', condition))

    assert wanted
    assert {message for message in wanted if f'"{message}"' not in code} == set()


def test_links_within_the_page_lead_somewhere() -> None:
    titles = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", _PAGE, re.M)
    }

    assert set(re.findall(r"\]\(#([\w-]+)\)", _PAGE)) <= titles
