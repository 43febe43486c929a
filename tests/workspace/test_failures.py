"""What a caller sees, and what the log holds, when something of ours fails."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from trunkline.observability import logger

from tests.support.bad_requests import NOT_NUMBERS, UNREADABLE_BODIES, WRONG_SETTINGS
from tests.support.clients import BrokenClient
from tests.support.endpoints import ENDPOINTS, Endpoint
from tests.support.refusals import assert_refused
from tests.support.tables import ContendedClient
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

SECRETS = ("+14155550123", "tl_secret", "s3cr3t-payload")
SERVER_ERROR = "An internal server error occurred"


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Every line that anything logs meanwhile, as it would be shipped."""
    lines: list[str] = []
    shipped = logger.registered_handler.formatter

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(shipped.format(record) if shipped and record.name == "trunkline" else self.format(record))

    collector = Collector()
    targets = [logging.getLogger(), logging.getLogger("trunkline")]
    for target in targets:
        target.addHandler(collector)
    yield lines
    for target in targets:
        target.removeHandler(collector)


class FailingAfterAuthentication:
    """The credential is read, then the bug strikes."""

    def __init__(self, client: Any, error: Exception) -> None:
        self._client = client
        self._error = error
        self._reads = 0

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            self._reads += 1
            if self._reads > 1:
                raise self._error
            return getattr(self._client, operation)(**request)

        return call


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_a_bug_is_a_500_that_tells_nothing_and_a_log_line_that_tells_where(
    endpoint: Endpoint, api: WorkspaceApi, aws: Any, use_client: Any, log: list[str]
) -> None:
    number = api.created()["id"]
    use_client(FailingAfterAuthentication(aws, ValueError(" ".join(SECRETS))))

    answer = endpoint.call(api, number)

    assert assert_refused(answer, 500, hides=SECRETS) == SERVER_ERROR
    errors = [line for line in log if "unhandled error" in line]
    assert "ValueError" in errors[0]
    assert "test_failures.py" in errors[0]
    assert answer.headers["x-request-id"] in errors[0]
    for secret in SECRETS:
        assert secret not in "".join(log)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_a_table_that_stays_busy_is_503_and_says_when_to_come_back(
    endpoint: Endpoint, api: WorkspaceApi, aws: Any, use_client: Any, log: list[str]
) -> None:
    number = api.created()["id"]
    use_client(ContendedClient(aws, seed=1, rate=1.0))

    answer = endpoint.call(api, number)

    assert assert_refused(answer, 503) == SERVER_ERROR
    cause = next(json.loads(line) for line in log if "request failed" in line and line.startswith("{"))
    assert (cause["level"], cause["status"], cause["request_id"]) == ("WARNING", 503, answer.headers["x-request-id"])
    assert cause["causes"][0].startswith("UnavailableError at ")
    # What AWS said, and where it was asked.
    assert "ClientError (" in cause["causes"][-1]
    assert ".py:" in cause["causes"][-1]


def test_the_cause_of_a_refusal_that_is_the_client_s_is_not_logged(api: WorkspaceApi, log: list[str]) -> None:
    assert api.get(123).status == 404

    assert not [line for line in log if "request failed" in line]


def test_the_cause_of_a_503_tells_nothing_of_the_client(
    api: WorkspaceApi, aws: Any, use_client: Any, log: list[str]
) -> None:
    use_client(BrokenClient(aws, ReadTimeoutError(endpoint_url="+14155550123 s3cr3t-payload"), "get_item"))

    assert_refused(api.list(), 503)

    cause = "".join(line for line in log if "request failed" in line)
    assert "ReadTimeoutError at " in cause
    assert not [secret for secret in SECRETS if secret in cause]


@pytest.mark.parametrize("error", [ReadTimeoutError(endpoint_url="x"), ConnectTimeoutError(endpoint_url="x")])
def test_a_table_out_of_reach_is_503(error: Exception, api: WorkspaceApi, aws: Any, use_client: Any) -> None:
    use_client(BrokenClient(aws, error, "get_item"))

    assert_refused(api.list(), 503)


