"""What a function makes of a body, as text that two processes can compare: run by both of them."""

import json
import sys
from importlib import import_module
from typing import Any

from trunkline.errors import TrunklineError
from trunkline.http.bodies import read_body
from trunkline.http.messages import Request


def outcome(model: Any, body: bytes) -> str:
    """What was read and which members were sent, or each fault with its place and its words."""
    request = Request(method="", path="", path_parameters={}, query="", headers={}, body=body, request_id="")
    try:
        return repr(_plain(read_body(request, model)))
    except TrunklineError as error:
        return f"{type(error).__name__} {error}"


def _plain(value: Any) -> Any:
    if hasattr(value, "model_fields_set"):
        members = {name: _plain(inner) for name, inner in value}
        return type(value).__name__, members, sorted(value.model_fields_set)
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def main() -> None:
    """Answer lines of [module, class, body] with the outcomes."""
    for line in sys.stdin:
        module, name, body = json.loads(line)
        sys.stdout.write(json.dumps(outcome(getattr(import_module(module), name), body.encode())) + "\n")


if __name__ == "__main__":
    main()
