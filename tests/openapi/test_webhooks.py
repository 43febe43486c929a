"""The described bodies of webhooks are what the readers of the carriers read, no more and no less."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from trunkline.domain.provider_phones import Carrier

from tests.support.conformance import document, operations
from tests.support.template import ROOT
from tools.openapi.webhook_bodies import SCHEMAS

PACKAGE = ROOT / "layers" / "trunkline" / "trunkline"
READERS = {
    Carrier.TWILIO: ["carriers/twilio/webhooks.py"],
    Carrier.PLIVO: ["carriers/plivo/webhooks.py"],
    Carrier.TELNYX: ["carriers/telnyx/webhooks.py", "carriers/telnyx/calls.py"],
}
# The answer to a forwarded call's end reads them, of whichever carrier the form is.
AFTER_DIAL = {"DialCallStatus": Carrier.TWILIO, "DialStatus": Carrier.PLIVO}
# Holders of what a carrier has sent, by the names that the readers give them.
SENT = {"sent", "form", "data", "document", "payload", "urls", "each", "media"}


def _read(path: Path) -> Iterator[str]:
    """Every name that a module takes from what was sent: ``sent["x"]``, ``sent.get("x")``, ``_text(payload, "x")``."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Subscript(value=ast.Name(id=holder), slice=ast.Constant(value=str(name))) if holder in SENT:
                yield name
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=holder), attr="get"), args=[ast.Constant(value=str(name)), *_]
            ):
                if holder in SENT:
                    yield name
            case ast.Call(func=ast.Name(id="_text" | "_seconds" | "_sid" | "_uuid" | "_id"), args=[_, *names]):
                yield from (
                    each.value for each in names if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


def _described(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        schema = list(schema.values())
    for each in schema if isinstance(schema, list) else ():
        yield from _described(each)


@pytest.mark.parametrize("carrier", list(Carrier))
def test_every_field_that_is_read_is_described_and_no_other(carrier: Carrier) -> None:
    read = {name for path in READERS[carrier] for name in _read(PACKAGE / path)}
    read |= {name for name in _read(PACKAGE / "http/webhooks.py") if AFTER_DIAL[name] is carrier}

    described = set(_described(SCHEMAS[f"{carrier.capitalize()}Webhook"]))
    assert described == read


@pytest.mark.parametrize("carrier", list(Carrier))
def test_each_way_to_sign_is_a_security_scheme_of_its_own(carrier: Carrier) -> None:
    operation = operations()[f"/webhooks/{carrier}/{{token}}/{{kind}}"]["post"]
    schemes = document()["components"]["securitySchemes"]
    source = (PACKAGE / "carriers" / carrier / "webhooks.py").read_text()

    headers = [schemes[name]["name"].lower() for way in operation["security"] for name in way]
    headers += [each["name"].lower() for each in operation["parameters"] if each["in"] == "header"]
    for header in headers:
        # Plivo's are put together from the version.
        assert header in source or header.replace("ma-v", "v").rpartition("v")[0] in source, header
