"""The job of `functions/webhook_twilio` and `functions/webhook_plivo`: check the signature, keep the call, answer it.

Whose webhook it is and the account's token are remembered for a minute, as there. The provider phone says which number
it is linked to, so that number's settings are a second read; the call is written with one conditional update.
"""

import base64
import hashlib
import hmac
import os
import time
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import boto3
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.exceptions import ForbiddenError
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError
from usual import app, lambda_handler, logger, metrics, table, tracer

__all__ = ["lambda_handler"]

kms = boto3.client("kms")
_seen: dict[str, tuple[float, dict[str, Any], str]] = {}


@tracer.capture_method(capture_response=False)
def webhook_of(token: str) -> tuple[dict[str, Any], str]:
    seen_at, webhook, secret = _seen.get(token, (0.0, {}, ""))
    if not webhook or time.monotonic() - seen_at > 60:
        found = table.get_item(Key={"pk": f"WEBHOOK#{token}", "sk": "WEBHOOK"}, ConsistentRead=True)
        if "Item" not in found:
            raise_forged()
        webhook = found["Item"]
        secret = account_secret(webhook)
        _seen[token] = (time.monotonic(), webhook, secret)
    return webhook, secret


def account_secret(webhook: dict[str, Any]) -> str:
    pk = f"ORG#{webhook['organization']}#ACCOUNT#{webhook['carrier']}#{webhook['account_id']}"
    account = table.get_item(Key={"pk": pk, "sk": "ACCOUNT"}, ConsistentRead=True)["Item"]
    sealed = base64.b64decode(account["sealed_secret"])
    return kms.decrypt(CiphertextBlob=sealed, KeyId=os.environ["SECRETS_KEY_ID"])["Plaintext"].decode()


def raise_forged() -> None:
    raise ForbiddenError("signature")


def is_genuine(carrier: str, secret: str, url: str, fields: list[tuple[str, str]]) -> bool:
    headers = app.current_event.headers
    text = "".join(name + value for name, value in sorted(fields))
    if carrier == "twilio":
        mac = hmac.digest(secret.encode(), (url + text).encode(), hashlib.sha1)
        sent = headers.get("x-twilio-signature", "")
    else:
        nonce = headers.get("x-plivo-signature-v3-nonce", "")
        mac = hmac.digest(secret.encode(), f"{url}?{text}.{nonce}".encode(), hashlib.sha256)
        sent = headers.get("x-plivo-signature-v3", "")
    return hmac.compare_digest(base64.b64encode(mac).decode(), sent)


@tracer.capture_method(capture_response=False)
def settings_of(webhook: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    pk = f"ORG#{webhook['organization']}#PROVIDER_PHONE#{webhook['provider_phone_uuid']}"
    phone = table.get_item(Key={"pk": pk, "sk": "PROVIDER_PHONE"}, ConsistentRead=True).get("Item", {})
    number = phone.get("assigned_number")
    if not number:
        return webhook["provider_phone_uuid"], {}
    key = {"pk": f"WORKSPACE#{phone['assigned_workspace']}#LIVE", "sk": f"NUMBER#{number}"}
    return number, table.get_item(Key=key, ConsistentRead=True)["Item"]["settings"]


@tracer.capture_method(capture_response=False)
def keep(webhook: dict[str, Any], number: str, call: dict[str, str]) -> None:
    now, call_id = datetime.now(timezone.utc).isoformat(), call.get("CallSid") or call["CallUUID"]
    once = {
        "entity": "call",
        "organization": webhook["organization"],
        "carrier": webhook["carrier"],
        "call_id": call_id,
        "started_at": now,
        "gsi1pk": f"NUMBER#{number}#CALLS",
        "gsi1sk": f"{now}#{call_id}",
        "from_number": call["From"],
        "to_number": call["To"],
        "direction": call["Direction"],
    }
    state = call["CallStatus"]
    sets = [f"{name} = if_not_exists({name}, :{name})" for name in once]
    try:
        table.update_item(
            Key={"pk": f"ORG#{webhook['organization']}#CALL#{webhook['carrier']}#{call_id}", "sk": "CALL"},
            UpdateExpression=f"SET last_event_at = :now, seen_{state} = :now, raw_{state} = :raw, " + ", ".join(sets),
            ConditionExpression=f"attribute_not_exists(seen_{state})",
            ExpressionAttributeValues={":now": now, ":raw": state, **{f":{name}": once[name] for name in once}},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def answered(carrier: str, base_url: str, settings: dict[str, Any]) -> str:
    response = ElementTree.Element("Response")
    say = ElementTree.SubElement(response, "Say" if carrier == "twilio" else "Speak")
    if settings.get("voice_work_mode") == "voicemail":
        say.text = settings.get("voicemail_greeting", "Please leave a message after the tone.")
        callback = "recordingStatusCallback" if carrier == "twilio" else "callbackUrl"
        record = {"action": f"{base_url}/done", "method": "POST", "maxLength": "180", "playBeep": "true"}
        ElementTree.SubElement(response, "Record", record | {callback: f"{base_url}/recording"})
    else:
        say.text = settings.get("voice_unavailable_message", "We cannot take your call now.")
    return ElementTree.tostring(response, encoding="unicode", xml_declaration=True)


@app.post("/webhooks/<carrier>/<token>/<kind>")
@tracer.capture_method(capture_response=False)
def take_webhook(carrier: str, token: str, kind: str) -> Response[str]:
    webhook, secret = webhook_of(token)
    fields = parse_qsl(app.current_event.decoded_body, keep_blank_values=True)
    if not is_genuine(carrier, secret, f"{webhook['webhook_base_url']}/{kind}", fields):
        raise_forged()
    number, settings = settings_of(webhook)
    keep(webhook, number, dict(fields))
    metrics.add_metric(name="WebhookTaken", unit=MetricUnit.Count, value=1)
    logger.info("webhook taken", extra={"kind": kind})
    body = answered(carrier, webhook["webhook_base_url"], settings)
    return Response(status_code=200, content_type="application/xml", body=body)
