"""GET /docs and GET /openapi.json: the description of this API, as a page and as a document."""

from trunkline.http.files import A_YEAR, FIVE_MINUTES, FileRoute, ServedFile, serves_files

ROUTES = (FileRoute("/openapi.json"), FileRoute("/docs"), FileRoute("/docs/{file}"))

lambda_handler = serves_files(
    "api_reference",
    {
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
    },
)
