"""The same two calls as beside it, by AWS's modular client (aws-sdk-dynamodb)."""

import asyncio
import os

from aws_sdk_dynamodb.client import AsyncDynamoDBClient
from aws_sdk_dynamodb.models import (
    AttributeValueBOOL,
    AttributeValueS,
    GetItemInput,
    Put,
    TransactWriteItem,
    TransactWriteItemsInput,
)

BODY = '{"id":1}'
TABLE = os.environ["TABLE_NAME"]
loop = asyncio.new_event_loop()
client = AsyncDynamoDBClient()


async def call():
    key = {"pk": AttributeValueS("a"), "sk": AttributeValueS("b")}
    await client.get_item(GetItemInput(table_name=TABLE, key=key, consistent_read=True))
    items = [{**key, "name": AttributeValueS(f"item {number}"), "on": AttributeValueBOOL(True)} for number in range(2)]
    puts = [TransactWriteItem(put=Put(table_name=TABLE, item=item)) for item in items]
    await client.transact_write_items(TransactWriteItemsInput(transact_items=puts))


def lambda_handler(event, context):
    loop.run_until_complete(call())
    return {"statusCode": 201, "headers": {"content-type": "application/json"}, "body": BODY}
