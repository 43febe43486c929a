"""The table of errors in docs/dialects/well.md says what the service does."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.gateway import Response
from tests.support.tables import ContendedClient
from tests.support.template import ROOT
from tests.support.well import InterruptedClient, WellApi, a_document, a_person
from tests.support.workspaces import Tenant

PAGE = ROOT / "docs" / "dialects" / "well.md"
UNKNOWN = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


@pytest.fixture
def scenarios(
    well: WellApi, acme: Tenant, aws: Any, through: Callable[[Any], None]
) -> dict[str, Callable[[], Response]]:
    """One request for each documented body."""

    def after(first: Callable[[], Response], second: Callable[[], Response]) -> Callable[[], Response]:
        def send() -> Response:
            assert first().status == 201
            return second()

        return send

    def in_flight() -> Response:
        seen: list[Response] = []
        document = a_document(persons=["people1"])
        again = lambda: seen.append(well.create(document, Idempotency_Key="in flight"))  # noqa: E731
        through(InterruptedClient(aws, "batch_get_item", again))
        well.create(document, Idempotency_Key="in flight")
        return seen[0]

    def over(client: Any) -> Callable[[], Response]:
        def send() -> Response:
            through(client)
            response = well.create(a_document())
            through(aws)
            return response

        return send

    document = a_document(phone_id=UNKNOWN)
    return {
        "400 a member is missing": lambda: well.create({"data": {"type": "phone"}}),
        "400 a member is of the wrong kind": lambda: well.create(a_document(country_code="1")),
        "400 the parts of the number disagree": lambda: well.create(a_document(country_code=44)),
        "400 more than 25 relationships": lambda: well.create(a_document(persons=["p"] * 26)),
        "400 a resource is included twice": lambda: well.create(a_document(included=[a_person("p"), a_person("p")])),
        "400 a bad query parameter": lambda: well.page("?limit=0"),
        "400 the body is empty": lambda: well.send("POST", raw=b""),
        "401 no token, or not a valid one": lambda: WellApi(well.gateway, None).page(),
        "403 a read token writes": lambda: WellApi(well.gateway, acme.tokens["read"]).create(a_document()),
        "404 a person is neither included nor stored": lambda: well.create(a_document(persons=["nobody"])),
        "404 the same of a company": lambda: well.create(a_document(companies=["none"])),
        "404 the same of a workspace": lambda: well.create(a_document(workspaces=["none"])),
        "404 no such phone, or it is deleted": lambda: well.get(UNKNOWN),
        "404 `workspaceId` is not one of the token's": lambda: well.page(f"?workspaceId={UNKNOWN}"),
        "409 `data.id` is used, or was": after(lambda: well.create(document), lambda: well.create(document)),
        "409 the key's first request still runs": in_flight,
        "413 more than 256 KiB": lambda: well.send("POST", raw=b" " * 262_145),
        "415 the body is not declared as JSON": lambda: well.send(
            "POST", raw=b"x", headers={"Content-Type": "text/plain"}
        ),
        "422 the key came with another request": after(
            lambda: well.create(a_document(), Idempotency_Key="k"),
            lambda: well.create(a_document(label="x"), Idempotency_Key="k"),
        ),
        "500 a fault of ours": over(object()),
        "503 the table stays busy": over(ContendedClient(aws, seed=1, rate=1.0)),
    }


def row(name: str, response: Response) -> str:
    """A row of the table; the ids of the request are left out."""
    body = response.json()
    body["meta"] = {"trace_id": "...", "log_id": "..."}
    status, _, case = name.partition(" ")
    assert str(response.status) == status
    return f"| {status} | {case} | `{json.dumps(body)}` |"


def test_every_documented_error_is_as_documented(scenarios: dict[str, Callable[[], Response]]) -> None:
    rows = [row(name, send()) for name, send in scenarios.items()]
    documented = [line for line in PAGE.read_text().splitlines() if line.startswith("| ") and "`{" in line]
    assert documented == rows


def test_every_status_that_a_route_declares_is_documented() -> None:
    statuses = {line[2:5] for line in PAGE.read_text().splitlines() if line.startswith("| ")}
    for folder in Path(ROOT / "functions").glob("well_*"):
        route = importlib.import_module(f"functions.{folder.name}.handler").lambda_handler.route
        assert {str(status) for status in route.refusals} <= statuses
