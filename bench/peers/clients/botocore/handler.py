"""The two calls of a creation by botocore's client and nothing else: a read and a transaction of two items."""

import os

from botocore.session import Session

BODY = '{"id":1}'
TABLE = os.environ["TABLE_NAME"]
client = Session().create_client("dynamodb")


def lambda_handler(event, context):
    key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    client.get_item(TableName=TABLE, Key=key, ConsistentRead=True)
    items = [{**key, "name": {"S": f"item {number}"}, "on": {"BOOL": True}} for number in range(2)]
    client.transact_write_items(TransactItems=[{"Put": {"TableName": TABLE, "Item": item}} for item in items])
    return {"statusCode": 201, "headers": {"content-type": "application/json"}, "body": BODY}
