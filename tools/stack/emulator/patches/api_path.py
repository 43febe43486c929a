"""The HTTP API below one short path that stays the same, for people to type and carriers to be told.

AWS gives an API a host name of its own. MiniStack's path holds the API's id, which is another one after each reset.
"""

from typing import Any

from ministack import app as ministack_app
from ministack.services import apigateway

from tools.stack.emulator.patching import PatchPoint
from tools.stack.settings import API_PATH

POINTS = (
    PatchPoint("app", "app", "scope receive send"),
    PatchPoint("services.apigateway", "_apis"),
)


def apply() -> None:
    """Lead the path to the one API that there is; in front of the gate, which knows MiniStack's own form."""
    application = ministack_app.app

    async def led(scope: Any, receive: Any, send: Any) -> None:
        await application(_led(scope) if scope["type"] == "http" else scope, receive, send)

    ministack_app.app = led


def _led(scope: dict[str, Any]) -> dict[str, Any]:
    path: str = scope["path"]
    api_id = next(iter(apigateway._apis), None)
    if api_id is None or not (path == API_PATH or path.startswith(API_PATH + "/")):
        return scope
    own = f"/_aws/execute-api/{api_id}"
    raw = scope.get("raw_path") or path.encode()
    rest = path.removeprefix(API_PATH) or "/"
    raw_rest = raw.removeprefix(API_PATH.encode()) or b"/"
    return scope | {"path": own + rest, "raw_path": own.encode() + raw_rest}
