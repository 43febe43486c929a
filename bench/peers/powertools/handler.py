"""The usual stack: Powertools Logger, Tracer, Metrics and validating resolver, pydantic, boto3, phonenumbers.

The job is that of `functions/workspace_create_phone_number`: the same request, the same items, the same three calls of
DynamoDB, the same answer. Credentials are remembered for a minute, as there.
"""

import os
import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError, UnauthorizedError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError
from models import CreatePhoneNumber, PhoneNumber, accepts, new_record, provider_phone_key

logger = Logger(service="phones")
tracer = Tracer(service="phones")
metrics = Metrics(namespace="bench", service="phones")
app = APIGatewayHttpResolver(enable_validation=True)
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
_seen: dict[str, tuple[float, dict[str, Any]]] = {}


@tracer.capture_method(capture_response=False)
def authenticate(workspace: str) -> dict[str, Any]:
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
    if workspace not in credential["workspaces"]:
        raise NotFoundError("workspace")
    return credential


@tracer.capture_method(capture_response=False)
def save(record: dict[str, Any], guard: dict[str, Any]) -> None:
    table.meta.client.transact_write_items(
        TransactItems=[
            {
                "Put": {
                    "TableName": table.name,
                    "Item": item,
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            }
            for item in (guard, record)
        ]
    )


@app.post("/api/v2/w/<workspace_uuid>/phone-numbers")
@tracer.capture_method(capture_response=False)
def create_phone_number(workspace_uuid: str, body: CreatePhoneNumber) -> Response[PhoneNumber]:
    credential = authenticate(workspace_uuid)
    key = provider_phone_key(credential["organization"], body.phone_number)
    phone = table.get_item(Key=key, ConsistentRead=True).get("Item")
    number, record, guard = new_record(workspace_uuid, credential, body, phone)
    try:
        save(record, guard)
    except ClientError as error:
        if error.response["Error"]["Code"] == "TransactionCanceledException":
            raise ServiceError(409, "exists") from error
        raise
    metrics.add_metric(name="PhoneNumberCreated", unit=MetricUnit.Count, value=1)
    logger.info("phone number created", extra={"phone_number_id": number.id})
    return Response(status_code=201, content_type=content_types.APPLICATION_JSON, body=number)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict, context: LambdaContext) -> dict:
    return app.resolve(event, context)
