"""The job of `functions/workspace_list_linkable_phones`: a page of the workspace's phones, then of the free ones."""

import json
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.metrics import MetricUnit
from boto3.dynamodb.conditions import Key
from models import LinkablePhone
from usual import app, authenticate, lambda_handler, logger, metrics, opened, signed, table, tracer

__all__ = ["lambda_handler"]


@tracer.capture_method(capture_response=False)
def phones(partition: str, limit: int, start: dict[str, Any] | None) -> dict[str, Any]:
    options = {"ExclusiveStartKey": start} if start else {}
    condition = Key("gsi1pk").eq(partition)
    return table.query(IndexName="gsi1", KeyConditionExpression=condition, Limit=limit, **options)


@app.get("/api/v2/w/<workspace_uuid>/phone-numbers/linkable-phones")
@tracer.capture_method(capture_response=False)
def list_linkable_phones(
    workspace_uuid: str, limit: Annotated[int, Query(ge=1, le=100)] = 50, cursor: str | None = None
) -> Response[list[LinkablePhone]]:
    credential = authenticate(workspace_uuid)
    organization = credential["organization"]
    own, free = f"ORG#{organization}#WORKSPACE#{workspace_uuid}", f"ORG#{organization}#FREE"
    start = opened(credential, cursor) if cursor else None
    found: list[dict[str, Any]] = []
    following = None
    for partition in (own, free):
        if start and start["gsi1pk"] != partition:
            continue
        page = phones(partition, limit - len(found), start)
        found += page["Items"]
        start, following = None, page.get("LastEvaluatedKey")
        if len(found) == limit:
            break
    headers = {}
    if following:
        headers["Link"] = f'<?limit={limit}&cursor={signed(credential, json.dumps(following))}>; rel="next"'
    metrics.add_metric(name="LinkablePhonesListed", unit=MetricUnit.Count, value=1)
    logger.info("linkable phones listed", extra={"phones": len(found)})
    body = [LinkablePhone.of(item) for item in found]
    return Response(status_code=200, content_type=content_types.APPLICATION_JSON, headers=headers, body=body)
