"""Clients of AWS services, one of each per warm environment."""

from functools import lru_cache
from typing import Any

import botocore.session
from botocore.config import Config


@lru_cache(maxsize=8)
def client(service: str) -> Any:
    """The service's client, patient for a few seconds and no longer."""
    return botocore.session.get_session().create_client(
        service,
        config=Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3}),
    )


@lru_cache(maxsize=2)
def impatient_client(service: str) -> Any:
    """The service's client for those whom somebody waits for: one attempt, a second in all."""
    return botocore.session.get_session().create_client(
        service,
        config=Config(connect_timeout=0.4, read_timeout=0.6, retries={"mode": "standard", "total_max_attempts": 1}),
    )
