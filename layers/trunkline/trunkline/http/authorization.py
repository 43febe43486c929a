"""Tokens in the ``Authorization`` header."""

from collections.abc import Mapping

from trunkline.domain.credentials import PresentedToken, parse_token


def bearer_token(headers: Mapping[str, str]) -> PresentedToken | None:
    """The token of a bearer credential (RFC 6750); the scheme's name is case-insensitive."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return parse_token(token.strip()) if scheme.lower() == "bearer" else None
