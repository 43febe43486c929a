"""The floor: the runtime itself and a constant answer."""

BODY = '{"id":1}'


def lambda_handler(event, context):
    return {"statusCode": 201, "headers": {"content-type": "application/json"}, "body": BODY}
