"""The page at /docs, the document that it shows, and the files that it loads."""

from functools import lru_cache

from trunkline.http.files import A_YEAR, FIVE_MINUTES, LambdaHandler, ServedFile, serves_files

PACKAGE = "api_reference"
_SERVED = {
    "openapi.json": ServedFile("openapi.json", "application/json", FIVE_MINUTES),
    "docs": ServedFile("index.html", "text/html; charset=utf-8", FIVE_MINUTES),
    "docs/icon.svg": ServedFile("icon.svg", "image/svg+xml", FIVE_MINUTES),
    "docs/page.css": ServedFile("page.css", "text/css; charset=utf-8", FIVE_MINUTES),
    "docs/page.js": ServedFile("page.js", "text/javascript; charset=utf-8", FIVE_MINUTES),
    # The page names these with their version.
    "docs/swagger-ui.css": ServedFile("swagger-ui/swagger-ui.css", "text/css; charset=utf-8", A_YEAR),
    "docs/swagger-ui-bundle.js": ServedFile(
        "swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8", A_YEAR
    ),
}


@lru_cache(maxsize=1)
def reference() -> LambdaHandler:
    """Make the handler that serves the reference."""
    return serves_files(PACKAGE, _SERVED)
