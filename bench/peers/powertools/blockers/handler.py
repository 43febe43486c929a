"""The job of `functions/workspace_list_archive_blockers`: the number, and what knows it: agents, references, calls."""

from datetime import datetime, timedelta, timezone
from typing import Any

from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.metrics import MetricUnit
from boto3.dynamodb.conditions import Key
from models import ArchiveBlockers, Blocker, number_key, number_uuid, provider_phone_key
from usual import app, authenticate, lambda_handler, logger, metrics, table, tracer

__all__ = ["lambda_handler"]


@tracer.capture_method(capture_response=False)
def references(number: str) -> list[Blocker]:
    condition = Key("pk").eq(f"NUMBER#{number}#REFERENCES") & Key("sk").begins_with("REFERENCE#")
    found = table.query(KeyConditionExpression=condition, ConsistentRead=True, Limit=100)["Items"]
    return [
        Blocker(type=item["referrer_type"], id=item["referrer_id"], name=item.get("referrer_name")) for item in found
    ]


@tracer.capture_method(capture_response=False)
def calls_in_progress(number: str) -> list[Blocker]:
    since = datetime.now(timezone.utc) - timedelta(days=1)
    condition = Key("gsi1pk").eq(f"NUMBER#{number}#CALLS") & Key("gsi1sk").gte(since.isoformat())
    found = table.query(IndexName="gsi1", KeyConditionExpression=condition, ScanIndexForward=False)["Items"]
    return [Blocker(type="call", id=item["call_id"]) for item in found if "ended_at" not in item]


@tracer.capture_method(capture_response=False)
def agents(item: dict[str, Any]) -> list[Blocker]:
    key = provider_phone_key(item["organization"], item["e164"])
    phone = table.get_item(Key=key, ConsistentRead=True).get("Item", {})
    return [Blocker(type="agent", id=agent) for agent in phone.get("agents", {}).values()]


@app.get("/api/v2/w/<workspace_uuid>/phone-numbers/<phone_number_id>/archive-blockers")
@tracer.capture_method(capture_response=False)
def list_archive_blockers(workspace_uuid: str, phone_number_id: int) -> ArchiveBlockers:
    authenticate(workspace_uuid)
    item = table.get_item(Key=number_key(workspace_uuid, phone_number_id), ConsistentRead=True).get("Item")
    if item is None:
        raise NotFoundError("phone number")
    uuid = number_uuid(workspace_uuid, phone_number_id)
    blockers = [*references(uuid), *agents(item), *calls_in_progress(uuid)]
    metrics.add_metric(name="BlockersListed", unit=MetricUnit.Count, value=1)
    logger.info("archive blockers listed", extra={"blockers": len(blockers)})
    return ArchiveBlockers(can_archive=not blockers, blockers=blockers)
