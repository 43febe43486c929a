"""GET /, /console, /docs and /openapi.json: what people open in a browser, and what these pages load."""

from collections.abc import Mapping
from typing import Any

from trunkline.http.console_page import console
from trunkline.http.files import FileRoute
from trunkline.http.reference_page import reference

# Each page has a content security policy of its own.
_PAGES = {
    FileRoute("/"): console,
    FileRoute("/console"): console,
    FileRoute("/console/{version}/{file}"): console,
    FileRoute("/docs"): reference,
    FileRoute("/docs/{file}"): reference,
    FileRoute("/openapi.json"): reference,
}
ROUTES = tuple(_PAGES)
_BY_KEY = {f"{route.method} {route.path}": page for route, page in _PAGES.items()}


def lambda_handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Serve a page, what it loads, or the way to the console."""
    return _BY_KEY[event["routeKey"]]()(event, context)
