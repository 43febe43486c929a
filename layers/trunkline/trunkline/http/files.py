"""Static files: named, compressed, cacheable, under a strict content security policy."""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from trunkline.http.messages import Request, is_from_origin, request_from
from trunkline.observability import logger

LambdaHandler = Callable[[Mapping[str, Any], object], dict[str, Any]]

_HEADERS = {
    "referrer-policy": "no-referrer",
    "vary": "accept-encoding",
    "x-content-type-options": "nosniff",
}
ASK_EACH_TIME = "no-cache"
FIVE_MINUTES = "public, max-age=300"
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class FileRoute:
    """A path below which files are served; ``{file}`` in it is a file's name."""

    path: str
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file of a package. ``caching`` says for how long a browser need not ask for it again.

    ``content`` is served in place of the file's own, where a page is made of it.
    """

    name: str
    media_type: str
    caching: str = ASK_EACH_TIME
    content: bytes | None = None


def content_policy(*, script_hashes: Sequence[str] = (), media_origins: Sequence[str] = ()) -> str:
    """Return what a page may load: its own files, and no script that is written into it but those of these hashes."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *(f"'{each}'" for each in script_hashes))),
            "style-src 'self'",
            # Style sheets have icons as data URLs.
            "img-src 'self' data:",
            " ".join(("media-src 'self'", *media_origins)),
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def serves_files(
    package: str, served: Mapping[str, ServedFile], *, policy: str | None = None, home: str | None = None
) -> LambdaHandler:
    """Make the Lambda handler of a package's files.

    Args:
        package: Where the files lie.
        served: Each file by the end of its path; no others are served.
        policy: The page's content security policy; that of ``content_policy()`` when left out.
        home: Where ``GET /`` leads, relative to the root.
    """
    guards = {"content-security-policy": policy or content_policy(), **_HEADERS}

    def lambda_handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        request = request_from(event)
        name = _name(request)
        file = served.get(name)
        if not is_from_origin(request.headers):
            response: dict[str, Any] = _refused(403, "Forbidden")
        elif home is not None and name == "":
            response = {"statusCode": 302, "headers": {"location": home}, "body": ""}
        else:
            response = _refused(404, "Not Found") if file is None else _response(package, file, request)
        response["headers"] |= guards
        response["headers"]["x-request-id"] = request.request_id
        logger.info("file", file=file and file.name, status=response["statusCode"], request_id=request.request_id)
        return response

    return lambda_handler


def _name(request: Request) -> str:
    """``docs`` of ``/prod/docs``, ``docs/page.js`` of ``/prod/docs/page.js``."""
    parts = request.path.split("/")
    return "/".join(parts[-2:] if "file" in request.path_parameters else parts[-1:])


def _refused(status: int, message: str) -> dict[str, Any]:
    headers = {"content-type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps({"message": message})}


def _response(package: str, file: ServedFile, request: Request) -> dict[str, Any]:
    is_compressed = _takes_gzip(request.headers.get("accept-encoding", ""))
    if file.caching == A_YEAR and not is_compressed:
        # Only browsers ask for what a page names with its version, and all of them take gzip: nobody is sent megabytes.
        return _refused(406, "Not Acceptable")
    content, tag = _content(package, file, is_compressed=is_compressed)
    headers = {"cache-control": file.caching, "etag": tag}
    if tag in (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")):
        return {"statusCode": 304, "headers": headers, "body": ""}
    headers["content-type"] = file.media_type
    if not is_compressed:
        return {"statusCode": 200, "headers": headers, "body": content.decode()}
    headers["content-encoding"] = "gzip"
    body = base64.b64encode(content).decode()
    return {"statusCode": 200, "headers": headers, "body": body, "isBase64Encoded": True}


@lru_cache(maxsize=128)
def _content(package: str, file: ServedFile, *, is_compressed: bool) -> tuple[bytes, str]:
    content = files(package).joinpath(file.name).read_bytes() if file.content is None else file.content
    if is_compressed:
        # A proxy that holds both forms tells them apart by their tags.
        content = gzip.compress(content, mtime=0)
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _takes_gzip(accept_encoding: str) -> bool:
    offers = (offer.replace(" ", "").partition(";") for offer in accept_encoding.lower().split(","))
    return any(coding == "gzip" and weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000") for coding, _, weight in offers)
