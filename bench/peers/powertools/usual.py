"""What every function of the usual stack shares: log, trace, metrics, validating resolver, table, and who is asking."""

import base64
import hashlib
import hmac
import json
import os
import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, NotFoundError, UnauthorizedError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext
from models import accepts

logger = Logger(service="phones")
tracer = Tracer(service="phones")
metrics = Metrics(namespace="bench", service="phones")
app = APIGatewayHttpResolver(enable_validation=True)
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
_seen: dict[str, tuple[float, dict[str, Any]]] = {}


@tracer.capture_method(capture_response=False)
def authenticate(workspace: str | None = None) -> dict[str, Any]:
    """The credential, remembered for a minute; of the workspace, where one is named."""
    kind, _, token = app.current_event.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or token.count("_") < 2:
        raise UnauthorizedError("unauthorized")
    _, credential_id, secret = token.split("_", 2)
    seen_at, credential = _seen.get(credential_id, (0.0, None))
    if credential is None or time.monotonic() - seen_at > 60:
        key = {"pk": f"CREDENTIAL#{credential_id}", "sk": "CREDENTIAL"}
        credential = table.get_item(Key=key, ConsistentRead=True).get("Item")
        if credential is None:
            raise UnauthorizedError("unauthorized")
        _seen[credential_id] = (time.monotonic(), credential)
    if not accepts(credential, secret):
        raise UnauthorizedError("unauthorized")
    if workspace and workspace not in credential["workspaces"]:
        raise NotFoundError("workspace")
    return credential


def signed(credential: dict[str, Any], text: str) -> str:
    """A cursor that nobody else can make."""
    mac = hmac.digest(credential["cursor_key"].encode(), text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:16] + text.encode()).decode()


def opened(credential: dict[str, Any], cursor: str) -> dict[str, Any]:
    """The key in a cursor."""
    text = base64.urlsafe_b64decode(cursor)[16:].decode()
    if not hmac.compare_digest(signed(credential, text), cursor):
        raise BadRequestError("cursor")
    return json.loads(text)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict, context: LambdaContext) -> dict:
    return app.resolve(event, context)
