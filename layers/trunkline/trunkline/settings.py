"""What the environment tells a function, read on first use."""

import os
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Settings:
    """Names of the resources that the stack made."""

    table_name: str
    # Of those functions only that the template gives them.
    secrets_key_id: str = ""
    events_queue_url: str = ""
    recordings_queue_url: str = ""
    recordings_bucket: str = ""
    # Where carriers reach the API, when that is not where it was called: behind a custom domain, on this machine.
    webhook_base_url: str = ""


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this function.

    Raises:
        KeyError: The template does not set a variable that it must set.
    """
    return Settings(
        table_name=os.environ["TABLE_NAME"],
        secrets_key_id=os.environ.get("SECRETS_KEY_ID", ""),
        events_queue_url=os.environ.get("EVENTS_QUEUE_URL", ""),
        recordings_queue_url=os.environ.get("RECORDINGS_QUEUE_URL", ""),
        recordings_bucket=os.environ.get("RECORDINGS_BUCKET", ""),
        webhook_base_url=os.environ.get("WEBHOOK_BASE_URL", "").rstrip("/"),
    )


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
