"""The routes that serve pages: the document and its own, and the console."""

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
_FILES = {"api_reference_file": "page.js", "console_file": "app.js"}
_TOO_MANY = {"$ref": "#/components/responses/TooManyRequests"}


def _page(
    operation_id: str, summary: str, content: dict[str, Any], *, path_parameters: dict[str, str] | None = None
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": "OK", "headers": _CONTENT, "content": content},
        "304": {"description": "Unchanged since the `ETag` of `If-None-Match`", "headers": _UNCHANGED},
        "429": _TOO_MANY,
    }
    parameters = [_IF_NONE_MATCH]
    if path_parameters:
        parameters = [
            *(
                {"name": name, "in": "path", "required": True, "schema": _TEXT, "description": description}
                | ({"example": _FILES[operation_id]} if name == "file" else {})
                for name, description in path_parameters.items()
            ),
            *parameters,
        ]
        responses["404"] = _refusal("No such file", "Not Found")
        responses["406"] = _refusal("Large files are sent compressed, to clients that take `gzip`", "Not Acceptable")
    return {"get": _operation(operation_id, summary, parameters, responses)}


def _refusal(description: str, message: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/GatewayRefusal"}
    content = {"application/json": {"schema": schema, "example": {"message": message}}}
    return {"description": description, "headers": _GUARDS, "content": content}


def _operation(
    operation_id: str, summary: str, parameters: list[dict[str, Any]], responses: dict[str, Any]
) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "tags": [REFERENCE_TAG["name"]],
        "summary": summary,
        "security": [],
        "parameters": parameters,
        "responses": dict(sorted(responses.items())),
    }


def _redirect(operation_id: str, summary: str, location: str) -> dict[str, Any]:
    headers = {
        **_GUARDS,
        "Location": {"description": "Where.", "required": True, "schema": {**_TEXT, "const": location}},
    }
    responses = {"302": {"description": "Found", "headers": headers}, "429": _TOO_MANY}
    return {"get": _operation(operation_id, summary, [], responses)}


_PART = "A file that the page refers to."
_TEXTS = ("text/css", "text/javascript", "image/svg+xml")
PAGES = {
    "/openapi.json": _page(
        "api_reference_document", "Get this document", {"application/json": {"schema": {"type": "object"}}}
    ),
    "/docs": _page("api_reference", "Read this document as a page", {"text/html": {"schema": _TEXT}}),
    "/docs/{file}": _page(
        "api_reference_file",
        "Get a part of the page",
        {each: {"schema": _TEXT} for each in _TEXTS},
        path_parameters={"file": _PART},
    ),
    "/": _redirect("home", "Go to the console", "console"),
    "/console": _page(
        "console", "See numbers, their calls and their archives as a page", {"text/html": {"schema": _TEXT}}
    ),
    "/console/{version}/{file}": _page(
        "console_file",
        "Get a part of the console",
        {each: {"schema": _TEXT} for each in _TEXTS},
        path_parameters={"version": "The digest of all parts.", "file": _PART},
    ),
}
