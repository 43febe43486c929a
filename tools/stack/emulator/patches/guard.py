"""The gate in front of everything: only this machine, and no web page of a browser on it.

The emulator asks for no credentials, and creating a function runs code. Without the gate any
page open in the developer's browser could do that, by a foreign Origin or by a host name of its
own that resolves to 127.0.0.1.
"""

import os
import re
from typing import Any

from ministack import app as ministack_app

from tools.stack.emulator.patching import PatchPoint

POINTS = (PatchPoint("app", "app", "scope receive send"),)

# The data plane of an API may be called from a page of any origin, as on AWS: CORS is the API's
# affair. Only the form with the API's id and a path below it never reaches the control plane.
_DATA_PLANE = re.compile(r"/_aws/execute-api/[A-Za-z0-9-]+/")
_LOOPBACK_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\]|[A-Za-z0-9.-]+\.localhost)(:\d+)?")
# Names under which a container reaches a stack that was bound to a second address on purpose.
_BOUND = os.environ.get("STACK_ALSO_BIND", "")
_CONTAINERS_NAMES = frozenset({_BOUND, "host.docker.internal"} if _BOUND else ())


def apply() -> None:
    """Put the gate in front of the application."""
    application = ministack_app.app

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan" or (scope["type"] == "http" and _is_allowed(scope)):
            await application(scope, receive, send)
        elif scope["type"] == "http":
            await _refuse(send)
        else:
            # No WebSocket is used, and a browser sends them anywhere.
            await send({"type": "websocket.close", "code": 1008})

    ministack_app.app = guarded


def _is_allowed(scope: dict[str, Any]) -> bool:
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    hosts = headers.get("host", [])
    if len(hosts) != 1 or not (_LOOPBACK_HOST.fullmatch(hosts[0]) or hosts[0].rpartition(":")[0] in _CONTAINERS_NAMES):
        return False
    if _DATA_PLANE.match(scope["path"]):
        return True
    # Browsers send no Origin with an image or a link, but they say where it came from.
    site = headers.get("sec-fetch-site", ["none"])
    origins = headers.get("origin", [])
    own_origin = f"http://{hosts[0]}"
    return site[0] in ("none", "same-origin") and all(origin == own_origin for origin in origins)


async def _refuse(send: Any) -> None:
    headers = [(b"content-type", b"text/plain")]
    body = b"Refused: the local stack answers to this machine only, and not to other origins.\n"
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
