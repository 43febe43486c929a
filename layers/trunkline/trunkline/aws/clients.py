"""Clients of AWS services, one of each per warm environment."""

from functools import lru_cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

# What all clients share: a session of its own would cost each of them 10 ms of every cold start.
session = lru_cache(maxsize=1)(Session)


@lru_cache(maxsize=8)
def client(service: str, *, connect_seconds: float = 1, read_seconds: float = 3, attempts: int = 3) -> Any:
    """The service's client, patient for a few seconds and no longer unless told otherwise."""
    config = Config(
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
        # Our types hold what it checks, and the service checks it again: a tenth of a transaction's CPU.
        parameter_validation=False,
        # botocore composes its own out of thirty parts, twice a call.
        user_agent="trunkline",
        # Links name the host of the region: the global one redirects to it, which a signed link does not survive.
        s3={"addressing_style": "virtual"},
        signature_version="s3v4" if service == "s3" else None,
    )
    return session().create_client(service, config=config)


def fail_fast_client(service: str) -> Any:
    """The service's client for those whom somebody waits for: one attempt, a second in all."""
    return client(service, connect_seconds=0.4, read_seconds=0.6, attempts=1)
