"""JSON bodies, from bytes to a validated model."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from trunkline.errors import BodyTooLargeError, FieldError, InvalidJsonError, SchemaError, UnsupportedMediaTypeError
from trunkline.http.messages import Request

MAX_BODY_BYTES = 256 * 1024
# A client that breaks every member learns of the first few; an answer must not grow with the request.
MAX_FAULTS = 10

Model = TypeVar("Model", bound=BaseModel)


def prepare(model: type[BaseModel]) -> None:
    """Make the model's validator now rather than with its first request."""
    model.model_rebuild()


def read_body(request: Request, model: type[Model], explain_too_large: Callable[[bytes], None] | None = None) -> Model:
    """The body as the route's model. Members that the model does not know are ignored.

    Raises:
        BodyTooLargeError: Over 256 KiB.
        InvalidJsonError: Empty, or not JSON.
        SchemaError: Not an object, or not of the model's shape; no value that was sent is repeated.
        UnsupportedMediaTypeError: Declared as something else than JSON in UTF-8.
    """
    if len(request.body) > MAX_BODY_BYTES:
        if explain_too_large:
            explain_too_large(request.body)
        raise BodyTooLargeError(f"The body may take {MAX_BODY_BYTES} bytes at most")
    _check_media_type(request.headers.get("content-type"))
    if not request.body.strip():
        raise InvalidJsonError([FieldError(("body",), "is empty; a JSON object is expected")])
    try:
        # Read on its own first: it refuses NaN and deep nesting also in members that the model does not know.
        document = from_json(request.body, allow_inf_nan=False)
    except ValueError as error:
        raise InvalidJsonError([FieldError(("body",), f"is not valid JSON: {error}")]) from None
    if not isinstance(document, dict):
        raise SchemaError([FieldError(("body",), "must be a JSON object")])
    _check_named_once(request.body, model)
    try:
        return model.model_validate_json(request.body)
    except ValidationError as error:
        raise SchemaError(_field_errors(error)) from None


def _check_named_once(body: bytes, model: type[BaseModel]) -> None:
    """Refuse an object that names a member twice: parsers do not agree on which of the two counts."""
    known = {field.alias or name for name, field in model.model_fields.items()}

    def members(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            # Only a name of ours is repeated: a client's own may be anything, a phone number too.
            raise SchemaError([FieldError(("body", twice) if twice in known else ("body",), "names a member twice")])

    json.loads(body, object_pairs_hook=members)


def _field_errors(error: ValidationError) -> list[FieldError]:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        FieldError(("body", *detail["loc"]), detail["msg"].removeprefix("Value error, "))
        for detail in details[:MAX_FAULTS]
    ]


def _check_media_type(content_type: str | None) -> None:
    if content_type is None:
        return
    media_type, _, parameters = content_type.lower().partition(";")
    media_type = media_type.strip()
    is_json = media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )
    charset = parameters.partition("charset=")[2].partition(";")[0].strip(' "')
    if not is_json or charset not in ("", "utf-8"):
        raise UnsupportedMediaTypeError("The body must be application/json in UTF-8")
