"""How often one credential may call: so many times a second in one environment, and who calls more is told so."""

from collections.abc import Mapping

import pytest
from trunkline.errors import TooManyRequestsError
from trunkline.http.edge import Dialect
from trunkline.http.quo.dialect import CONTACTS
from trunkline.http.well.dialect import WELL
from trunkline.http.weya.dialect import WEYA
from trunkline.http.workspace.dialect import WORKSPACE
from trunkline.http.zudu.dialect import ZUDU
from trunkline.services.credentials import MAX_CREDENTIALS, RequestRates
from trunkline.wiring.api import request_rates

from tests.support.composition import compose_with
from tests.support.gateway import Gateway
from tests.support.template import template
from tests.support.workspaces import Tenant

NAMES: Mapping[str, Dialect] = {"quo": CONTACTS, "well": WELL, "weya": WEYA, "workspace": WORKSPACE, "zudu": ZUDU}


class Clock:
    """Stands still until it is moved."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def taken(rates: RequestRates, credential: str, most: int = 100) -> int:
    """How many of many requests at once are taken."""
    for count in range(most):
        try:
            rates.count(credential)
        except TooManyRequestsError:
            return count
    return most


def test_a_second_of_requests_is_taken_at_once_and_then_one_each_time_that_its_part_of_a_second_passes() -> None:
    clock = Clock()
    rates = RequestRates(10, clock)

    assert taken(rates, "a") == 10
    clock.now += 0.05
    assert taken(rates, "a") == 0
    clock.now += 0.06
    assert taken(rates, "a") == 1
    clock.now += 3_600
    assert taken(rates, "a") == 10


def test_a_clock_that_is_set_back_locks_nobody_out_for_longer() -> None:
    clock = Clock()
    rates = RequestRates(10, clock)
    taken(rates, "a")
    clock.now -= 3_600
    assert taken(rates, "a") == 0
    clock.now += 1
    assert taken(rates, "a") == 10


def test_each_credential_has_a_limit_of_its_own_and_memory_is_bounded() -> None:
    rates = RequestRates(2, Clock())
    assert [taken(rates, str(number)) for number in range(3 * MAX_CREDENTIALS)] == [2] * 3 * MAX_CREDENTIALS
    assert taken(rates, str(3 * MAX_CREDENTIALS - 1)) == 0
    assert len(rates._left) == MAX_CREDENTIALS


def test_who_calls_too_often_is_refused_before_anything_is_read_and_others_are_not(
    gateway: Gateway, acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    rates = RequestRates(3, clock)
    compose_with(monkeypatch, "request_rates", lambda: rates)
    mine, other = ({"Authorization": f"Bearer {acme.tokens[name]}"} for name in ("read", "write"))

    def get(headers: Mapping[str, str]) -> int:
        return gateway.send("GET", "/api/v2/token", headers=headers, body=None).status

    assert [get(mine) for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = gateway.send("GET", "/api/v2/token", headers=mine, body=None)
    assert refused.headers["retry-after"] == "1"
    assert refused.json() == {"detail": "Too many requests with this credential; try again in a second"}
    assert get(other) == 200
    clock.now += 1
    assert get(mine) == 200


@pytest.mark.parametrize("name", NAMES)
def test_each_dialect_refuses_in_its_own_envelope(name: str) -> None:
    response = NAMES[name].error_response(TooManyRequestsError(), "request")

    assert response.status == 429
    assert response.headers["retry-after"] == "1"
    assert "Too many requests with this credential" in response.body


def test_the_template_sets_the_limit_and_without_it_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["CREDENTIAL_RATE_LIMIT"] == {"Ref": "CredentialRateLimit"}
    monkeypatch.delenv("CREDENTIAL_RATE_LIMIT", raising=False)
    request_rates.cache_clear()
    assert request_rates() is None
    monkeypatch.setenv("CREDENTIAL_RATE_LIMIT", "50")
    request_rates.cache_clear()
    made = request_rates()
    assert made is not None
    assert made.a_second == 50
    request_rates.cache_clear()
