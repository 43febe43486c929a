"""Clients of AWS that are made once: botocore takes 50 ms and more over each, and every test wants several."""

import os
from functools import cache
from typing import Any

import botocore.session
from botocore import hooks

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


def remember_what_handlers_are() -> None:
    """Ask each of botocore's 120 handlers once what it is and for which event, and not again for each session."""
    aliaser: Any = hooks.EventAliaser
    alias, known = aliaser._alias_event_name, dict[str, str]()

    def alias_once(self: Any, event_name: str) -> str:
        if event_name not in known:
            known[event_name] = alias(self, event_name)
        return known[event_name]

    aliaser._alias_event_name = alias_once
    hooks.accepts_kwargs = cache(hooks.accepts_kwargs)
