"""What the functions are composed of: made anew, or by a test of something else."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

import pytest
import trunkline.wiring
from trunkline.aws import clients
from trunkline.settings import release_settings, settings
from trunkline.table.client import fail_fast_table, table
from trunkline.wiring.api import authenticator, edge
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.webhooks import webhooks

MADE_ONCE = (
    settings,
    release_settings,
    table,
    fail_fast_table,
    authenticator,
    carrier_accounts,
    webhooks,
    clients.client,
    clients.session,
)


def forget_what_was_made() -> None:
    """Begin as a new environment does."""
    for made_once in MADE_ONCE:
        made_once.cache_clear()


def compose_with(patch: pytest.MonkeyPatch, name: str, make: Callable[[], Any]) -> None:
    """Have the functions composed with what ``make`` gives, wherever ``trunkline.wiring`` has it by this name."""

    def made() -> Any:
        return make()

    made.__name__ = name
    for owner, attribute in list(_places(name)):
        patch.setattr(owner, attribute, made)


def _places(name: str) -> Iterator[tuple[object, str]]:
    if hasattr(edge, name):
        yield edge, name
    for module in (*_compositions(), *_handlers()):
        if callable(getattr(module, name, None)):
            yield module, name
        entry = getattr(module, "lambda_handler", None)
        if getattr(getattr(entry, "use_case", None), "__name__", None) == name:
            yield entry, "use_case"


@lru_cache(maxsize=1)
def _compositions() -> list[ModuleType]:
    prefix = trunkline.wiring.__name__
    found = pkgutil.iter_modules(trunkline.wiring.__path__)
    return [importlib.import_module(f"{prefix}.{each.name}") for each in found]


def _handlers() -> list[ModuleType]:
    return [module for name, module in list(sys.modules.items()) if name.startswith("functions.") and module]
