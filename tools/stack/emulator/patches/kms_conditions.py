"""Conditions on the encryption context of a KMS request.

Policies of functions name the members of the context that they may use the key with. MiniStack knows no
condition key of KMS, so with `AUTH=true` it would refuse every such request.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ministack.core import iam_actions

from tools.stack.emulator.patching import PatchPoint

POINTS = (PatchPoint("core.iam_actions", "request_tag_context", "service iam_action body params"),)

# Where the operations of KMS have their encryption context.
_MEMBERS = ("EncryptionContext", "SourceEncryptionContext")


def apply() -> None:
    """Tell the policy check which members the encryption context has, and their values."""
    iam_actions.request_tag_context = _with_encryption_context(iam_actions.request_tag_context)


def _with_encryption_context(request_context: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def request_and_encryption_context(
        service: str, iam_action: str, body: bytes, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        found = request_context(service, iam_action, body, params)
        return found | encryption_context_keys(body) if service == "kms" else found

    return request_and_encryption_context


def encryption_context_keys(body: bytes) -> dict[str, Any]:
    """The condition keys of a request's encryption context; none when it has no context."""
    try:
        request = json.loads(body)
    except ValueError:
        return {}
    contexts = [request[name] for name in _MEMBERS if request.get(name)] if isinstance(request, dict) else []
    if not contexts or not isinstance(contexts[0], dict):
        return {}
    values = {f"kms:EncryptionContext:{name}": value for name, value in contexts[0].items()}
    return {"kms:EncryptionContextKeys": sorted(contexts[0])} | values
