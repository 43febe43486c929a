"""What the functions are composed of: made anew, or by a test of something else."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

import pytest
import trunkline.wiring
from trunkline.aws import clients
from trunkline.settings import release_settings, settings
from trunkline.table.client import enduring_table, fail_fast_table, table
from trunkline.wiring.api import authenticator, edge, request_rates
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.deliveries import deliverer
from trunkline.wiring.webhooks import webhooks

from tests.support.template import functions

MADE_ONCE = (
    settings,
    release_settings,
    table,
    enduring_table,
    fail_fast_table,
    authenticator,
    request_rates,
    carrier_accounts,
    webhooks,
    deliverer,
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
    for module in _modules():
        if callable(getattr(module, name, None)):
            yield module, name
        entry = getattr(module, "lambda_handler", None)
        if getattr(getattr(entry, "use_case", None), "__name__", None) == name:
            yield entry, "use_case"


@lru_cache(maxsize=1)
def _modules() -> list[ModuleType]:
    """All of them, also those that nothing has imported yet: what is put in place now must not stay in one of them."""
    compositions = (
        f"{trunkline.wiring.__name__}.{each.name}" for each in pkgutil.iter_modules(trunkline.wiring.__path__)
    )
    handlers = (f"functions.{folder}.handler" for folder in functions())
    return [importlib.import_module(name) for name in (*compositions, *handlers)]
