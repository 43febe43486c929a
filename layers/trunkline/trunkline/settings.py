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
