"""The environment of the emulator process: made here, not inherited."""

import os
from collections.abc import Mapping
from pathlib import Path

from tools.stack.settings import ACCESS_KEY_ID, REGION, REPOSITORY, SECRET_ACCESS_KEY, Settings

# What a developer may set for the emulator: IAM enforcement, speed of Wait states, log level,
# periodic snapshots, number of functions that run at the same time.
_PASSED_THROUGH = ("AUTH", "SFN_WAIT_SCALE", "LOG_LEVEL", "SNAPSHOT_SECONDS", "STACK_MAX_WORKERS")


def emulator_environment(
    settings: Settings, temporary: Path, inherited: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the whole environment of the emulator, and so the most a function can find in it."""
    chosen = {name: inherited[name] for name in _PASSED_THROUGH if name in inherited}
    return chosen | {
        "PATH": inherited.get("PATH", os.defpath),
        "PYTHONPATH": str(REPOSITORY),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        # Not the developer's home: the AWS SDK would read ~/.aws.
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.data / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(settings.data / "s3"),
        # Concurrency is bounded by waiting (see patches/environments.py), not by throttling.
        "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
        "LAMBDA_WARM_TTL_SECONDS": "120",
        # Listeners and neighbours that nobody asked for.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{temporary}/no-docker.sock",
        "STACK_CACHE": str(settings.cache),
        # Who signs in, for pages on this machine; it comes and goes with the running stack.
        "STACK_FILE": str(settings.stack_file),
    }
