"""The job of `functions/weya_add_phone` for a number at Twilio, with Twilio's SDK as it comes.

The account is checked, the number found, its webhooks kept and set. What is begun is written before Twilio is changed,
and what came of it afterwards: five calls of AWS and four of Twilio, as there.
"""

import os
import secrets
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import boto3
from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, NotFoundError, ServiceError
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError
from models import Number, provider_phone_key
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from usual import app, authenticate, lambda_handler, logger, metrics, table, tracer

__all__ = ["lambda_handler"]

dynamodb = boto3.resource("dynamodb")
kms = boto3.client("kms")
WEBHOOKS = (
    "voice_url",
    "voice_method",
    "voice_application_sid",
    "trunk_sid",
    "status_callback",
    "sms_url",
    "sms_method",
)


class AddPhone(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    user_id: Annotated[str, Field(min_length=1, max_length=64)]
    phone_number: Number
    integration: Literal["twilio"]
    auth_token: Annotated[str, Field(min_length=1, max_length=512)]
    acc_sid: Annotated[str, Field(min_length=1, max_length=128, alias="accSId")]


class Phone(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    id: Annotated[str, Field(alias="_id")]
    user_id: str
    phone_number: str
    integration: str
    created_at: datetime


class Added(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    message: str = "Phone number added successfully"
    status: bool = True
    code: int = 201
    error_message: str = ""
    data: Phone


class Redirected(TwilioHttpClient):
    """Twilio at the address that the environment names."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, os.environ["CARRIER_BASE_URL_TWILIO"] + urlsplit(url).path, *args, **kwargs)


HTTP = Redirected()


@tracer.capture_method(capture_response=False)
def known(organization: str, body: AddPhone, phone: dict[str, str]) -> dict[tuple[str, str], dict[str, Any]]:
    user = f"ORG#{organization}#USER#{body.user_id}"
    keys = [
        {"pk": user, "sk": "USER"},
        {"pk": user, "sk": f"PHONE#{body.phone_number}"},
        phone,
        phone | {"sk": "ATTACHMENT"},
        {"pk": f"ORG#{organization}#ACCOUNT#twilio#{body.acc_sid}", "sk": "ACCOUNT"},
    ]
    request = {table.name: {"Keys": keys, "ConsistentRead": True}}
    found = dynamodb.batch_get_item(RequestItems=request)["Responses"][table.name]
    by_key = {(item["pk"], item["sk"]): item for item in found}
    if (user, "USER") not in by_key:
        raise NotFoundError("user")
    return by_key


@tracer.capture_method(capture_response=False)
def owned(client: Client, body: AddPhone) -> Any:
    if client.api.v2010.accounts(body.acc_sid).fetch().status != "active":
        raise BadRequestError("the account is not active")
    for number in client.incoming_phone_numbers.list(phone_number=body.phone_number, limit=20):
        if number.phone_number == body.phone_number:
            return number
    raise BadRequestError("the account does not own this number")


@tracer.capture_method(capture_response=False)
def transact(*writes: dict[str, Any]) -> None:
    items = [{kind: {"TableName": table.name, **write}} for each in writes for kind, write in each.items()]
    try:
        table.meta.client.transact_write_items(TransactItems=items)
    except ClientError as error:
        if error.response["Error"]["Code"] == "TransactionCanceledException":
            raise ServiceError(409, "changed meanwhile") from error
        raise


def begin(organization: str, body: AddPhone, phone: dict[str, str], number: Any, token: str) -> None:
    uuid = phone["pk"].rpartition("#")[2]
    shared = {"organization": organization, "provider_phone_uuid": uuid, "e164": body.phone_number, "carrier": "twilio"}
    url = f"{os.environ['WEBHOOK_BASE_URL']}/webhooks/twilio/{token}"
    due = (datetime.now(timezone.utc) + timedelta(minutes=1)).isoformat()
    attachment = {
        **phone,
        **shared,
        "sk": "ATTACHMENT",
        "entity": "attachment",
        "account_id": body.acc_sid,
        "carrier_number_id": number.sid,
        "capabilities": capabilities(number),
        "webhook_token": token,
        "webhook_base_url": url,
        "attachment": "pending",
        "gsi2pk": "DUE#00",
        "gsi2sk": due,
    }
    webhook = {"pk": f"WEBHOOK#{token}", "sk": "WEBHOOK", "entity": "webhook", **shared, "webhook_base_url": url}
    claim = {"pk": f"CARRIER#twilio#{body.acc_sid}#{body.phone_number}", "sk": "CLAIM", "organization": organization}
    transact(
        {"Put": {"Item": attachment, "ConditionExpression": "attribute_not_exists(pk)"}},
        {"Put": {"Item": webhook}},
        {
            "Put": {
                "Item": claim,
                "ConditionExpression": "attribute_not_exists(pk) OR organization = :organization",
                "ExpressionAttributeValues": {":organization": organization},
            }
        },
    )


@tracer.capture_method(capture_response=False)
def attach(client: Client, number: Any, phone: dict[str, str], token: str) -> None:
    before = client.incoming_phone_numbers(number.sid).fetch()
    table.update_item(
        Key=phone | {"sk": "ATTACHMENT"},
        UpdateExpression="SET previous = :previous",
        ConditionExpression="webhook_token = :token AND attachment = :pending",
        ExpressionAttributeValues={
            ":previous": {name: getattr(before, name) or "" for name in WEBHOOKS},
            ":token": token,
            ":pending": "pending",
        },
    )
    url = f"{os.environ['WEBHOOK_BASE_URL']}/webhooks/twilio/{token}"
    client.incoming_phone_numbers(number.sid).update(
        voice_url=f"{url}/voice",
        voice_method="POST",
        status_callback=f"{url}/status",
        status_callback_method="POST",
        sms_url=f"{url}/message",
        sms_method="POST",
    )


def finish(organization: str, body: AddPhone, phone: dict[str, str], number: Any, token: str) -> Phone:
    added = Phone(
        id=secrets.token_hex(12),
        user_id=body.user_id,
        phone_number=body.phone_number.lstrip("+"),
        integration=body.integration,
        created_at=datetime.now(timezone.utc),
    )
    record = {
        "pk": f"ORG#{organization}#USER#{body.user_id}",
        "sk": f"PHONE#{body.phone_number}",
        "entity": "user_phone",
        "organization": organization,
        "provider_phone_uuid": phone["pk"].rpartition("#")[2],
        **added.model_dump(mode="json"),
    }
    transact(
        {"Put": {"Item": record, "ConditionExpression": "attribute_not_exists(pk)"}},
        {
            "Update": {
                "Key": phone,
                "UpdateExpression": (
                    "SET provider = :twilio, capabilities = :capabilities, account_id = :account,"
                    " attachment = :attached REMOVE idle_since"
                ),
                "ConditionExpression": "attribute_not_exists(releasing)",
                "ExpressionAttributeValues": {
                    ":twilio": "twilio",
                    ":capabilities": capabilities(number),
                    ":account": body.acc_sid,
                    ":attached": "attached",
                },
            }
        },
        {
            "Update": {
                "Key": phone | {"sk": "ATTACHMENT"},
                "UpdateExpression": "SET attachment = :attached, is_registered = :yes REMOVE gsi2pk, gsi2sk",
                "ConditionExpression": "webhook_token = :token",
                "ExpressionAttributeValues": {":attached": "attached", ":yes": True, ":token": token},
            }
        },
    )
    return added


def capabilities(number: Any) -> list[str]:
    return sorted(name for name, is_there in number.capabilities.items() if is_there)


@app.post("/api/call/add-phone")
@tracer.capture_method(capture_response=False)
def add_phone(body: AddPhone) -> Response[Added]:
    organization = authenticate()["organization"]
    phone, token = provider_phone_key(organization, body.phone_number), secrets.token_hex(16)
    account = known(organization, body, phone).get((f"ORG#{organization}#ACCOUNT#twilio#{body.acc_sid}", "ACCOUNT"))
    if account is None:
        raise NotFoundError("account")
    context = {"organization": organization, "carrier": "twilio", "account": body.acc_sid}
    kms.decrypt(
        KeyId=os.environ["SECRETS_KEY_ID"], CiphertextBlob=account["sealed_secret"].encode(), EncryptionContext=context
    )
    client = Client(body.acc_sid, body.auth_token, http_client=HTTP)
    try:
        number = owned(client, body)
        begin(organization, body, phone, number, token)
        attach(client, number, phone, token)
    except TwilioException as error:
        raise ServiceError(502, "twilio") from error
    added = finish(organization, body, phone, number, token)
    metrics.add_metric(name="PhoneAdded", unit=MetricUnit.Count, value=1)
    logger.info("phone added", extra={"integration": body.integration})
    return Response(status_code=201, content_type=content_types.APPLICATION_JSON, body=Added(data=added))
