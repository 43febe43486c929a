"""The job of `functions/workspace_list_phone_numbers`: a page of numbers, each with where its webhooks stand."""

import json
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.metrics import MetricUnit
from boto3.dynamodb.conditions import Key
from models import ListedNumber, provider_phone_key, stored_number
from usual import app, authenticate, lambda_handler, logger, metrics, opened, signed, table, tracer

__all__ = ["lambda_handler"]


@tracer.capture_method(capture_response=False)
def webhooks_of(numbers: list[dict[str, Any]]) -> dict[str, str]:
    """Where the webhooks of those that are linked stand, by their provider phones."""
    wanted = [provider_phone_key(each["organization"], each["e164"]) for each in numbers if "provider" in each]
    if not wanted:
        return {}
    found = table.meta.client.batch_get_item(RequestItems={table.name: {"Keys": wanted, "ConsistentRead": True}})
    return {item["provider_phone_uuid"]: item["webhook_status"] for item in found["Responses"][table.name]}


@app.get("/api/v2/w/<workspace_uuid>/phone-numbers")
@tracer.capture_method(capture_response=False)
def list_phone_numbers(
    workspace_uuid: str,
    is_archived: bool = False,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: str | None = None,
) -> Response[list[ListedNumber]]:
    credential = authenticate(workspace_uuid)
    partition = f"WORKSPACE#{workspace_uuid}#{'ARCHIVED' if is_archived else 'LIVE'}"
    start = {"ExclusiveStartKey": opened(credential, cursor)} if cursor else {}
    condition = Key("pk").eq(partition) & Key("sk").begins_with("NUMBER#")
    page = table.query(KeyConditionExpression=condition, Limit=limit, ConsistentRead=True, **start)
    webhooks = webhooks_of(page["Items"])
    headers = {}
    if "LastEvaluatedKey" in page:
        following = signed(credential, json.dumps(page["LastEvaluatedKey"]))
        headers["Link"] = f'<?limit={limit}&cursor={following}>; rel="next"'
    metrics.add_metric(name="PhoneNumbersListed", unit=MetricUnit.Count, value=1)
    logger.info("phone numbers listed", extra={"numbers": page["Count"]})
    body = [
        stored_number(item, ListedNumber, webhooks=webhooks.get(item.get("provider_phone_uuid"), "none"))
        for item in page["Items"]
    ]
    return Response(status_code=200, content_type=content_types.APPLICATION_JSON, headers=headers, body=body)
