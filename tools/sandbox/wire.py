"""An HTTP request and its answer, as the imitated carriers see them."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

Json = dict[str, Any]

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """One request. ``path`` is as sent, still encoded; header names are lower-case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type without its parameters; empty when none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def query_pairs(self) -> list[tuple[str, str]]:
        """Return the query's parameters in order, blank ones kept."""
        return parse_qsl(self.query, keep_blank_values=True)

    def form_pairs(self) -> list[tuple[str, str]]:
        """Return the form's fields in order, blank ones kept."""
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Make an answer with a JSON body."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": JSON, **(headers or {})})


def text_answer(status: int, text: str, media_type: str = "text/plain") -> Answer:
    """Make an answer with a text body."""
    return Answer(status, text.encode(), {"Content-Type": f"{media_type}; charset=utf-8"})


@dataclass(frozen=True)
class Route:
    """A path with ``{names}`` of segments, and who answers it."""

    method: str
    path: str
    handler: Callable[..., Answer]


class NoRouteError(Exception):
    """No route fits; ``known_path`` when another method would."""

    def __init__(self, *, known_path: bool) -> None:
        super().__init__()
        self.known_path = known_path


class Router:
    """Finds who answers a request."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [(_pattern(route.path), route) for route in routes]

    def find(self, method: str, path: str) -> tuple[Callable[..., Answer], dict[str, str]]:
        """Find the handler and the decoded segments.

        Raises:
            NoRouteError: there is none.
        """
        known_path = False
        for pattern, route in self._routes:
            if match := pattern.fullmatch(path):
                known_path = True
                if route.method == method:
                    return route.handler, {name: unquote(value) for name, value in match.groupdict().items()}
        raise NoRouteError(known_path=known_path)


def _pattern(path: str) -> re.Pattern[str]:
    literal = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", literal))


def basic_credentials(request: Request) -> tuple[str, str]:
    """Return user and password of Basic authentication; two empty strings when there are none."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, secret) if scheme.lower() == "basic" else ("", "")