def test_conflicts_that_do_not_end_are_503_and_never_409(
    api: WorkspaceApi, acme: Tenant, aws: Any, use_client: Any
) -> None:
    number = api.created()["id"]
    reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    use_client(BrokenClient(aws, ClientError(response, "TransactWriteItems"), "transact_write_items"))

    assert_refused(api.create(phoneNumber=random_number()), 503)
    assert_refused(api.link(number, acme.provider_phones[0]["uuid"]), 503)
    use_client(aws)
    assert len(api.list().json()) == 1
    assert api.get(number).json()["providerPhoneUuid"] is None


def test_a_denied_permission_is_a_500(api: WorkspaceApi, aws: Any, use_client: Any, log: list[str]) -> None:
    denied = {"Error": {"Code": "AccessDeniedException", "Message": "s3cr3t-payload"}}
    use_client(BrokenClient(aws, ClientError(denied, "Query"), "query"))  # type: ignore[arg-type]

    assert assert_refused(api.list(), 500, hides=SECRETS) == SERVER_ERROR
    assert "s3cr3t-payload" not in "".join(log)


def test_a_number_that_is_always_changed_meanwhile_is_503(api: WorkspaceApi, aws: Any, use_client: Any) -> None:
    number = api.created()["id"]

    class MeddlingClient:
        """Changes the number between each read and the write that follows."""

        changes = 0

        def __getattr__(self, operation: str) -> Any:
            def call(**request: Any) -> Any:
                if operation == "update_item":
                    self.changes += 1
                    aws.update_item(
                        TableName=request["TableName"],
                        Key=request["Key"],
                        UpdateExpression="SET version = version + :one",
                        ExpressionAttributeValues={":one": {"N": "1"}},
                    )
                return getattr(aws, operation)(**request)

            return call

    meddler = MeddlingClient()
    use_client(meddler)

    assert_refused(api.update(number, name="x"), 503)
    assert 3 <= meddler.changes <= 20


def test_logs_hold_no_token_number_body_or_path(
    api: WorkspaceApi, acme: Tenant, log: list[str], use_client: Any, aws: Any
) -> None:
    phone = acme.provider_phones[0]
    key = "idem-s3cr3t-key"
    number = api.create(
        phoneNumber=phone["phoneNumber"], name="s3cr3t-payload", headers={"Idempotency-Key": key}
    ).json()
    api.create(phoneNumber=phone["phoneNumber"], name="s3cr3t-payload", headers={"Idempotency-Key": key})
    api.create(phoneNumber=phone["phoneNumber"])
    api.update(number["id"], voiceForwardNumber="+442079460958", brandName="s3cr3t-payload")
    api.link(number["uuid"], None)
    api.list("?limit=1&secret=s3cr3t-payload")
    api.list("?cursor=s3cr3t-payload")
    api.get("+14155550123")
    api.get("s3cr3t-payload")
    WorkspaceApi(api.gateway, "s3cr3t-payload", api.token).list()
    WorkspaceApi(api.gateway, api.workspace, api.token + "s3cr3t-payload" if api.token else None).list()
    for case in (*UNREADABLE_BODIES, *WRONG_SETTINGS[:20], *NOT_NUMBERS):
        api.send("POST", raw=case.raw, headers=case.headers)
    use_client(ContendedClient(aws, seed=1, rate=1.0))
    api.list()

    assert len(log) > 60
    everything = "".join(log)
    forbidden = [
        *acme.tokens.values(),
        # A secret may have an underscore of its own.
        *(token.split("_", 2)[2] for token in acme.tokens.values()),
        phone["phoneNumber"],
        phone["phoneNumber"][1:],
        "442079460958",
        "14155550123",
        "s3cr3t-payload",
        "Xq7Zt",
        key,
        acme.workspace,
        number["uuid"],
        str(number["id"]),
        phone["uuid"],
    ]
    for text in forbidden:
        assert text not in everything, text
    assert '"route":"POST /api/v2/w/{workspace_uuid}/phone-numbers"' in everything


def test_each_request_leaves_one_line_with_its_id_and_who_called(
    api: WorkspaceApi, acme: Tenant, log: list[str]
) -> None:
    answer = api.list()

    lines = [line for line in log if answer.headers["x-request-id"] in line]
    assert lines
    assert acme.tokens["admin"].split("_")[1] in lines[0]
    assert '"status":200' in lines[0]
