"""What the measured functions find in AWS: the demo tenants' table after a few requests, made with the service itself.

    CARRIER_BASE_URL_TWILIO=... python -m bench.seed STATE.json

The functions run in this process over moto. What is written is every item of the table and the event of each scenario.
"""

import argparse
import base64
import importlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import yaml
from moto import mock_aws
from trunkline.observability import logger
from trunkline.table.client import table
from trunkline.wiring import carrier_accounts

from bench.scenarios import ROOT, WEBHOOK_BASE_URL, Scenario, event_of, measured, setup
from bench.signatures import signed
from tools.sandbox.tenants import account_from, default_plans
from tools.stack.demo import seed

TABLE_NAME = "bench"


class _Template(yaml.SafeLoader):
    """Reads the template; what its intrinsic functions would give does not matter here."""


_Template.add_multi_constructor("!", lambda _loader, _tag, node: getattr(node, "value", None))


class OpenSealer:
    """Seals as the stub's KMS does, which gives back what it is given."""

    def __init__(self, _client: object, _key_id: object) -> None:
        pass

    def seal(self, text: str, _context: Mapping[str, str]) -> str:
        """Return the text as the API carries bytes."""
        return base64.b64encode(text.encode()).decode()

    def unseal(self, sealed: str, _context: Mapping[str, str]) -> str:
        """Return the text."""
        return base64.b64decode(sealed).decode()


@dataclass(frozen=True)
class Seeded:
    """A filled table and the requests that suit it."""

    dynamodb: Any
    scenarios: list[Scenario]
    events: Mapping[str, dict[str, Any]]

    def items(self) -> list[dict[str, Any]]:
        """Return everything in the table."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=TABLE_NAME)
        return [item for page in pages for item in page["Items"]]

    def event(self, scenario: Scenario) -> dict[str, Any]:
        """Return the scenario's event as of now: a carrier's signature holds for minutes."""
        signer = signer_of(scenario)
        event = self.events[scenario.name]
        return signed(event, signer["carrier"], signer["secret"], int(time.time())) if signer else event


def main() -> None:
    """Seed and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("state", type=Path)
    file = parser.parse_args().state
    with mock_aws():
        seeded = fill()
        state = {"items": seeded.items(), "scenarios": [_described(seeded, each) for each in seeded.scenarios]}
    file.write_text(json.dumps(state, indent=1))


def fill() -> Seeded:
    """Store the demo tenants and what a few requests make of them; call it within ``mock_aws``."""
    os.environ.update(
        AWS_DEFAULT_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY="secret",  # noqa: S106 - moto's
        TABLE_NAME=TABLE_NAME,
        WEBHOOK_BASE_URL=WEBHOOK_BASE_URL,
    )
    logger.setLevel("CRITICAL")
    dynamodb = boto3.client("dynamodb")
    _create_table(dynamodb)
    carrier_accounts.KmsSealer = OpenSealer  # type: ignore[assignment, attr-defined]
    with tempfile.TemporaryDirectory() as secrets:
        tenant = seed(table(), Path(secrets) / "tenants.json")["acme"]
    made: dict[str, str] = {}
    for scenario in setup(tenant):
        made.setdefault(scenario.name, _id_in(called(scenario, _event(scenario, tenant))))
    webhooks = [item for item in Seeded(dynamodb, [], {}).items() if item["sk"]["S"] == "WEBHOOK"]
    made |= {f"token:{item['carrier']['S']}": item["pk"]["S"].partition("#")[2] for item in webhooks}
    scenarios = measured(tenant, made)
    return Seeded(dynamodb, scenarios, {scenario.name: _event(scenario, tenant) for scenario in scenarios})


def _described(seeded: Seeded, scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "calls_carrier": scenario.calls_carrier,
        "event": seeded.events[scenario.name],
        "expected": scenario.expected or _route(scenario).success,
        **signer_of(scenario),
    }


def _create_table(dynamodb: Any) -> None:
    declared = yaml.load((ROOT / "template.yaml").read_text(), Loader=_Template)["Resources"]["Table"]["Properties"]  # noqa: S506
    wanted = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    dynamodb.create_table(TableName=TABLE_NAME, **{name: declared[name] for name in wanted})


def _event(scenario: Scenario, tenant: Mapping[str, Any]) -> dict[str, Any]:
    route = _route(scenario)
    headers = {}
    if scenario.folder.startswith("quo_"):
        headers = {"authorization": tenant["quoKey"]}
    elif scenario.folder.startswith("zudu_"):
        headers = {"x-api-key": tenant["zudu"]["key"], "x-api-secret": tenant["zudu"]["secret"]}
    elif not scenario.is_webhook:
        headers = {"authorization": f"Bearer {tenant['tokens']['admin']}"}
    event = event_of(scenario, route.method, route.path, headers)
    if "{" in event["rawPath"] or "//" in event["rawPath"] or event["rawPath"].endswith("/"):
        raise SystemExit(f"bench.seed: {scenario.name} lacks a parameter of {route.path}")
    return event


def _route(scenario: Scenario) -> Any:
    return importlib.import_module(f"functions.{scenario.folder}.handler").ROUTE


def signer_of(scenario: Scenario) -> dict[str, str]:
    """Tell who signs a webhook with what."""
    if not scenario.is_webhook:
        return {}
    carrier = scenario.folder.removeprefix("webhook_")
    plan = next(plan for plan in default_plans() if (plan.tenant, plan.carrier) == ("acme", carrier))
    key = account_from(plan).signing_key
    return {"carrier": carrier, "secret": base64.b64decode(key).hex() if key else plan.secret}


def called(scenario: Scenario, event: Mapping[str, Any]) -> Any:
    """Return what the function answers, run in this process; end the program when it refuses."""
    handler = importlib.import_module(f"functions.{scenario.folder}.handler").lambda_handler
    answer = handler(event, None)
    if answer["statusCode"] >= 300:  # noqa: PLR2004
        raise SystemExit(f"bench.seed: {scenario.name} answers {answer['statusCode']} {answer['body'][:300]}")
    return answer


def _id_in(answer: Mapping[str, Any]) -> str:
    """Return the id in what a dialect answers to a creation; none where its records go by their numbers."""
    document = json.loads(answer["body"])
    data = document.get("data", document) if isinstance(document, dict) else document
    first = data[0] if isinstance(data, list) and data else data
    return str(first.get("id", "")) if isinstance(first, dict) else ""


if __name__ == "__main__":
    main()
