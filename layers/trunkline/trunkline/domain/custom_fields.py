"""Custom fields of contacts: what an organisation defines, and which values fit."""

import math
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from trunkline.errors import CustomFieldFault, CustomFieldsError, RuleError

# One query reads all definitions, for each contact that is written with custom fields.
MAX_FIELDS = 100
MAX_OPTIONS = 50
MAX_OPTIONS_BYTES = 3072
MAX_NAME_LENGTH = 100

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
# RFC 3339; fromisoformat alone takes week dates and spaces too.
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class CustomFieldType(StrEnum):
    """The type of a field's value; a closed set that the API publishes."""

    ADDRESS = "address"
    BOOLEAN = "boolean"
    DATE = "date"
    MULTI_SELECT = "multi-select"
    NUMBER = "number"
    STRING = "string"
    URL = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """An organisation's definition of a field. Without ``options``, a multi-select takes any texts."""

    id: str
    key: str
    name: str
    type: CustomFieldType
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCustomField:
    """A field as a client names it, by key or id or both, and the value for it."""

    key: str | None
    id: str | None
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomValue:
    """A contact's value of a field; name and type are as they were when it was written."""

    id: str
    key: str
    name: str
    type: CustomFieldType
    value: Any


def new_custom_field(*, key: str, name: str, type_: CustomFieldType, options: Sequence[str] = ()) -> CustomField:
    """Define a field, with an id of its own.

    Raises:
        RuleError: Key, name or options are malformed, or the type has no options.
    """
    if not _KEY.fullmatch(key):
        raise RuleError("key", "must have 1 to 64 letters, digits, dashes or underscores")
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        raise RuleError("name", f"must have 1 to {MAX_NAME_LENGTH} characters")
    if options and type_ is not CustomFieldType.MULTI_SELECT:
        raise RuleError("options", "are for multi-select fields only")
    if len(options) > MAX_OPTIONS or len(set(options)) < len(options):
        raise RuleError("options", f"must be different from each other and {MAX_OPTIONS} at most")
    if not all(1 <= len(option) <= MAX_NAME_LENGTH for option in options):
        raise RuleError("options", f"must have 1 to {MAX_NAME_LENGTH} characters each")
    if sum(len(option.encode()) for option in options) > MAX_OPTIONS_BYTES:
        raise RuleError("options", f"may take {MAX_OPTIONS_BYTES} bytes together in UTF-8")
    return CustomField(id=secrets.token_hex(12), key=key, name=name, type=type_, options=tuple(options))


def fitted(sent: Sequence[SentCustomField], fields: Sequence[CustomField]) -> list[CustomValue]:
    """Fit values to the fields that they name; null fits every type.

    Raises:
        CustomFieldsError: Some do not fit; it names them all.
    """
    by_key = {field.key: field for field in fields}
    by_id = {field.id: field for field in fields}
    values: dict[str, CustomValue] = {}
    field_errors: list[CustomFieldFault] = []
    for index, item in enumerate(sent):
        field = _named(item, by_key, by_id)
        if field is None:
            field_errors.append(_unknown(index, item))
        elif field.key in values:
            field_errors.append(CustomFieldFault(index, "key", "names a custom field for the second time", "string"))
        else:
            wrong, expected = _misfit(field, item.value)
            if wrong:
                field_errors.append(CustomFieldFault(index, "value", wrong, expected))
            values[field.key] = CustomValue(
                id=field.id, key=field.key, name=field.name, type=field.type, value=item.value
            )
    if field_errors:
        raise CustomFieldsError(field_errors)
    return list(values.values())


def _named(
    item: SentCustomField, by_key: Mapping[str, CustomField], by_id: Mapping[str, CustomField]
) -> CustomField | None:
    named = {
        by_key.get(item.key) if item.key is not None else None,
        by_id.get(item.id) if item.id is not None else None,
    }
    if item.key is None or item.id is None:
        named.discard(None)
    return named.pop() if len(named) == 1 else None


def _unknown(index: int, item: SentCustomField) -> CustomFieldFault:
    if item.key is None and item.id is None:
        return CustomFieldFault(index, "key", "is missing; name the custom field by its key or id", "string")
    member = "id" if item.key is None else "key"
    return CustomFieldFault(index, member, "did not match any known contact custom field", "string")


def _misfit(field: CustomField, value: Any) -> tuple[str, str]:
    """Return what is wrong with the value, or an empty text, and the JSON type that the field takes."""
    fits, wanted, json_type = _TYPES[field.type]
    if value is None:
        return "", json_type
    if not fits(value):
        return f"must be {wanted} or null, for this field is of type {field.type}", json_type
    if field.options and not set(value) <= set(field.options):
        return "has an option that this field does not have", json_type
    return "", json_type


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        # JSON as most clients read it has no others: what is not a finite double would come back as something else.
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _is_date(value: Any) -> bool:
    if not (isinstance(value, str) and _DATE_TIME.fullmatch(value)):
        return False
    is_leap_second = value[17:19] == "60"
    try:
        moment = datetime.fromisoformat(value[:17] + ("59" if is_leap_second else value[17:19]) + value[19:].upper())
    except ValueError:
        return False
    return not is_leap_second or _ends_a_month(moment)


def _ends_a_month(moment: datetime) -> bool:
    """Tell whether a leap second may follow: RFC 3339, section 5.7, has them at the end of a month, in UTC."""
    try:
        return (moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)).strftime("%d%H%M%S") == "01000000"
    except OverflowError:
        return False


def _is_text_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


_TYPES: Mapping[CustomFieldType, tuple[Callable[[Any], bool], str, str]] = {
    CustomFieldType.ADDRESS: (_is_text, "a string", "string"),
    CustomFieldType.BOOLEAN: (lambda value: isinstance(value, bool), "true, false", "boolean"),
    CustomFieldType.DATE: (_is_date, "a date-time like 2024-09-11T04:00:00.000Z", "string"),
    CustomFieldType.MULTI_SELECT: (_is_text_list, "an array of strings", "array"),
    CustomFieldType.NUMBER: (_is_number, "a number", "number"),
    CustomFieldType.STRING: (_is_text, "a string", "string"),
    CustomFieldType.URL: (_is_text, "a string", "string"),
}
