"""The calls that the layer makes of AWS, and what of them would be sent."""

import re
from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

CALLS: dict[str, Callable[[Any], object]] = {
    "get": lambda client: client("dynamodb").get_item(TableName="t", Key={"pk": {"S": "a"}}, ConsistentRead=True),
    "batch": lambda client: client("dynamodb").batch_get_item(RequestItems={"t": {"Keys": [{"pk": {"S": "a"}}]}}),
    "query": lambda client: client("dynamodb").query(
        TableName="t", KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "a"}}, Limit=3
    ),
    "transaction": lambda client: client("dynamodb").transact_write_items(
        ClientRequestToken="token",
        TransactItems=[
            {"Put": {"TableName": "t", "Item": {"pk": {"S": "a"}, "n": {"N": "1"}, "m": {"M": {"b": {"BOOL": True}}}}}},
            {"Delete": {"TableName": "t", "Key": {"pk": {"S": "b"}}, "ConditionExpression": "attribute_exists(pk)"}},
        ],
    ),
    "put": lambda client: client("dynamodb").put_item(TableName="t", Item={"pk": {"S": "a"}, "l": {"L": [{"S": "x"}]}}),
    "update": lambda client: client("dynamodb").update_item(
        TableName="t",
        Key={"pk": {"S": "a"}},
        UpdateExpression="SET a = :a",
        ExpressionAttributeValues={":a": {"NULL": True}},
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    ),
    "delete": lambda client: client("dynamodb").delete_item(TableName="t", Key={"pk": {"S": "a"}}),
    "encrypt": lambda client: client("kms").encrypt(KeyId="k", Plaintext=b"text", EncryptionContext={"a": "b"}),
    "decrypt": lambda client: client("kms").decrypt(KeyId="k", CiphertextBlob=b"text", EncryptionContext={"a": "b"}),
    "message": lambda client: client("sqs").send_message(
        QueueUrl="https://sqs.eu-central-1.amazonaws.com/1/q", MessageBody="{}"
    ),
    "event": lambda client: client("events").put_events(Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}]),
    "start": lambda client: client("stepfunctions").start_execution(stateMachineArn="arn", name="n", input="{}"),
    "describe": lambda client: client("stepfunctions").describe_execution(executionArn="arn"),
    "file": lambda client: client("s3").put_object(Bucket="b", Key="k", Body=b"sound", ContentType="audio/mpeg"),
}
# What depends on the moment, and on the moment only.
_FLEETING = {"X-Amz-Date", "Authorization", "amz-sdk-invocation-id", "User-Agent"}


def sent(call: Callable[[Any], object], client_of: Callable[[str], Any]) -> tuple[Any, ...]:
    """Method, URL, headers and body of a call by the client of a service, and what its signature is for.

    Nothing is sent. Without what differs from moment to moment: two equal calls give the same.
    """
    requests: list[AWSPreparedRequest] = []

    def client(service: str) -> Any:
        made = client_of(service)

        def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
            requests.append(request)
            made.meta.events.unregister("before-send", answer)
            response = AWSResponse(request.url, 200, HTTPHeaders(), None)
            response._content = b"" if service == "s3" else b"{}"  # type: ignore[attr-defined]
            return response

        made.meta.events.register("before-send", answer)
        return made

    call(client)
    (request,) = requests
    headers = {name: value for name, value in request.headers.items() if name not in _FLEETING}
    # A file is read as it is sent.
    body: Any = request.body if isinstance(request.body, bytes) else request.body.read()  # type: ignore[union-attr]
    # Region, service and headers of the signature.
    signed_for = re.sub(r"/\d{8}/|Signature=\w+", "", str(request.headers["Authorization"]))
    return request.method, request.url, headers, body, signed_for
