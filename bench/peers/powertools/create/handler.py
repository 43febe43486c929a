"""The job of `functions/workspace_create_phone_number`: the same items, the same calls of DynamoDB, the same answer."""

from typing import Any

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError
from models import CreatePhoneNumber, PhoneNumber, new_record, provider_phone_key
from usual import app, authenticate, lambda_handler, logger, metrics, table, tracer

__all__ = ["lambda_handler"]


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
