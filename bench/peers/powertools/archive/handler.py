"""The job of `functions/workspace_archive_phone_number`: read the number, write the request, start the execution."""

import json
import os
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError
from models import PhoneNumber, number_key, stored_number
from usual import app, authenticate, lambda_handler, logger, metrics, table, tracer

__all__ = ["lambda_handler"]

executions = boto3.client("stepfunctions")
GRACE = timedelta(minutes=2)


@tracer.capture_method(capture_response=False)
def request_archive(key: dict[str, str], item: dict[str, Any], attempt: int, now: datetime) -> None:
    table.update_item(
        Key=key,
        UpdateExpression=(
            "SET archive_status = :status, archive_attempt = :attempt, archive_correlation = :correlation,"
            " updated_at = :now, version = :next, gsi2pk = :shard, gsi2sk = :due"
            " REMOVE archive_force, archive_resumed, archive_failure, archive_blocked, due_tries, due_error"
        ),
        ConditionExpression="version = :read",
        ExpressionAttributeValues={
            ":status": "requested",
            ":attempt": attempt,
            ":correlation": app.current_event.request_context.request_id,
            ":now": now.isoformat(),
            ":read": item["version"],
            ":next": item["version"] + 1,
            ":shard": f"DUE#{item['number_id'] % 16:02}",
            ":due": (now + GRACE).isoformat(),
        },
    )


@app.post("/api/v2/w/<workspace_uuid>/phone-numbers/<phone_number_id>/archive")
@tracer.capture_method(capture_response=False)
def archive_phone_number(workspace_uuid: str, phone_number_id: int) -> Response[PhoneNumber]:
    authenticate(workspace_uuid)
    key = number_key(workspace_uuid, phone_number_id)
    item = table.get_item(Key=key, ConsistentRead=True).get("Item")
    if item is None:
        raise NotFoundError("phone number")
    if item["archive_status"] in ("requested", "archiving"):
        raise ServiceError(409, "being archived")
    now, attempt = datetime.now(timezone.utc), int(item.get("archive_attempt", 0)) + 1
    try:
        request_archive(key, item, attempt, now)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise ServiceError(409, "changed meanwhile") from error
        raise
    number = stored_number(item | {"archive_status": "archiving", "updated_at": now.isoformat()})
    executions.start_execution(
        stateMachineArn=os.environ["STATE_MACHINE_ARN"],
        name=f"{number.uuid}-{attempt}",
        input=json.dumps({"workspaceUuid": workspace_uuid, "phoneNumberUuid": number.uuid, "attempt": attempt}),
    )
    metrics.add_metric(name="ArchiveRequested", unit=MetricUnit.Count, value=1)
    logger.info("archive requested", extra={"phone_number_id": number.id})
    return Response(status_code=202, content_type=content_types.APPLICATION_JSON, body=number)
