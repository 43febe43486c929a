"""The job of `functions/well_create_phone`: a phone, and the people, companies and workspaces that it belongs to.

One read of those that are stored, one transaction of the phone, the records and the phones that are primary no longer.
"""

from typing import Any

import boto3
from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, NotFoundError, ServiceError
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError
from usual import app, authenticate, lambda_handler, logger, metrics, table, tracer
from well_models import CreatedPhone, CreatePhone, Phone, Profile, Related, new_item

__all__ = ["lambda_handler"]

dynamodb = boto3.resource("dynamodb")


@tracer.capture_method(capture_response=False)
def stored_records(workspace: str, related: list[Related]) -> dict[tuple[str, str], dict[str, Any]]:
    keys = {each.ref: record_key(workspace, each) for each in related}
    if not keys:
        return {}
    request = {table.name: {"Keys": list(keys.values()), "ConsistentRead": True}}
    found = dynamodb.batch_get_item(RequestItems=request)["Responses"][table.name]
    by_key = {item["pk"]: item for item in found}
    return {ref: by_key[key["pk"]] for ref, key in keys.items() if key["pk"] in by_key}


def record_key(workspace: str, related: Related) -> dict[str, str]:
    return {"pk": f"WORKSPACE#{workspace}#WELL#{related.type}#{related.id}", "sk": "WELL"}


def record_write(
    workspace: str, related: Related, profile: Profile, before: dict[str, Any], primary: str | None
) -> Any:
    read = before.get("version", 0)
    return {
        "Update": {
            "TableName": table.name,
            "Key": record_key(workspace, related),
            "UpdateExpression": "SET entity = :entity, profile = :profile, version = :next, primary_phone = :primary",
            "ConditionExpression": "version = :read" if read else "attribute_not_exists(pk)",
            "ExpressionAttributeValues": {
                ":entity": "well_record",
                ":profile": profile.model_dump(exclude_none=True),
                ":next": read + 1,
                ":primary": primary,
                **({":read": read} if read else {}),
            },
        }
    }


def demotion(workspace: str, phone_id: str) -> Any:
    return {
        "Update": {
            "TableName": table.name,
            "Key": {"pk": f"WORKSPACE#{workspace}#WELL_PHONE#{phone_id}", "sk": "WELL_PHONE"},
            "UpdateExpression": "SET is_primary = :no",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": {":no": False},
        }
    }


@tracer.capture_method(capture_response=False)
def save(writes: list[Any]) -> None:
    try:
        table.meta.client.transact_write_items(TransactItems=writes)
    except ClientError as error:
        if error.response["Error"]["Code"] == "TransactionCanceledException":
            raise ServiceError(409, "changed meanwhile") from error
        raise


@app.post("/v1/phones")
@tracer.capture_method(capture_response=False)
def create_phone(body: CreatePhone) -> Response[CreatedPhone]:
    credential = authenticate()
    if not credential["workspaces"]:
        raise BadRequestError("workspace")
    workspace, related = credential["workspaces"][0], body.related
    stored, included = stored_records(workspace, related), body.profiles
    item = new_item(workspace, credential["created_for"], body)
    writes: list[Any] = [
        {"Put": {"TableName": table.name, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}
    ]
    profiles, demoted = {}, set()
    for each in related:
        before = stored.get(each.ref, {})
        if not before and each.ref not in included:
            raise NotFoundError(each.type)
        known, sent = before.get("profile", {}), included.get(each.ref, Profile())
        profiles[each.ref] = profile = Profile(**known | sent.model_dump(exclude_none=True))
        primary = before.get("primary_phone")
        if body.data.attributes.is_primary and each.type != "workspace":
            demoted |= {primary} if primary else set()
            primary = item["phone_id"]
        if before.get("profile") != profile.model_dump(exclude_none=True) or primary != before.get("primary_phone"):
            writes.append(record_write(workspace, each, profile, before, primary))
    save(writes + [demotion(workspace, phone) for phone in demoted])
    metrics.add_metric(name="PhoneCreated", unit=MetricUnit.Count, value=1)
    logger.info("phone created", extra={"phone_id": item["phone_id"]})
    answer = CreatedPhone(data=[Phone.of(item["phone_id"], body, profiles)])
    return Response(status_code=201, content_type=content_types.APPLICATION_JSON, body=answer)
