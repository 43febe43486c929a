"""The routes that serve the document itself and its page."""

from typing import Any

from tools.openapi.dialects import REFERENCE_TAG

_TEXT: dict[str, Any] = {"type": "string"}
# Of every answer, the refused ones too.
_GUARDS: dict[str, Any] = {
    "X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"},
    "Vary": {"description": "`accept-encoding`.", "required": True, "schema": {**_TEXT, "const": "accept-encoding"}},
    "Content-Security-Policy": {"description": "Nothing from elsewhere.", "required": True, "schema": _TEXT},
    "Referrer-Policy": {"description": "`no-referrer`.", "required": True, "schema": {**_TEXT, "const": "no-referrer"}},
    "X-Content-Type-Options": {"description": "`nosniff`.", "required": True, "schema": {**_TEXT, "const": "nosniff"}},
}
_UNCHANGED: dict[str, Any] = {
    **_GUARDS,
    "Cache-Control": {"description": "For how long it need not be asked for again.", "required": True, "schema": _TEXT},
    "ETag": {"description": "Names this content.", "required": True, "schema": _TEXT},
}
_CONTENT: dict[str, Any] = {
    **_UNCHANGED,
    "Content-Encoding": {"description": "`gzip`, where it was asked for.", "schema": {**_TEXT, "const": "gzip"}},
}
_IF_NONE_MATCH: dict[str, Any] = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of what is there already.",
    "schema": _TEXT,
}
_TOO_MANY = {"$ref": "#/components/responses/TooManyRequests"}


def _page(operation_id: str, summary: str, content: dict[str, Any], *, file: bool = False) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": "OK", "headers": _CONTENT, "content": content},
        "304": {"description": "Unchanged since the `ETag` of `If-None-Match`", "headers": _UNCHANGED},
        "429": _TOO_MANY,
    }
    parameters = [_IF_NONE_MATCH]
    if file:
        name: dict[str, Any] = {"name": "file", "in": "path", "required": True, "schema": _TEXT}
        parameters.insert(0, {**name, "description": "A file that the page refers to."})
        responses["404"] = {
            "description": "No such file",
            "headers": _GUARDS,
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/GatewayRefusal"},
                    "example": {"message": "Not Found"},
                }
            },
        }
    described = {
        "operationId": operation_id,
        "tags": [REFERENCE_TAG["name"]],
        "summary": summary,
        "security": [],
        "parameters": parameters,
        "responses": dict(sorted(responses.items())),
    }
    return {"get": described}


_TEXTS = ("text/css", "text/javascript", "image/svg+xml")
PAGES = {
    "/openapi.json": _page(
        "api_reference_document", "Get this document", {"application/json": {"schema": {"type": "object"}}}
    ),
    "/docs": _page("api_reference", "Read this document as a page", {"text/html": {"schema": _TEXT}}),
    "/docs/{file}": _page(
        "api_reference_file", "Get a part of the page", {each: {"schema": _TEXT} for each in _TEXTS}, file=True
    ),
}
