"""Preferences of a client (RFC 7240)."""

from trunkline.http.messages import Request

RESPOND_ASYNC = "respond-async"


def prefers(request: Request, preference: str) -> bool:
    """Whether the ``Prefer`` header names the preference; its value and parameters are not looked at."""
    named = request.headers.get("prefer", "").split(",")
    return preference in (part.partition(";")[0].strip().lower() for part in named)
