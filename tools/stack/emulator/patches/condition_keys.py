"""Condition keys that policies of functions name and that MiniStack does not know.

The members of a KMS request's encryption context, the partitions that a request to DynamoDB names, the sources of
events. Without the first MiniStack would refuse every such request with `AUTH=true`; the others it would let pass.
Of a transaction each item is judged by its own partition, as on AWS. The stack speaks plain HTTP where AWS has TLS:
what a policy allows over encrypted connections only is judged as if it had come over one.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("core.iam_actions", "request_tag_context", "service iam_action body params"),
    PatchPoint("core.iam_actions", "_DYNAMODB_TRANSACT_ITEM_ACTIONS"),
    PatchPoint(
        "core.iam_evaluator",
        "enforce",
        "access_key_id iam_action service region resource_arn service_context",
    ),
    PatchPoint("app", "pin_request_origin", "source_ip secure_transport"),
)

# What a policy calls an operation that SQS does for many messages at once ("Amazon SQS API permissions: Actions and
# resource reference", read 2026-11-29).
_GRANTED_BY = {"sqs:SendMessageBatch": "sqs:SendMessage", "sqs:DeleteMessageBatch": "sqs:DeleteMessage"}

# Where the operations of KMS have their encryption context.
_CONTEXTS = ("EncryptionContext", "SourceEncryptionContext")
# The service's table has one name of partition keys; indexes are read only.
_PARTITION_KEY = "pk"
# What this module tells itself, between the two functions that it wraps.
_BY_ACTION = "partitions by action"


def apply() -> None:
    """Tell the policy check more of each request."""
    iam_actions.request_tag_context = _with_more(iam_actions.request_tag_context)
    iam_evaluator.enforce = _item_by_item(iam_evaluator.enforce)
    app.pin_request_origin = _over_tls


def _with_more(request_context: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def request_and_more(service: str, iam_action: str, body: bytes, params: Mapping[str, Any]) -> dict[str, Any]:
        found = request_context(service, iam_action, body, params)
        keys_of = _KEYS.get(service)
        return found | keys_of(_json_object(body)) if keys_of else found

    return request_and_more


def _over_tls(source_ip: str, secure_transport: bool) -> None:  # noqa: FBT001 - as MiniStack has it
    del secure_transport
    iam_evaluator.pin_request_origin(source_ip, secure_transport=True)


def _item_by_item(enforce: Callable[..., Any]) -> Callable[..., Any]:
    def enforce_each(access_key: str, action: str, *arguments: Any, service_context: Any = None, **named: Any) -> Any:
        action = _GRANTED_BY.get(action, action)
        context = dict(service_context or {})
        by_action = context.pop(_BY_ACTION, None)
        if by_action is None:
            return enforce(access_key, action, *arguments, service_context=service_context, **named)
        # MiniStack asks once for each item and does not say for which: all items of the action are judged each time.
        for partition in by_action.get(action) or [""]:
            context["dynamodb:LeadingKeys"] = [partition]
            if denied := enforce(access_key, action, *arguments, service_context=context, **named):
                return denied
        return None

    return enforce_each


def encryption_context_keys(request: dict[str, Any]) -> dict[str, Any]:
    """Return the members of an encryption context, and their values; nothing when there is none."""
    contexts = [request[name] for name in _CONTEXTS if request.get(name)]
    if not contexts or not isinstance(contexts[0], dict):
        return {}
    values = {f"kms:EncryptionContext:{name}": value for name, value in contexts[0].items()}
    return {"kms:EncryptionContextKeys": sorted(contexts[0])} | values


def leading_keys(request: dict[str, Any]) -> dict[str, Any]:
    """Return the partition that a request names; of a transaction those of its items, by what is done to them."""
    by_action: dict[str, list[str]] = {}
    for item in request.get("TransactItems") or []:
        for part, content in item.items() if isinstance(item, dict) else ():
            by_action.setdefault(iam_actions._DYNAMODB_TRANSACT_ITEM_ACTIONS.get(part, part), []).extend(
                _partition(content)
            )
    if by_action:
        return {_BY_ACTION: by_action}
    found = _partition(request)
    return {"dynamodb:LeadingKeys": found} if found else {}


def event_sources(request: dict[str, Any]) -> dict[str, Any]:
    """Return the sources of the events of one request."""
    entries = [entry for entry in request.get("Entries") or [] if isinstance(entry, dict)]
    return {"events:source": sorted({str(entry.get("Source", "")) for entry in entries})} if entries else {}


def _partition(value: Any) -> list[str]:
    keys = [value.get(name) for name in ("Key", "Item")] if isinstance(value, dict) else []
    return [
        str(key[_PARTITION_KEY].get("S", ""))
        for key in keys
        if isinstance(key, dict) and isinstance(key.get(_PARTITION_KEY), dict)
    ]


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        request = json.loads(body)
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}


_KEYS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "kms": encryption_context_keys,
    "dynamodb": leading_keys,
    "events": event_sources,
}
