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


_CARRIER_HOSTS = {
    "plivo": "https://api.plivo.com",
    "telnyx": "https://api.telnyx.com",
    "twilio": "https://api.twilio.com",
}


def carrier_base_url(carrier: str) -> str:
    """Where a carrier's API is: its own host, unless ``CARRIER_BASE_URL_<CARRIER>`` names another (the sandbox's).

    Read each time: a test's sandbox comes and goes, and the environment of a function does not change.
    """
    return (os.environ.get(f"CARRIER_BASE_URL_{carrier.upper()}") or _CARRIER_HOSTS[carrier]).rstrip("/")
