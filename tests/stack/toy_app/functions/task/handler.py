"""A task that counts its calls and fails as asked."""

import os

import boto3

table = boto3.client("dynamodb")


class FlakyError(Exception):
    pass


class FatalError(Exception):
    pass


def handle(event, context):
    count = _count(event["id"])
    if event["mode"] == "flaky" and count < 3:
        raise FlakyError(f"call {count}")
    if event["mode"] == "fatal":
        raise FatalError("no way")
    return {"calls": count}


def _count(name):
    answer = table.update_item(
        TableName=os.environ["TABLE_NAME"],
        Key={"pk": {"S": f"COUNT#{name}"}, "sk": {"S": "item"}},
        UpdateExpression="ADD calls :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    return int(answer["Attributes"]["calls"]["N"])
