"""The Docker engine and the SAM CLI of this machine."""

import ipaddress
import json
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tools.sam_invoke.plan import SamInvokeError

# The functions' own: SAM builds with it.
PYTHON = "python3.13"
_ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


def architecture() -> str:
    """Return this machine's architecture in Lambda's words: containers of another one would be emulated."""
    return _ARCHITECTURES.get(platform.machine().lower(), "x86_64")


def image() -> str:
    """Return the image of Lambda's runtime, as SAM names it."""
    return f"public.ecr.aws/lambda/python:3.13-{architecture()}"


def bridge_address() -> str:
    """Return this machine's address on Docker's default bridge.

    Raises:
        SamInvokeError: No engine answers.
    """
    config = json.loads(docker("network", "inspect", "bridge"))[0]["IPAM"]["Config"][0]
    # An engine that chose the network itself does not always name the gateway: it is the first address.
    return str(config.get("Gateway") or next(ipaddress.ip_network(config["Subnet"]).hosts()))


def has_image() -> bool:
    """Tell whether the image need not be pulled."""
    return bool(docker("image", "ls", "--quiet", image()).strip())


def missing() -> str | None:
    """Say what prevents an invocation that pulls nothing; None when nothing does."""
    if shutil.which("sam") is None:
        return "no SAM CLI"
    # A version manager may put a python3.13 on the path that runs nothing.
    if shutil.which(PYTHON) is None or subprocess.run([PYTHON, "-c", ""], check=False).returncode:
        return "no Python 3.13 to build with"
    try:
        return None if has_image() else f"no image {image()}"
    except SamInvokeError:
        return "no Docker engine"


def docker(*arguments: str, content: str | None = None) -> str:
    """Return what a Docker command prints, with some content for its standard input.

    Raises:
        SamInvokeError: No engine answers, or the command failed.
    """
    try:
        found = subprocess.run(["docker", *arguments], input=content, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = str(getattr(error, "stderr", "") or error).strip().splitlines()[-1]
        message = f"Docker does not do its part ({reason}); `docker version` has to work"
        raise SamInvokeError(message) from None
    return found.stdout


def sam_environment() -> dict[str, str]:
    """Return the environment of the SAM CLI: credentials that are good for the local stack, and for nothing else."""
    personal = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"}
    return {name: value for name, value in os.environ.items() if name not in personal} | {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "SAM_CLI_TELEMETRY": "0",
    }


def sam(*arguments: str, log: Path | None = None) -> "subprocess.Popen[Any]":
    """Start the SAM CLI; with a log, what it says goes there.

    Raises:
        SamInvokeError: It is not installed.
    """
    program = shutil.which("sam")
    if program is None:
        message = "The SAM CLI is not on the path; install it (docs/deploy.md)"
        raise SamInvokeError(message)
    command = [program, *arguments]
    if log is None:
        return subprocess.Popen(command, env=sam_environment())
    with log.open("wb") as file:
        return subprocess.Popen(command, env=sam_environment(), stdout=file, stderr=file)
