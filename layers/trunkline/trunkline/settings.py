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


@lru_cache(maxsize=1)
def origin_secret_digests() -> tuple[str, ...]:
    """SHA-256 of each secret by which a proxy before the API is known; none where no proxy has to be."""
    return tuple(filter(None, os.environ.get("ORIGIN_SECRET_SHA256", "").split(",")))


def recording_origins() -> tuple[str, ...]:
    """Return where a browser finds the copies of recordings; none in a deployment that keeps none."""
    bucket = os.environ.get("RECORDINGS_BUCKET")
    if not bucket:
        return ()
    region = os.environ.get("AWS_REGION", "us-east-1")
    # S3 names its first region by the shorter host.
    return (f"https://{bucket}.s3.{region}.amazonaws.com", f"https://{bucket}.s3.amazonaws.com")
