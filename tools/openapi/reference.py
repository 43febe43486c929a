"""The routes that serve the document itself and its page."""

from typing import Any

from tools.openapi.dialects import REFERENCE_TAG

_TEXT = {"type": "string"}
_HEADERS: dict[str, Any] = {
    "X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"},
    "Cache-Control": {"description": "For how long it need not be asked for again.", "schema": _TEXT},
    "ETag": {"description": "Names this content.", "schema": _TEXT},
    "Vary": {"description": "`accept-encoding`.", "schema": _TEXT},
    "Content-Encoding": {"description": "`gzip`, where it was asked for.", "schema": _TEXT},
    "Content-Security-Policy": {"description": "Nothing from elsewhere.", "schema": _TEXT},
    "Referrer-Policy": {"description": "`no-referrer`.", "schema": _TEXT},
    "X-Content-Type-Options": {"description": "`nosniff`.", "schema": _TEXT},
}
_NOT_MODIFIED = {"description": "Unchanged since the `ETag` of `If-None-Match`", "headers": _HEADERS}
_TOO_MANY = {"$ref": "#/components/responses/TooManyRequests"}


def _page(operation_id: str, summary: str, media_type: str, *, file: bool = False) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {
            "description": "OK",
            "headers": _HEADERS,
            "content": {media_type: {}},
        },
        "304": _NOT_MODIFIED,
        "429": _TOO_MANY,
    }
    described: dict[str, Any] = {
        "operationId": operation_id,
        "tags": [REFERENCE_TAG["name"]],
        "summary": summary,
        "security": [],
        "responses": responses,
    }
    if file:
        name = {"name": "file", "in": "path", "required": True, "schema": {"type": "string"}}
        described["parameters"] = [{**name, "description": "A file that the page refers to."}]
        responses["404"] = {
            "description": "No such file",
            "headers": _HEADERS,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/GatewayRefusal"}}},
        }
    return {"get": described}


PAGES = {
    "/openapi.json": _page("api_reference_document", "Get this document", "application/json"),
    "/docs": _page("api_reference", "Read this document as a page", "text/html"),
    "/docs/{file}": _page("api_reference_file", "Get a part of the page", "*/*", file=True),
}
