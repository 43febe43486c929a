"""The examples in docs/dialects/quo.md are what the functions answer."""

import json
import re
from typing import Any

import pytest
from trunkline.errors import UnavailableError

from tests.support.composition import compose_with
from tests.support.gateway import Response
from tests.support.quo import QuoApi, a_contact
from tests.support.template import ROOT

ROW = re.compile(r"^\| (\d{3}) \| (\d{7}) \| (?:yes|ours) \| [^|]+ \| `(\{.*\})` \|$", re.MULTILINE)


def _documented() -> dict[str, Any]:
    text = (ROOT / "docs" / "dialects" / "quo.md").read_text()
    return {code: json.loads(body) for _, code, body in ROW.findall(text)}


def _raising(error: Exception) -> Any:
    def make() -> None:
        raise error

    return make


def test_the_documented_bodies_are_the_real_ones(quo: QuoApi, monkeypatch: pytest.MonkeyPatch) -> None:
    first = quo.created(externalId="1")
    keyed = {"Idempotency-Key": "one"}
    quo.create(a_contact(), headers=keyed)
    answers: list[Response] = [
        quo.create({"defaultFields": {"firstname": "Ada"}}),
        quo.create(a_contact(customFields=[{"key": "inbound-leed", "value": []}])),
        QuoApi(quo.gateway, None).get(first["id"]),
        quo.get("0" * 24),
        quo.create(a_contact(externalId="1")),
        quo.send("POST", "contacts", raw=b" " * 262_145),
        quo.create(a_contact(), headers={"Content-Type": "text/csv"}),
        quo.create(a_contact(source="crm"), headers=keyed),
    ]
    compose_with(monkeypatch, "contacts", _raising(RuntimeError("a bug")))
    answers.append(quo.get(first["id"]))
    compose_with(monkeypatch, "contacts", _raising(UnavailableError()))
    answers.append(quo.get(first["id"]))

    documented = _documented()
    in_flight = documented.pop("0801409")  # what it reads like is held by the test of requests in progress
    assert in_flight["title"] == "Request In Progress"
    for answer in answers:
        body = json.loads(answer.text.replace(first["id"], "664d0db69fcac7cf2e6ec0aa"))
        body["trace"] = "JZo0lgFHIAMEVrA="
        assert documented.pop(body["code"]) == body
    assert documented == {}
