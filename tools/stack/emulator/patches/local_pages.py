"""(An addition) What pages of this stack may ask of this machine, below ``/_local``: the demo tenants and the sandbox.

The console has them from its own origin, because its policy lets it ask nobody else and the sandbox serves no page of
another. The gate of ``guard`` stands before it: no page of elsewhere gets here.
"""

import asyncio
import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from ministack import app as ministack_app

from tools.stack.emulator.patching import PatchPoint

POINTS = (PatchPoint("app", "app", "scope receive send"),)

_PREFIX = "/_local/"
_DESCRIPTION = "stack.json"
_SANDBOX = "carriers/"
# What a page signs in with; not the secrets of the carriers' accounts.
_TOLD_OF_TENANTS = ("workspaceUuid", "tokens", "quoKey", "zudu")
_ROUTES = {
    ("POST", "calls"),
    ("POST", "messages"),
    ("GET", "faults"),
    ("POST", "faults"),
    ("DELETE", "faults"),
}
_MOST_BODY_BYTES = 64 * 1024
# A call is over when its last webhook was taken; a carrier that is told to be silent is so for two minutes.
_PATIENCE_SECONDS = 150

Answer = tuple[int, bytes]


def apply() -> None:
    """Answer what lies below the prefix; everything else goes on."""
    application = ministack_app.app

    async def with_local_pages(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await application(scope, receive, send)
            return
        body = await _body(receive)
        name = scope["path"].removeprefix(_PREFIX)
        status, content = await asyncio.to_thread(_answer, scope["method"], name, body)
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    ministack_app.app = with_local_pages


async def _body(receive: Any) -> bytes | None:
    """Read the body; None when it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _MOST_BODY_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _answer(method: str, name: str, body: bytes | None) -> Answer:
    if body is None:
        return _told(413, {"message": "The body is too large"})
    description = _description()
    if description is None:
        return _told(503, {"message": "The stack is not ready yet"})
    if (method, name) == ("GET", _DESCRIPTION):
        return _told(200, _for_pages(description))
    route = name.removeprefix(_SANDBOX)
    sandbox = description.get("carriers", {}).get("control_url")
    if not name.startswith(_SANDBOX) or (method, route) not in _ROUTES or not sandbox:
        return _told(404, {"message": "Not Found"})
    return _asked(f"{sandbox}/{route}", method, body)


def _description() -> dict[str, Any] | None:
    try:
        described: dict[str, Any] = json.loads(Path(os.environ["STACK_FILE"]).read_text())
    except (OSError, ValueError):
        return None
    return described


def _for_pages(description: dict[str, Any]) -> dict[str, Any]:
    tenants = {
        name: {member: tenant[member] for member in _TOLD_OF_TENANTS if member in tenant}
        for name, tenant in description.get("tenants", {}).items()
    }
    return {"tenants": tenants, "carriers": "control_url" in description.get("carriers", {})}


def _asked(url: str, method: str, body: bytes) -> Answer:
    headers = {"Content-Type": "application/json"} if body else {}
    # The sandbox says where it listens, which is this machine.
    request = urllib.request.Request(url, data=body or None, method=method, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as response:  # noqa: S310
            return response.status, response.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()
    except OSError:
        return _told(502, {"message": "The carriers' sandbox does not answer"})


def _told(status: int, body: dict[str, Any]) -> Answer:
    return status, json.dumps(body).encode()
