"""What a function does while it starts, on Lambda and elsewhere."""

import os
from typing import Any

import pytest
from trunkline.domain.provider_phones import Carrier
from trunkline.http.edge import Route, warm_up
from trunkline.http.webhooks import WebhookRoute, webhook_endpoint
from trunkline.http.workspace.dialect import WORKSPACE
from trunkline.table.client import fail_fast_table, table
from trunkline.wiring.api import endpoint
from trunkline.wiring.webhooks import webhooks


@pytest.fixture
def starting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Lambda environment that starts."""
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")


def test_elsewhere_no_step_is_taken() -> None:
    taken: list[str] = []

    warm_up(lambda: taken.append("first"))

    assert taken == []


def test_on_lambda_the_steps_are_taken_in_turn(starting: None) -> None:
    taken: list[str] = []

    warm_up(lambda: taken.append("first"), lambda: taken.append("second"))

    assert taken == ["first", "second"]


def test_a_step_that_fails_ends_it_and_lets_the_function_start(starting: None) -> None:
    taken: list[str] = []

    warm_up(lambda: os.environ["NO_SUCH_VARIABLE"], lambda: taken.append("second"))

    assert taken == []


def _asked(client: Any) -> list[str]:
    """The calls that a client makes from now on."""
    asked: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: asked.append(model.name))
    return asked


def test_the_start_of_a_route_connects_to_the_table(aws: Any, starting: None) -> None:
    asked = _asked(table().client)

    endpoint(Route(dialect=WORKSPACE, method="GET", path="/", summary="", success=200, refusals=()), lambda: None)

    assert asked == ["GetItem"]


def test_the_start_of_a_webhook_connects_to_the_table(aws: Any, starting: None) -> None:
    asked = _asked(fail_fast_table().client)

    webhook_endpoint(WebhookRoute(carrier=Carrier.PLIVO, summary=""), webhooks)

    assert asked == ["GetItem"]


def test_the_start_of_a_route_makes_what_its_requests_ask_for(aws: Any, starting: None) -> None:
    made: list[str] = []

    endpoint(Route(dialect=WORKSPACE, method="GET", path="/", summary="", success=200, refusals=()), made_in(made))

    assert made == ["use case"]


def made_in(made: list[str]) -> Any:
    return lambda: made.append("use case")
