"""Copies the keys of a stream and refuses one of them."""

import os

import boto3

table = boto3.client("dynamodb")


def handle(event, context):
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["pk"]["S"]
        if "poison" in key:
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        item = {"pk": {"S": f"SEEN#{key}"}, "sk": {"S": "item"}}
        table.put_item(TableName=os.environ["TABLE_NAME"], Item=item)
    return {"batchItemFailures": []}
