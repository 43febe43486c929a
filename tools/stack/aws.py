"""AWS clients that talk to the emulator and take nothing from the developer's AWS settings."""

import os
from typing import Any

import botocore.session
from botocore.config import Config

from tools.stack.settings import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY

# Name in the configuration, environment variable, default, conversion: no profile, no files.
_NOTHING_PERSONAL = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


def client(service: str, endpoint_url: str) -> Any:
    """Return an SDK client of a service of the emulator."""
    return botocore.session.Session(session_vars=_NOTHING_PERSONAL).create_client(
        service,
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        config=Config(
            retries={"total_max_attempts": 1},
            # On loopback no proxy of the developer can help.
            proxies={},
            # The sync-execution host prefix does not resolve on loopback.
            inject_host_prefix=False,
        ),
    )
