"""Clients of AWS that are made once: botocore takes 50 ms and more over each, and every test wants several."""

import os
from typing import Any

import botocore.session

_create_client = botocore.session.Session.create_client
_made: dict[str, Any] = {}


def create_client_once(session: Any, service_name: str, **options: Any) -> Any:
    """In place of ``Session.create_client`` while moto answers: it does so whichever client asks."""
    config = options.pop("config", None)
    asked = (
        service_name,
        type(session),
        sorted(vars(config).items()) if config else None,
        sorted(options.items()),
        sorted(named for named in os.environ.items() if named[0].startswith("AWS_")),
    )
    if repr(asked) not in _made:
        _made[repr(asked)] = _create_client(session, service_name, config=config, **options)
    return _made[repr(asked)]
