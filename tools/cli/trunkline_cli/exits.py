"""Exit codes, and what an error is to the person who reads it: one line that says what to check."""

import os
import traceback
from enum import IntEnum


class ExitCode(IntEnum):
    """What a script can tell apart; docs/cli.md has the same table."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    REFUSED = 4
    NO_AWS = 5
    NO_CARRIER = 6


class CliError(Exception):
    """An error with its exit code and its one line."""

    def __init__(self, code: ExitCode, message: str) -> None:
        super().__init__(message)
        self.code = code


FORBIDDEN = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
_BAD_CREDENTIALS = (
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
)


def explained(error: Exception) -> tuple[ExitCode, str]:
    """Return the exit code and the line for an error; with TRUNKLINE_DEBUG=1 all that is known."""
    if os.environ.get("TRUNKLINE_DEBUG") == "1":
        return _code_and_line(error)[0], "".join(traceback.format_exception(error))
    return _code_and_line(error)


def _code_and_line(error: Exception) -> tuple[ExitCode, str]:
    if isinstance(error, CliError):
        return error.code, str(error)
    found = _of_the_service(error) or _of_aws(error)
    if found:
        return found
    if isinstance(error, OSError) and error.strerror:
        return ExitCode.FAILED, f"{error.strerror}; check where the output goes, and this machine"
    kind = type(error).__name__
    return ExitCode.FAILED, f"Unexpected {kind}; this is a fault of trunkline. TRUNKLINE_DEBUG=1 shows where"


def _of_the_service(error: Exception) -> tuple[ExitCode, str] | None:
    from trunkline import errors

    if not isinstance(error, errors.TrunklineError):
        return None
    message, busy = error.message, "AWS does not answer or is busy; check the network, region and stack, and try again"
    known: tuple[tuple[type[Exception], ExitCode, str], ...] = (
        (errors.NotFoundError, ExitCode.NOT_FOUND, f"{message}; check the id, and the tenant that it is looked for in"),
        (errors.RuleError, ExitCode.USAGE, message),
        (errors.CarrierUnavailableError, ExitCode.NO_CARRIER, f"{message}; check the carrier's status and try again"),
        (errors.CarrierError, ExitCode.REFUSED, f"{message}; check the account and its secret at the carrier"),
        (errors.UnavailableError, ExitCode.NO_AWS, busy),
    )
    for kind, code, line in known:
        if isinstance(error, kind):
            return code, line
    return ExitCode.REFUSED, message


def aws_code(error: BaseException | None) -> str:
    """Return what AWS said, of an error or of what it came from; empty when AWS said nothing."""
    from botocore.exceptions import ClientError

    while error is not None and not isinstance(error, ClientError):
        error = error.__cause__
    return str(error.response["Error"]["Code"]) if error else ""


def _of_aws(error: Exception) -> tuple[ExitCode, str] | None:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    if isinstance(error, ResponseParserError):
        return ExitCode.NO_AWS, "What answered is not AWS; check the network: a proxy, or a login page"
    if isinstance(error, ClientError):
        code = error.response["Error"]["Code"]
        asked = error.operation_name
        if code in FORBIDDEN:
            return ExitCode.NO_AWS, f"AWS refused {asked} ({code}); check what your credentials may do (docs/cli.md)"
        if code in _BAD_CREDENTIALS:
            return ExitCode.NO_AWS, f"AWS refused your credentials ({code}); check the profile and this machine's clock"
        return ExitCode.NO_AWS, f"AWS answered {code} to {asked}; check region and stack"
    if isinstance(error, BotoCoreError):
        first = " ".join(str(error).split())
        return ExitCode.NO_AWS, f"{first.rstrip('.')}; check the profile, the region and the network"
    return None
