"""GET /console: where people see their numbers; `/` leads there."""

from collections.abc import Mapping
from typing import Any

from trunkline.http.console_page import console
from trunkline.http.files import FileRoute

ROUTES = (FileRoute("/"), FileRoute("/console"), FileRoute("/console/{version}/{file}"))


def lambda_handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Serve the page, what it loads, or the way to it."""
    return console()(event, context)
