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
