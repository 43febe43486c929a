"""What of the locked packages is shipped: whole files, each as it was released.

A package is whole unless a rule here leaves something of it out. Nothing is ever edited or put in its place.
"""

import hashlib
import shutil
from pathlib import Path

# Files and folders that no function opens, as globs below the folder of packages.
UNUSED = (
    # Scripts are for people, type stubs and C headers for checkers and compilers. Licences and records stay.
    "bin",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.h",
    "**/tests",
    # Where numbers are, by whom and how late it is there, and emergency calls. Ours are parsed, checked and formatted.
    "phonenumbers/geodata",
    "phonenumbers/carrierdata",
    "phonenumbers/tzdata",
    "phonenumbers/shortdata/region_*.py",
    "phonenumbers/geocoder.py",
    "phonenumbers/carrier.py",
    "phonenumbers/timezone.py",
    # PyNaCl needs cffi's compiled part only.
    "cffi",
    "pycparser",
    "pycparser-*.dist-info",
    "aws_lambda_powertools/event_handler",
    # Twilio's SDK asks for these to run asynchronously and to sign client tokens, and we do neither.
    "aiohttp",
    "aiohttp-*.dist-info",
    "aiohttp_retry",
    "aiohttp_retry-*.dist-info",
    "aiohappyeyeballs",
    "aiohappyeyeballs-*.dist-info",
    "aiosignal",
    "aiosignal-*.dist-info",
    "attr",
    "attrs",
    "attrs-*.dist-info",
    "frozenlist",
    "frozenlist-*.dist-info",
    "jwt",
    "pyjwt-*.dist-info",
    "multidict",
    "multidict-*.dist-info",
    "propcache",
    "propcache-*.dist-info",
    "yarl",
    "yarl-*.dist-info",
    "twilio/http/*_token_manager.py",
    "twilio/http/async_http_client.py",
    "twilio/http/token_manager.py",
    "twilio/http/validation_client.py",
    "twilio/jwt",
    "twilio/twiml",
)

# Folders of which only these members are shipped.
KEPT = {
    # The services that the layer calls, of 400, and what the clients of all read.
    "botocore/data": (
        "dynamodb",
        "events",
        "kms",
        "s3",
        "sqs",
        "stepfunctions",
        "_retry.json",
        "endpoints.json",
        "partitions.json",
        "sdk-default-configuration.json",
    ),
    # Of Powertools the logger and the metrics, with what they import.
    "aws_lambda_powertools/utilities": ("__init__.py", "jmespath_utils", "typing"),
    # Twilio's core API; the SDK imports each of its forty products when it is first used.
    "twilio/rest": ("__init__.py", "api"),
}

# What a layer may take on Lambda, unzipped and with its bytecode.
MAX_LAYER_BYTES = 60_000_000


def leave_out(packages: Path) -> None:
    """Remove from a folder of installed packages what no function uses. Doing it again changes nothing."""
    for pattern in UNUSED:
        for path in sorted(packages.glob(pattern)):
            _remove(path)
    for folder, kept in KEPT.items():
        for path in sorted((packages / folder).glob("*")):
            if path.name not in kept:
                _remove(path)


def rules_digest() -> str:
    """Return a digest of the rules: what other rules have left has to be made again."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
