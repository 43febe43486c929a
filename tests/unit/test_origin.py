"""The secret by which a proxy before the API is known."""

import hashlib
import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from trunkline.settings import origin_secret_digests

from tests.support.gateway import api_event, route_of
from tests.support.template import functions, routes, template

SECRET, NEXT = "correct horse", "battery staple"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@pytest.fixture(autouse=True)
def _asked_for(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ORIGIN_SECRET_SHA256", f"{_digest(SECRET)},{_digest(NEXT)}")
    origin_secret_digests.cache_clear()
    yield
    origin_secret_digests.cache_clear()


def _send(method: str, path: str, **headers: str) -> dict[str, Any]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    target = path.replace("{", "").replace("}", "")
    found = route_of(method, target)
    assert found
    handler = importlib.import_module(f"functions.{found.folder}.handler").lambda_handler
    event = api_event(method, target, headers=sent, body=None, parameters=found.parameters)
    answer: dict[str, Any] = handler(event, None)
    return answer


@pytest.mark.parametrize(("method", "path"), sorted(routes()))
def test_no_function_looks_at_a_request_that_went_past_the_proxy(method: str, path: str) -> None:
    """It would meet no table here: nothing is read, nothing is written, nobody is authenticated."""
    for header in ({}, {"x_origin_verify": "wrong"}, {"x_origin_verify": ""}, {"x_origin_verify": _digest(SECRET)}):
        response = _send(method, path, **header)

        assert (response["statusCode"], json.loads(response["body"])) == (403, {"message": "Forbidden"})
        assert {name.lower() for name in response["headers"]} >= {"content-type", "x-request-id"}


@pytest.mark.parametrize("secret", [SECRET, NEXT])
def test_either_secret_is_taken_while_one_replaces_the_other(secret: str) -> None:
    assert _send("GET", "/docs", x_origin_verify=secret)["statusCode"] == 200
    assert _send("GET", "/v1/phones", x_origin_verify=secret)["statusCode"] == 401


def test_nothing_is_asked_for_where_no_proxy_has_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGIN_SECRET_SHA256", "")
    origin_secret_digests.cache_clear()

    assert _send("GET", "/docs")["statusCode"] == 200


def test_every_function_is_told_the_digest_and_never_the_secret() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]

    assert variables["ORIGIN_SECRET_SHA256"] == {"Ref": "OriginSecretSha256"}
    assert all("ORIGIN" not in str(each.get("Environment")) for each in functions().values())
