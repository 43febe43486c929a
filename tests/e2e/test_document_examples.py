"""Every example of the API document works on a fresh stack, in any order, and may be tried twice.

The order is random. A run says its seed when it fails: EXAMPLES_SEED=... repeats it.
"""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.support.conformance import document
from tests.support.own_stack import OwnStack

# What the document says to one who asks for the same again. A number that is his already is a 400 in Weya's API.
_DONE_ALREADY = {"POST": 409, "DELETE": 404}
_IN_WEYA = 400
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Trial:
    """An operation with its examples filled in, as the page's "Try it out" sends it."""

    operation_id: str
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: Any | None

    @property
    def done_already(self) -> int | None:
        """The status of doing it again, where that is not a success."""
        return _IN_WEYA if self.operation_id == "add_weya_phone" else _DONE_ALREADY.get(self.method)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[OwnStack]:
    """A stack that nobody has used."""
    own = OwnStack(tmp_path)
    own.up()
    yield own
    own.stop()


def test_every_example_works_in_any_order_and_twice(stack: OwnStack) -> None:
    seed = int(os.environ.get("EXAMPLES_SEED") or random.SystemRandom().randrange(10**6))
    order = random.Random(seed)
    described = stack.described
    base_url, trials = described["api_url"].rstrip("/"), list(_trials(described))
    assert len(trials) > 35

    faults = []
    for again in (False, True):
        order.shuffle(trials)
        for trial in trials:
            answer = _sent(base_url, trial)
            allowed = answer.ok or (again and answer.status_code == trial.done_already)
            if not allowed:
                faults.append(f"{trial.method} {trial.path}: {answer.status_code} {answer.text[:200]}")
        assert not faults, "\n".join([_advice(seed, again=again), *faults])


def _advice(seed: int, *, again: bool) -> str:
    return (
        f"EXAMPLES_SEED={seed}, {'second' if again else 'first'} time. An example of the document does not work on a "
        "fresh stack: name a record that tools/stack/examples.py adds (its ids are in tools/examples.py)"
    )


def _sent(base_url: str, trial: Trial) -> requests.Response:
    return requests.request(
        trial.method,
        base_url + trial.path,
        params=trial.query,
        headers=trial.headers,
        json=trial.body,
        timeout=_TIMEOUT_SECONDS,
        allow_redirects=False,
    )


def _trials(stack: dict[str, Any]) -> Iterator[Trial]:
    tenant = stack["tenants"]["acme"]
    keys = {
        "bearer": {"Authorization": f"Bearer {tenant['tokens']['admin']}"},
        "quoKey": {"Authorization": tenant["quoKey"]},
        "zuduKey": {"X-API-KEY": tenant["zudu"]["key"]},
        "zuduSecret": {"X-API-SECRET": tenant["zudu"]["secret"]},
    }
    # The page names its own parts; the digest in their address is another with each change.
    page = requests.get(f"{stack['api_url'].rstrip('/')}/console", timeout=_TIMEOUT_SECONDS).text
    found = re.search(r"console/([0-9a-f]+)/", page)
    assert found
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            filled, query = _filled(operation, path.replace("{version}", found[1]))
            headers: dict[str, str] = {}
            for way in operation["security"]:
                for scheme in way:
                    headers |= keys[scheme]
            yield Trial(operation["operationId"], method.upper(), filled, query, headers, _body(operation))


def _filled(operation: dict[str, Any], path: str) -> tuple[str, list[tuple[str, str]]]:
    """The path and the query that the page begins with: examples, and defaults of the schema."""
    query = []
    for parameter in operation["parameters"]:
        if "$ref" in parameter:  # a header that nobody has to send
            continue
        name, value = parameter["name"], parameter.get("example", parameter["schema"].get("default"))
        assert value is not None or not parameter.get("required") or f"{{{name}}}" not in path, (path, name)
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        elif parameter["in"] == "query" and value is not None:
            values = value if isinstance(value, list) else [value]
            query += [(name, str(each).lower() if isinstance(each, bool) else str(each)) for each in values]
    return path, query


def _body(operation: dict[str, Any]) -> Any | None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return next(iter(content["examples"].values()))["value"] if content else None
