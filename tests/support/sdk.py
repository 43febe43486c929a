"""DynamoDB clients that are made once: botocore takes 50 ms over each, and every test of the table wants two."""

from typing import Any

import botocore.session

_create_client = botocore.session.Session.create_client
_made: dict[str, Any] = {}


def create_client_once(session: Any, service_name: str, **options: Any) -> Any:
    """In place of ``Session.create_client`` while moto answers: it does so whichever client asks."""
    config = options.get("config")
    if service_name != "dynamodb" or set(options) - {"config"}:
        return _create_client(session, service_name, **options)
    key = repr(sorted(vars(config).items(), key=lambda item: item[0])) if config else ""
    if key not in _made:
        _made[key] = _create_client(session, service_name, **options)
    return _made[key]
