"""What the document says of each dialect as a whole."""

from dataclasses import dataclass
from typing import Any

Security = list[dict[str, list[str]]]


@dataclass(frozen=True, kw_only=True)
class DialectPage:
    """A dialect's name in the document, its introduction, and the security schemes of its routes."""

    tag: str
    prefix: str
    description: str
    schemes: tuple[str, ...]


_ENVELOPE = "Every response, errors included, is in this API's own envelope."

# In the order in which the page lists them.
DIALECTS: dict[str, DialectPage] = {
    "workspace": DialectPage(
        tag="Workspace phone numbers",
        prefix="",
        description=(
            "The numbers of a workspace: their settings, their link to a number at a carrier, their calls and "
            'messages, and their way back to the pool. Errors are `{"detail": "..."}`.\n\n'
            "`Authorization: Bearer <token>` with the scope that each operation names: `phones:admin` implies "
            "all others, `phones:write` implies `phones:read`, and `webhooks:write` implies `webhooks:read`."
        ),
        schemes=("bearer",),
    ),
    "well": DialectPage(
        tag="Well phones",
        prefix="Well",
        description=(
            "Phones with the people, companies and workspaces that they belong to, as the Well API has them. "
            f"{_ENVELOPE}\n\n"
            "`Authorization: Bearer <token>`; reading needs the scope `phones:read`, writing `phones:write`."
        ),
        schemes=("bearer",),
    ),
    "quo": DialectPage(
        tag="Quo contacts, calls and messages",
        prefix="Quo",
        description=(
            "Contacts and their custom fields, phone numbers, and their calls, recordings and messages, as the API of "
            f"Quo (formerly OpenPhone) has them. {_ENVELOPE}\n\n"
            "The key goes into `Authorization` as it is, without a word before it."
        ),
        schemes=("quoKey",),
    ),
    "weya": DialectPage(
        tag="Weya calling",
        prefix="Weya",
        description=(
            "A user registers a number of his own account at Twilio, Plivo or Telnyx. The account is checked and the "
            f"webhooks are set before the number is stored. {_ENVELOPE}\n\n"
            "`Authorization: Bearer <token>`; reading needs the scope `phones:read`, writing `phones:write`."
        ),
        schemes=("bearer",),
    ),
    "zudu": DialectPage(
        tag="Zudu phone numbers",
        prefix="Zudu",
        description=(
            f"Numbers with the agents that answer and call with them, as the Zudu API has them. {_ENVELOPE}\n\n"
            "Two headers, `X-API-KEY` and `X-API-SECRET`, which belong together."
        ),
        schemes=("zuduKey", "zuduSecret"),
    ),
}

WEBHOOKS_TAG = {
    "name": "Carrier webhooks",
    "description": (
        "What Twilio, Plivo and Telnyx call when a number rings or gets a message. The URL with its token is set at "
        "the carrier when a number is registered; every delivery is checked against the carrier's signature. "
        "Listed for completeness: nobody but a carrier can call these."
    ),
}

EVENTS_TAG = {
    "name": "Events for customers",
    "description": (
        "What the endpoint of a customer's webhook is sent. `POST /api/v2/w/{workspace_uuid}/webhooks` names the "
        "endpoint and the events. Each is signed as Standard Webhooks asks for, and tried ten times in three days."
    ),
}

REFERENCE_TAG = {"name": "This document", "description": "The document itself, its page, and the console."}

SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of an organisation (`tl_...`), for the Well, Weya and workspace dialects.",
    },
    "quoKey": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "An API key of the Quo dialect, as it is.",
    },
    "zuduKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-KEY",
        "description": "The key of the Zudu dialect (`sk_...`).",
    },
    "zuduSecret": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-SECRET",
        "description": "The secret that belongs to the key (`s3cr3t_...`).",
    },
}

INTRODUCTION = """\
A client of one of these published APIs moves here by changing its base URL and its credential.

**Requests.** Bodies are JSON in UTF-8 of at most 256 KiB. Members and query parameters that are not known are \
ignored, unless a schema has `additionalProperties: false`.

**Responses** carry `X-Request-Id`. Quote it when you report a problem. No error repeats a value that was sent. After \
a 429 or 503, wait and try again.

**Retries.** A POST takes an `Idempotency-Key`. For 24 hours the same request with the same key gets the first \
response again, with `Idempotency-Replayed: true`, and nothing is done twice. A POST that writes nothing, or whose \
response holds a secret, ignores it.

**API Gateway** responds to some requests itself, with `{"message": "..."}` whichever API you call: 404 to paths and \
methods that are not listed, 403 to requests that go past the operator's proxy, 413 to bodies of several megabytes, \
429 beyond the rate of a route, and 500 or 503 where a function failed or took too long.
"""
