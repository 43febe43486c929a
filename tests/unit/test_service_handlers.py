"""Clients do what botocore does for their services, though our session leaves out what it does for all others."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from trunkline.aws import clients

from tools.package.contents import OPERATIONS

EVENTS = (
    "provide-client-params",
    "before-parameter-build",
    "before-endpoint-resolution",
    "before-call",
    "request-created",
    "choose-signer",
    "before-sign",
    "before-send",
    "response-received",
    "before-parse",
    "needs-retry",
    "after-call",
    "after-call-error",
    "getattr",
)
# The names that botocore's events have for services that are called otherwise.
SERVICE_IDS = {"events": "eventbridge", "stepfunctions": "sfn"}


@pytest.fixture(autouse=True)
def _region(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    clients.session.cache_clear()
    yield
    clients.session.cache_clear()


def _handlers(client: Any, event: str) -> list[str]:
    """The names of what is called at an event, in order, but for what Powertools adds where it is whole."""
    found = client.meta.events._emitter._handlers.prefix_search(event)
    names = [getattr(handler, "__qualname__", type(handler).__qualname__) for handler in found]
    return [name for name in names if not name.endswith("add_powertools_feature")]


@pytest.mark.parametrize("service", OPERATIONS)
def test_a_client_has_the_handlers_that_one_of_botocore_s_own_session_has(service: str) -> None:
    # Twice: the second client of a service is made of the same session.
    clients.session().create_client(service)
    ours, theirs = (made.create_client(service) for made in (clients.session(), botocore.session.Session()))

    for operation in OPERATIONS[service]:
        for name in EVENTS:
            event = f"{name}.{SERVICE_IDS.get(service, service)}.{operation}"
            assert _handlers(ours, event) == _handlers(theirs, event), event
    assert dir(ours) == dir(theirs)
