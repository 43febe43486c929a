"""Answers with what it got."""

import base64
import json
import logging
import os
import time

import boto3
import shared
import toy_requirement

logging.getLogger().setLevel("INFO")


def handle(event, context):
    query = event.get("queryStringParameters") or {}
    if "raise" in query:
        raise ValueError("a secret that no caller may see")
    if "malformed" in query:
        return {"statusCode": "many", "body": ""}
    if "log" in query:
        logging.getLogger().info("logged %s", query["log"])
    if "put" in query:
        key = {"pk": {"S": query["put"]}, "sk": {"S": "item"}}
        boto3.client("dynamodb").put_item(TableName=os.environ["TABLE_NAME"], Item=key)
    if "encrypt" in query:
        kms = boto3.client("kms")
        blob = kms.encrypt(KeyId=os.environ["KEY_ID"], Plaintext=b"text")["CiphertextBlob"]
        return _json(200, {"ciphertext": base64.b64encode(blob).decode()})
    time.sleep(float(query.get("sleep", 0)))
    return _json(
        404 if query.get("missing") else 200,
        {
            "event": event,
            "environment": dict(os.environ),
            "pid": os.getpid(),
            "layer": shared.WORD,
            "requirement": toy_requirement.WORD,
            "undeclared": _is_importable("yaml"),
            "version": 1,
            "function": context.function_name,
        },
    )


def _json(status, body):
    headers = {"content-type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}


def _is_importable(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True
