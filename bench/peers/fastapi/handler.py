"""FastAPI behind Mangum, boto3, phonenumbers; the same job as the Powertools peer."""

import logging
import os
import time
from typing import Annotated, Any

import boto3
from botocore.exceptions import ClientError
from fastapi import Depends, FastAPI, Header, HTTPException
from mangum import Mangum
from models import CreatePhoneNumber, PhoneNumber, accepts, new_record, provider_phone_key

logger = logging.getLogger("phones")
app = FastAPI()
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
_seen: dict[str, tuple[float, dict[str, Any]]] = {}


def authenticate(workspace_uuid: str, authorization: Annotated[str, Header()] = "") -> dict[str, Any]:
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer" or token.count("_") < 2:
        raise HTTPException(401)
    _, credential_id, secret = token.split("_", 2)
    seen_at, credential = _seen.get(credential_id, (0.0, None))
    if credential is None or time.monotonic() - seen_at > 60:
        key = {"pk": f"CREDENTIAL#{credential_id}", "sk": "CREDENTIAL"}
        credential = table.get_item(Key=key, ConsistentRead=True).get("Item")
        if credential is None:
            raise HTTPException(401)
        _seen[credential_id] = (time.monotonic(), credential)
    if not accepts(credential, secret):
        raise HTTPException(401)
    if workspace_uuid not in credential["workspaces"]:
        raise HTTPException(404)
    return credential


@app.post("/api/v2/w/{workspace_uuid}/phone-numbers", status_code=201)
def create_phone_number(
    workspace_uuid: str, body: CreatePhoneNumber, credential: Annotated[dict[str, Any], Depends(authenticate)]
) -> PhoneNumber:
    key = provider_phone_key(credential["organization"], body.phone_number)
    phone = table.get_item(Key=key, ConsistentRead=True).get("Item")
    number, record, guard = new_record(workspace_uuid, credential, body, phone)
    puts = [
        {"Put": {"TableName": table.name, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}
        for item in (guard, record)
    ]
    try:
        table.meta.client.transact_write_items(TransactItems=puts)
    except ClientError as error:
        if error.response["Error"]["Code"] == "TransactionCanceledException":
            raise HTTPException(409) from error
        raise
    logger.info("phone number created %s", number.id)
    return number


lambda_handler = Mangum(app, lifespan="off")
