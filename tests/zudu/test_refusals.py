"""Every status that a route documents, in Zudu's envelope."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from trunkline.errors import UnavailableError
from trunkline.table.client import Table
from trunkline.wiring.zudu_numbers import zudu_numbers

from tests.support.composition import compose_with
from tests.support.gateway import Gateway, Response
from tests.support.template import routes
from tests.support.workspaces import Tenant
from tests.support.zudu import ZuduApi, hold_for_archiving

NUMBER = "+14157774444"
ROUTES = {folder: key for key, folder in routes().items() if folder.startswith("zudu_")}
IMPORT = {"provider": "twilio", "account_sid": "AC1", "auth_token": "secret"}
# A good body of each route that takes one.
BODIES: dict[str, dict[str, Any]] = {
    "zudu_create_phone_number": {"phone_number": NUMBER},
    "zudu_import_phone_number": {"phone_number": NUMBER, **IMPORT},
    "zudu_search_phone_numbers": {},
    "zudu_update_phone_number": {"phone_number": NUMBER},
}


def call(zudu: ZuduApi, folder: str, **sent: Any) -> Response:
    """The route's request, which only lacks what the test changes about it."""
    method, path = ROUTES[folder]
    if folder in BODIES and "raw" not in sent:
        sent.setdefault("body", BODIES[folder])
    return zudu.send(method, path.removeprefix("/api/phone-numbers").replace("{phone_number}", NUMBER), **sent)


def assert_refused(response: Response, status: int, error: str) -> str:
    """The refusal is in the envelope, members in order; its message."""
    assert response.status == status, response.text
    body = response.json()
    assert list(body) == ["message", "status", "error", "data"]
    assert (body["status"], body["error"], body["data"]) == ("error", error, None)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-request-id"]
    message: str = body["message"]
    assert message
    assert "4157774444" not in message
    return message


def _documented() -> list[tuple[str, int]]:
    return [
        (folder, status)
        for folder in sorted(ROUTES)
        for status in importlib.import_module(f"functions.{folder}.handler").ROUTE.refusals
    ]


def test_the_eight_routes_are_declared_as_the_template_serves_them() -> None:
    declared = {
        folder: importlib.import_module(f"functions.{folder}.handler").lambda_handler.route.key for folder in ROUTES
    }
    assert declared == {folder: f"{method} {path}" for folder, (method, path) in ROUTES.items()}
    assert len(declared) == 8


@dataclass(frozen=True)
class Stage:
    """What a refusal is provoked with."""

    zudu: ZuduApi
    store: Table
    acme: Tenant
    monkeypatch: pytest.MonkeyPatch


class Registered:
    """Imports of which each carrier has said yes."""

    def __init__(self) -> None:
        self.numbers = zudu_numbers()

    def register(self, _: object) -> frozenset[str]:
        return frozenset({"voice"})


