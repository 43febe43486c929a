"""What the environment tells a function, read on first use."""

import os
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple


class MissingSettingError(LookupError):
    """A variable has no value in the environment."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"{variable} is not set; template.yaml sets it for each function that reads it")


def _required(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise MissingSettingError(variable)
    return value


class Settings:
    """Names of the resources that the stack made, each read when it is first asked for.

    Raises:
        MissingSettingError: From a name that the template does not give this function.
    """

    @cached_property
    def table_name(self) -> str:
        """The one table."""
        return _required("TABLE_NAME")

    @cached_property
    def secrets_key_id(self) -> str:
        """The key that seals carriers' secrets."""
        return _required("SECRETS_KEY_ID")

    @cached_property
    def events_queue_url(self) -> str:
        """The queue of webhook events that the table was too busy for."""
        return _required("EVENTS_QUEUE_URL")

    @cached_property
    def recordings_queue_url(self) -> str:
        """The queue of recordings to copy."""
        return _required("RECORDINGS_QUEUE_URL")

    @cached_property
    def recordings_bucket(self) -> str:
        """The bucket of our copies of recordings."""
        return _required("RECORDINGS_BUCKET")

    @cached_property
    def webhook_base_url(self) -> str:
        """Where carriers reach the API; "" where that is the address at which API Gateway was called."""
        return os.environ.get("WEBHOOK_BASE_URL", "").rstrip("/")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this function."""
    return Settings()


_CARRIER_HOSTS = {
    "plivo": "https://api.plivo.com",
    "telnyx": "https://api.telnyx.com",
    "twilio": "https://api.twilio.com",
}


def carrier_base_url(carrier: str) -> str:
    """Return a carrier's API host: its own, unless ``CARRIER_BASE_URL_<CARRIER>`` names another (the sandbox's).

    Read each time: a test's sandbox comes and goes, and the environment of a function does not change.
    """
    return sandbox_url(carrier) or _CARRIER_HOSTS[carrier]


def twilio_messaging_url() -> str:
    """Return where Twilio's Messaging Services are: a host of their own, but for the sandbox's."""
    return sandbox_url("twilio") or "https://messaging.twilio.com"


def sandbox_url(carrier: str) -> str | None:
    """Return where the sandbox stands in for a carrier; None where it does not."""
    return os.environ.get(f"CARRIER_BASE_URL_{carrier.upper()}", "").rstrip("/") or None


class ReleaseSettings(NamedTuple):
    """How long a released number rests, and how long it may stay idle in the pool; zero: not at all, and for ever."""

    quarantine: timedelta
    idle_limit: timedelta


@lru_cache(maxsize=1)
def release_settings() -> ReleaseSettings:
    """Return what this deployment does with numbers after an archive."""
    return ReleaseSettings(
        quarantine=timedelta(days=int(os.environ.get("RELEASE_QUARANTINE_DAYS", "0"))),
        idle_limit=timedelta(days=int(os.environ.get("POOL_IDLE_DAYS", "0"))),
    )


def requests_a_second() -> int:
    """Return how many requests a second one credential may make of one environment; 0 is any number."""
    return int(os.environ.get("CREDENTIAL_RATE_LIMIT", "0"))


def audit_interval_hours() -> int:
    """Return how often a carrier account is audited."""
    return int(os.environ.get("AUDIT_INTERVAL_HOURS", "24"))


def recording_bytes_a_day() -> int:
    """Return how many bytes of recordings an organisation may copy a day; set on the function that copies only."""
    return int(_required("RECORDING_GIGABYTES_PER_DAY")) * 1_000_000_000


def receiver_ports() -> frozenset[int]:
    """Return which ports customers' endpoints may have."""
    return frozenset(int(port) for port in os.environ.get("RECEIVER_PORTS", "443,8443").split(","))


def may_receive_on_loopback() -> bool:
    """Tell whether a customer's endpoint may be a program on this machine: on the local stack alone."""
    return os.environ.get("RECEIVERS_ON_LOOPBACK", "false") == "true"


def deliveries_queue_url() -> str:
    """Return the queue of hints at deliveries; set on the functions that make or try these only."""
    return _required("DELIVERIES_QUEUE_URL")


def slow_deliveries_queue_url() -> str:
    """Return the queue of hints for slow organisations; set on the function that tries deliveries only."""
    return _required("SLOW_DELIVERIES_QUEUE_URL")


def fan_out_dead_letters_url() -> str:
    """Return the queue for changes that could not be understood; set on the function that reads them only."""
    return _required("FAN_OUT_DEAD_LETTERS_URL")


def state_machine_arn() -> str:
    """Return the archive's state machine; set on the functions that start or watch it only."""
    return _required("STATE_MACHINE_ARN")


def event_bus_name() -> str:
    """Return the bus that domain events go to; set on the function that publishes them only."""
    return _required("EVENT_BUS_NAME")


def reference_dead_letters_url() -> str:
    """Return the queue for references that were refused; set on the function that takes them only."""
    return _required("REFERENCE_DEAD_LETTERS_URL")


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
