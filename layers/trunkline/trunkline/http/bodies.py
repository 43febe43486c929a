"""Read and validate JSON bodies, with the checks of texts in them that several dialects share."""

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from operator import getitem
from typing import Any

from jiter import from_json
from pydantic_core import SchemaValidator, ValidationError

from trunkline.domain.identifiers import INTERNATIONAL, canonical_uuid
from trunkline.errors import BodyTooLargeError, FieldError, InvalidJsonError, SchemaError, UnsupportedMediaTypeError
from trunkline.http.messages import Request

MAX_BODY_BYTES = 256 * 1024
# A client that breaks every member learns of the first few; a response must not grow with the request.
MAX_FAULTS = 10

# Makes the schema of a type of request: a function of a dialect's ``schemas_core`` module.
CoreSchema = Callable[[], Mapping[str, Any]]

# The validator sees Python objects; the client reads of JSON. A pattern tells a person nothing.
_IN_WORDS = {
    "dict_type": "Input should be an object",
    "list_type": "Input should be a valid array",
    "string_pattern_mismatch": "String should be of another form",
    "extra_forbidden": "is not a known member (its position is given, counted from 0, in place of its name)",
}

# White space and control characters, for use in a class of a pattern: what the ``\\s`` of Python, of pydantic's core
# and of a client's JavaScript stand for, which is not the same.
SPACES = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# Of a number, for the API document: what has not this form is none. Whether it is one, the domain says.
NUMBER_SCHEMA = {"pattern": f"^{INTERNATIONAL}$"}
# Of a URL that events are sent to. Whether its host is public, the domain says.
HTTPS_SCHEMA = {"pattern": r"^[Hh][Tt][Tt][Pp][Ss]://[!-\[\]-~]+$"}
UUID_SCHEMA = {"format": "uuid"}
# A text with something to say.
SPOKEN_SCHEMA = {"pattern": f"^[{SPACES}]*[^{SPACES}]"}
_SPACES = "".join(
    chr(each)
    for first, last in (
        *((0x00, 0x20), (0x7F, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
        *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
    )
    for each in range(first, last + 1)
)


@lru_cache
def prepare(schema: CoreSchema) -> SchemaValidator:
    """Make the validator of a schema, once."""
    return SchemaValidator(schema())


def read_body(
    request: Request, schema: CoreSchema, explain_too_large: Callable[[bytes], None] | None = None
) -> dict[str, Any]:
    """Return the body as the route's schema has it. Members that the schema does not know are ignored.

    Raises:
        BodyTooLargeError: Over 256 KiB.
        InvalidJsonError: Empty, or not JSON.
        SchemaError: Not an object, or not of the schema's shape; no value that was sent is repeated.
        UnsupportedMediaTypeError: Declared as something else than JSON in UTF-8.
    """
    if len(request.body) > MAX_BODY_BYTES:
        if explain_too_large:
            explain_too_large(request.body)
        raise BodyTooLargeError(f"The body may take {MAX_BODY_BYTES} bytes at most")
    _check_media_type(request.headers.get("content-type"))
    if not request.body.strip():
        raise InvalidJsonError([FieldError(("body",), "is empty; a JSON object is expected")])
    document = _parsed(request.body)
    if not isinstance(document, dict):
        raise SchemaError([FieldError(("body",), "must be a JSON object")])
    try:
        return validated(schema, document)
    except ValidationError as error:
        raise SchemaError(_field_errors(error, document)) from None


def validated(schema: CoreSchema, document: dict[str, Any]) -> dict[str, Any]:
    """Return the document as the schema has it.

    JSON knows numbers alone: ``1.0`` is a whole number as ``1`` is, which pydantic's core does not take it for.

    Raises:
        ValidationError: It is not of the schema's shape.
    """
    body: dict[str, Any]
    try:
        body = prepare(schema).validate_python(document)
    except ValidationError as error:
        if not _make_whole(document, error):
            raise
        body = prepare(schema).validate_python(document)
    return body


def _make_whole(document: Any, error: ValidationError) -> bool:
    """Write those numbers without their fraction of nought that were to be whole; say whether there were any."""
    found = False
    for detail in error.errors(include_url=False, include_context=False):
        number = detail["input"]
        if detail["type"] == "int_type" and isinstance(number, float) and number.is_integer():
            *path, member = detail["loc"]
            reduce(getitem, path, document)[member] = int(number)
            found = True
    return found


def _parsed(body: bytes) -> Any:
    try:
        return from_json(body, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as error:
        # Parsers do not agree on which of two members of a name counts. The name is not repeated: a client's own may
        # be anything, a phone number too.
        if str(error).startswith("Detected duplicate key"):
            raise SchemaError([FieldError(("body",), "names a member twice")]) from None
        raise InvalidJsonError([FieldError(("body",), f"is not valid JSON: {error}")]) from None


def _field_errors(error: ValidationError, document: Mapping[str, Any]) -> list[FieldError]:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return [FieldError(("body", *_path(detail, document)), _issue(detail)) for detail in details[:MAX_FAULTS]]


def _path(detail: Mapping[str, Any], document: Any) -> tuple[str | int, ...]:
    """Return where a fault is; a member that the schema does not know by its position, as its name may be anything."""
    path: tuple[str | int, ...] = detail["loc"]
    if detail["type"] != "extra_forbidden":
        return path
    for part in path[:-1]:
        document = document[part]
    return *path[:-1], list(document).index(path[-1])


def _issue(detail: Mapping[str, Any]) -> str:
    return _IN_WORDS.get(detail["type"]) or str(detail["msg"]).removeprefix("Value error, ")


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


def parse_spoken(text: str) -> str:
    """Parse a text that a caller is to hear.

    Raises:
        ValueError: There is nothing to hear: carriers refuse to speak it, in the middle of a call.
    """
    if not text.strip(_SPACES):
        raise ValueError("must not be blank; null is none")
    return text


def parse_uuid(text: str) -> str:
    """Parse a UUID, to lower case.

    Raises:
        ValueError: It is none, or not in the usual form with dashes.
    """
    uuid = canonical_uuid(text)
    if uuid is None:
        raise ValueError("should be a UUID")
    return uuid