@pytest.fixture
def stage(zudu: ZuduApi, store: Table, acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(zudu, store, acme, monkeypatch)


@pytest.mark.parametrize(("folder", "status"), _documented())
def test_a_documented_status_comes_in_the_envelope(stage: Stage, folder: str, status: int) -> None:
    response, error = PROVOKED_BY[status](stage, folder)
    assert_refused(response, status, error)
    assert (status == 503) == (response.headers.get("retry-after") == "1")


def _malformed(stage: Stage, folder: str) -> tuple[Response, str]:
    method, path = ROUTES[folder]
    if "{" in path:
        body: dict[str, Any] | None = {} if folder in BODIES else None
        return stage.zudu.send(method, "/nonsense", body=body), "INVALID_REQUEST"
    if folder in BODIES:
        return call(stage.zudu, folder, raw=b"{"), "INVALID_REQUEST"
    return stage.zudu.send(method, path.removeprefix("/api/phone-numbers") + "?area_code=x"), "INVALID_REQUEST"


def _anonymous(stage: Stage, folder: str) -> tuple[Response, str]:
    return call(ZuduApi(stage.zudu.gateway, None, None), folder), "UNAUTHORIZED"


def _unknown(stage: Stage, folder: str) -> tuple[Response, str]:
    return call(stage.zudu, folder), "NOT_FOUND"


def _conflicting(stage: Stage, folder: str) -> tuple[Response, str]:
    stage.zudu.created(phone_number=NUMBER)
    if folder in ("zudu_create_phone_number", "zudu_import_phone_number"):
        return call(stage.zudu, folder), "PHONE_NUMBER_EXISTS"
    hold_for_archiving(stage.store, stage.acme, NUMBER)
    return call(stage.zudu, folder, body={"inbound_agent_id": "agent_1"}), "PHONE_NUMBER_ARCHIVING"


def _too_large(stage: Stage, folder: str) -> tuple[Response, str]:
    return call(stage.zudu, folder, raw=b" " * (256 * 1024 + 1)), "BODY_TOO_LARGE"


def _not_json(stage: Stage, folder: str) -> tuple[Response, str]:
    return call(stage.zudu, folder, headers={"Content-Type": "text/plain"}), "UNSUPPORTED_MEDIA_TYPE"


def _with_a_used_key(stage: Stage, folder: str) -> tuple[Response, str]:
    compose_with(stage.monkeypatch, "zudu_imports", Registered)
    call(stage.zudu, folder, headers={"Idempotency-Key": "k"})
    other = {**BODIES[folder], "nickname": "other"}
    return call(stage.zudu, folder, body=other, headers={"Idempotency-Key": "k"}), "IDEMPOTENCY_KEY_REUSED"


def _broken(stage: Stage, folder: str) -> tuple[Response, str]:
    def fail() -> Any:
        raise ZeroDivisionError(NUMBER)

    for composed in ("zudu_numbers", "zudu_imports"):
        compose_with(stage.monkeypatch, composed, fail)
    return call(stage.zudu, folder), "INTERNAL_ERROR"


def _busy(stage: Stage, folder: str) -> tuple[Response, str]:
    def fail() -> Any:
        raise UnavailableError

    for composed in ("zudu_numbers", "zudu_imports"):
        compose_with(stage.monkeypatch, composed, fail)
    return call(stage.zudu, folder), "UNAVAILABLE"


PROVOKED_BY: dict[int, Callable[[Stage, str], tuple[Response, str]]] = {
    400: _malformed,
    401: _anonymous,
    404: _unknown,
    409: _conflicting,
    413: _too_large,
    415: _not_json,
    422: _with_a_used_key,
    500: _broken,
    503: _busy,
}


@pytest.mark.parametrize("wrong", ["no key", "no secret", "other secret", "other tenant's secret", "swapped", "bearer"])
def test_a_key_and_a_secret_that_are_not_a_pair_are_refused(
    gateway: Gateway, tenants: dict[str, Tenant], wrong: str
) -> None:
    key, secret = tenants["acme"].zudu["key"], tenants["acme"].zudu["secret"]
    pairs: dict[str, tuple[str | None, str | None]] = {
        "no key": (None, secret),
        "no secret": (key, None),
        "other secret": (key, "s3cr3t_" + "A" * 43),
        "other tenant's secret": (key, tenants["globex"].zudu["secret"]),
        "swapped": (secret, key),
        # A bearer token cut into a key and a secret is still a bearer token.
        "bearer": _as_pair(tenants["acme"].tokens["admin"]),
    }
    for folder in ROUTES:
        message = assert_refused(call(ZuduApi(gateway, *pairs[wrong]), folder), 401, "UNAUTHORIZED")
        assert message == "Unauthorized - Missing or invalid API key/secret"


def _as_pair(token: str) -> tuple[str, str]:
    _, identifier, secret = token.split("_", 2)
    return f"sk_{identifier}", f"s3cr3t_{secret}"


def test_a_key_and_secret_open_no_other_dialect(gateway: Gateway, acme: Tenant) -> None:
    identifier, secret = acme.zudu["key"].removeprefix("sk_"), acme.zudu["secret"].removeprefix("s3cr3t_")
    response = gateway.send(
        "GET",
        f"/api/v2/w/{acme.workspace}/phone-numbers",
        headers={"Authorization": f"Bearer tl_{identifier}_{secret}"},
        body=None,
    )
    assert response.status == 401


@pytest.mark.parametrize(
    ("member", "values"),
    [
        (
            "phone_number",
            [14157774444, None, "", "14157774444", "+1415777444", "+1" + "4" * 50, ["+14157774444"], {"e164": NUMBER}],
        ),
        ("area_code", ["415", 415.5, True, 41, 4150, 212]),
        ("nickname", [7, "n" * 201, {"text": "n"}]),
        ("inbound_agent_id", [12, "", "agent 1", "a" * 129, "agent_é", ["agent_1"]]),
        ("outbound_agent_id", [12, "", "agent\n1"]),
        ("inbound_agent_version", ["1", 0, -1, 1.5, 2**53]),
        ("outbound_agent_version", [True, 0]),
        ("inbound_webhook_url", [1, "", "http://example.com/webhook", "https://169.254.169.254/latest", "x" * 2049]),
        ("number_provider", ["", 3]),
        ("outbound_trunk_id", ["ST 1", {}]),
        ("phone_number_type", [False, ""]),
    ],
)
def test_a_wrong_member_is_named_and_nothing_is_stored(zudu: ZuduApi, member: str, values: list[Any]) -> None:
    for value in values:
        refused = zudu.send("POST", "/create", body={"phone_number": NUMBER} | {member: value})
        message = assert_refused(refused, 400, "INVALID_REQUEST")
        assert member in message
        assert not (isinstance(value, str) and len(value) > 3 and value in message)
    assert zudu.list().json()["data"]["pagination"]["total_count"] == 0


def test_an_area_code_of_a_number_elsewhere_is_refused(zudu: ZuduApi) -> None:
    refused = zudu.create(phone_number="+442079460100", area_code=207)
    assert "area_code" in assert_refused(refused, 400, "INVALID_REQUEST")


@pytest.mark.parametrize("folder", sorted(BODIES))
def test_a_body_that_is_no_json_object_is_refused(zudu: ZuduApi, folder: str) -> None:
    zudu.created(phone_number=NUMBER)
    for raw in (
        b"",
        b"   ",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"phone_number": "+14157774444", "x": NaN}',
        b'{"nickname": "\\ud800", "phone_number": "+14157774444"}',
        b"[" * 100_000,
    ):
        assert_refused(call(zudu, folder, raw=raw), 400, "INVALID_REQUEST")


def test_a_body_without_the_number_is_told_so(zudu: ZuduApi) -> None:
    message = assert_refused(zudu.send("POST", "/create", body={}), 400, "INVALID_REQUEST")
    assert message == "phone_number: Field required"


def test_a_route_that_is_none_of_these_is_not_taken_for_a_number(zudu: ZuduApi) -> None:
    zudu.created(phone_number=NUMBER)
    assert "available_count" in zudu.get("available").json()["data"]
    assert_refused(zudu.get("create"), 400, "INVALID_REQUEST")
    assert zudu.send("POST", "/available", body={}).status == 404


def test_a_path_that_names_no_number_is_refused(zudu: ZuduApi) -> None:
    for number in ("14157774444", "+1415777444", "%00", "+1415777CALL", "x" * 5000):
        assert "phone_number" in assert_refused(zudu.get(number), 400, "INVALID_REQUEST")
