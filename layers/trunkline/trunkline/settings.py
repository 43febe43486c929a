"""What the environment tells a function, read on first use."""

import os
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Settings:
    """Names of the resources that the stack made."""

    table_name: str


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this function.

    Raises:
        KeyError: The template does not set a variable that it must set.
    """
    return Settings(table_name=os.environ["TABLE_NAME"])


@dataclass(frozen=True, slots=True)
class ReleaseSettings:
    """How many days a released number rests, and may lie in the pool; 0: not at all, and for ever."""

    quarantine_days: int
    pool_idle_days: int


@lru_cache(maxsize=1)
def release_settings() -> ReleaseSettings:
    """What this deployment does with numbers that are given back."""
    return ReleaseSettings(
        quarantine_days=int(os.environ.get("RELEASE_QUARANTINE_DAYS", "0")),
        pool_idle_days=int(os.environ.get("POOL_IDLE_DAYS", "0")),
    )


def state_machine_arn() -> str:
    """The archive's state machine; set on the functions that start or watch it only."""
    return os.environ["STATE_MACHINE_ARN"]


def event_bus_name() -> str:
    """The bus on which the service tells what happens; set on the function that tells it only."""
    return os.environ["EVENT_BUS_NAME"]


def reference_dead_letters_url() -> str:
    """The queue for references that were refused; set on the function that takes them only."""
    return os.environ["REFERENCE_DEAD_LETTERS_URL"]
