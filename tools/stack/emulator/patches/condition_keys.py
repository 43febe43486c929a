"""Condition keys that policies of functions name and that MiniStack does not know.

The members of a KMS request's encryption context, the partitions that a request to DynamoDB names, the sources of
events. Without the first MiniStack would refuse every such request with `AUTH=true`; the others it would let pass.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ministack.core import iam_actions

from tools.stack.emulator.patching import PatchPoint

POINTS = (PatchPoint("core.iam_actions", "request_tag_context", "service iam_action body params"),)

# Where the operations of KMS have their encryption context.
_CONTEXTS = ("EncryptionContext", "SourceEncryptionContext")
# The service's table has one name of partition keys; indexes are read only.
_PARTITION_KEY = "pk"


def apply() -> None:
    """Tell the policy check more of each request."""
    iam_actions.request_tag_context = _with_more(iam_actions.request_tag_context)


def _with_more(request_context: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def request_and_more(service: str, iam_action: str, body: bytes, params: Mapping[str, Any]) -> dict[str, Any]:
        found = request_context(service, iam_action, body, params)
        keys_of = _KEYS.get(service)
        return found | keys_of(_json_object(body)) if keys_of else found

    return request_and_more


def encryption_context_keys(request: dict[str, Any]) -> dict[str, Any]:
    """The members of an encryption context, and their values; nothing when there is none."""
    contexts = [request[name] for name in _CONTEXTS if request.get(name)]
    if not contexts or not isinstance(contexts[0], dict):
        return {}
    values = {f"kms:EncryptionContext:{name}": value for name, value in contexts[0].items()}
    return {"kms:EncryptionContextKeys": sorted(contexts[0])} | values


def leading_keys(request: dict[str, Any]) -> dict[str, Any]:
    """The partitions of all items that a request names; of a transaction all together, not one by one as on AWS."""
    found = sorted(set(_partitions(request)))
    return {"dynamodb:LeadingKeys": found} if found else {}


def event_sources(request: dict[str, Any]) -> dict[str, Any]:
    """The sources of the events of one request."""
    entries = [entry for entry in request.get("Entries") or [] if isinstance(entry, dict)]
    return {"events:source": sorted({str(entry.get("Source", "")) for entry in entries})} if entries else {}


def _partitions(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name in ("Key", "Item"):
            key = value.get(name)
            if isinstance(key, dict) and isinstance(key.get(_PARTITION_KEY), dict):
                yield str(key[_PARTITION_KEY].get("S", ""))
        for item in value.get("TransactItems") or []:
            for part in item.values() if isinstance(item, dict) else ():
                yield from _partitions(part)


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
