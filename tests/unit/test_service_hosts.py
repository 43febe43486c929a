"""Clients ask the hosts that botocore would ask by the rules of each service, which they go without."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.loaders import create_loader
from trunkline.aws import clients

from tests.support.aws_calls import CALLS, sent

# The first, another, two of other partitions, and one that botocore has not heard of.
REGIONS = ("us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1", "xx-new-1")
# What botocore has of AWS, read once.
DESCRIPTIONS = create_loader()
ONE_OF_EACH_SERVICE = ("get", "event", "encrypt", "message", "start", "file")


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    _forget()
    yield
    _forget()


def _forget() -> None:
    clients.client.cache_clear()
    clients.session.cache_clear()


def _asked(name: str, client_of: Callable[[str], Any]) -> tuple[str, str]:
    """The URL of a call, and what its signature is for."""
    _, url, _, _, signed_for = sent(CALLS[name], client_of)
    return url, signed_for


def _asked_by_botocore(name: str) -> tuple[str, str]:
    session = botocore.session.Session()
    session.register_component("data_loader", DESCRIPTIONS)
    style = Config(s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"})
    return _asked(name, cache(lambda service: session.create_client(service, config=style)))


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", ONE_OF_EACH_SERVICE)
def test_a_call_goes_where_botocore_sends_it_and_is_signed_for_there(
    name: str, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)

    assert _asked(name, clients.client) == _asked_by_botocore(name)


@pytest.mark.parametrize(
    ("variant", "name"), [("AWS_USE_FIPS_ENDPOINT", "get"), ("AWS_USE_DUALSTACK_ENDPOINT", "start")]
)
def test_rules_are_followed_where_the_environment_asks_for_fips_or_ipv6(
    variant: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of these two the list of hosts says something else in this region than the rules do."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-gov-west-1")
    monkeypatch.setenv(variant, "true")

    assert _asked(name, clients.client) == _asked_by_botocore(name)


def test_an_endpoint_that_the_environment_names_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000")

    assert _asked("get", clients.client)[0] == "http://127.0.0.1:8000/"
