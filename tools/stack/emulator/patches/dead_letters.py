"""Dead-letter queues of functions that CloudFormation made.

MiniStack drops a function's `DeadLetterConfig` when it comes from a template, and sends a
destination's document where AWS sends the original event with the error in attributes.
"""

import hashlib
import json
import time
from typing import Any

from ministack.services import lambda_svc, sqs
from ministack.services.cloudformation import provisioners

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.lambda_svc", "_route_async_failure", "target_arn func_name event result"),
    PatchPoint("services.lambda_svc", "_functions"),
    PatchPoint("services.cloudformation.provisioners", "_RESOURCE_HANDLERS"),
    PatchPoint("services.cloudformation.provisioners", "_lambda_create", "logical_id props stack_name"),
    PatchPoint(
        "services.cloudformation.provisioners",
        "_lambda_update",
        "physical_id old_props new_props stack_name logical_id",
    ),
    PatchPoint("services.sqs", "_queue_by_arn", "arn"),
    PatchPoint("services.sqs", "queue_delay", "q"),
    PatchPoint("services.sqs", "_md5_msg_attrs", "attrs"),
)


def apply() -> None:
    """Keep the configuration of the template, and send there what Lambda sends."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create, update = handlers["create"], handlers["update"]
    route = lambda_svc._route_async_failure

    def create_function(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        created = create(logical_id, props, stack_name)
        _keep_configuration(created[0], props)
        return created

    def update_function(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str, logical_id: Any) -> Any:
        updated = update(physical_id, old, new, stack, logical_id)
        _keep_configuration(updated[0], new)
        return updated

    def route_failure(target: str, name: str, event: Any, result: dict[str, Any]) -> None:
        config = lambda_svc._functions.get(name, {}).get("config", {})
        dead_letters = (config.get("DeadLetterConfig") or {}).get("TargetArn")
        # A function may have both, and then AWS serves both.
        if dead_letters and ":sqs:" in dead_letters:
            send_to_queue(dead_letters, json.dumps(event), _attributes(result))
        if target != dead_letters or ":sqs:" not in target:
            route(target, name, event, result)

    handlers["create"], handlers["update"] = create_function, update_function
    lambda_svc._route_async_failure = route_failure


def _keep_configuration(name: str, props: dict[str, Any]) -> None:
    config = lambda_svc._functions[name]["config"]
    if props.get("DeadLetterConfig"):
        config["DeadLetterConfig"] = props["DeadLetterConfig"]
    else:
        config.pop("DeadLetterConfig", None)


def _attributes(result: dict[str, Any]) -> dict[str, Any]:
    failure = result.get("body")
    failure = failure if isinstance(failure, dict) else {}
    values = {
        "RequestID": ("String", str(failure.get("requestId", ""))),
        "ErrorCode": ("Number", "200"),
        "ErrorMessage": ("String", str(failure.get("errorMessage", ""))[:1024]),
    }
    return {name: {"DataType": kind, "StringValue": value} for name, (kind, value) in values.items() if value}


def send_to_queue(queue_arn: str, body: str, attributes: dict[str, Any]) -> None:
    """Append a message to a queue of this emulator; an unknown queue loses it, as on AWS."""
    queue = sqs._queue_by_arn(queue_arn)
    if queue is None:
        return
    now = time.time()
    queue["messages"].append(
        {
            "id": lambda_svc.new_uuid(),
            "body": body,
            "md5_body": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
            "md5_attrs": sqs._md5_msg_attrs(attributes) if attributes else "",
            "receipt_handle": None,
            "sent_at": now,
            "visible_at": now + sqs.queue_delay(queue),
            "receive_count": 0,
            "first_receive_at": None,
            "message_attributes": attributes,
            "sys": {
                "SenderId": lambda_svc.get_account_id(),
                "SentTimestamp": str(int(now * 1000)),
            },
            "group_id": None,
            "dedup_id": None,
            "dedup_cache_key": None,
            "seq": None,
        }
    )
    lambda_svc.esm_wake.set()
