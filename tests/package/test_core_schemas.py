"""Writing types down as schemas that a function only has to load."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import Annotated, Any, NotRequired

import pytest
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, with_config
from pydantic_core import SchemaValidator, ValidationError
from typing_extensions import TypedDict

from tools.core_schemas import module_text


class Colour(StrEnum):
    RED = "red"


def at_most(limit: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        if value > limit:
            raise ValueError(f"is over {limit}")
        return value

    return check


small = at_most(5)


CLOSED = ConfigDict(strict=True, extra="forbid")


@with_config(CLOSED)
class Inner(TypedDict):
    count: NotRequired[Annotated[int, AfterValidator(small)]]


@with_config(CLOSED)
class Outer(TypedDict, total=False):
    first: Inner
    others: list[Inner]
    colour: Annotated[Colour, Field(strict=False)] | None
    other_colour: Annotated[Colour, Field(strict=False)]
    at: Annotated[datetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), strict=False)] | None
    is_new: bool


def module_of(*types: type) -> ModuleType:
    """A module that has these types only, under the name of this one."""
    module = ModuleType(__name__)
    vars(module).update({each.__name__: each for each in types})
    return module


@pytest.fixture
def read() -> Callable[[object], Any]:
    """Reads an Outer by its written schema."""
    code: dict[str, Any] = {}
    exec(module_text(module_of(Inner, Outer)), code)
    return SchemaValidator(code["Outer"]()).validate_python


def test_a_written_schema_reads_what_the_type_says(read: Callable[[object], Any]) -> None:
    sent = {
        "first": {"count": 2},
        "others": [{}],
        "colour": "red",
        "other_colour": "red",
        "at": "2026-01-02T03:04:05Z",
        "is_new": True,
    }

    read_by_schema = read(sent)

    assert read_by_schema == TypeAdapter(Outer).validate_python(sent)
    assert read_by_schema["colour"] is Colour.RED


@pytest.mark.parametrize(
    "sent",
    [
        [],
        {"first": {"count": 6}},
        {"first": {"count": "1"}},
        {"first": {}, "unknown": 1},
        {"first": {}, "colour": "blue"},
        {"first": {}, "at": "1999-01-01T00:00:00Z"},
        {"first": {}, "is_new": 1},
    ],
)
def test_a_written_schema_refuses_what_the_type_refuses(read: Callable[[object], Any], sent: object) -> None:
    with pytest.raises(ValidationError) as by_type:
        TypeAdapter(Outer).validate_python(sent)

    with pytest.raises(ValidationError) as by_schema:
        read(sent)
    assert _said(by_schema.value) == _said(by_type.value)


def _said(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_context=False)


def test_a_file_is_the_same_each_time() -> None:
    assert module_text(module_of(Inner, Outer)) == module_text(module_of(Inner, Outer))


def test_a_validator_without_a_name_is_refused() -> None:
    @with_config(CLOSED)
    class Nameless(TypedDict):
        count: Annotated[int, AfterValidator(at_most(3))]

    with pytest.raises(ValueError, match=f"needs a name in {__name__}"):
        module_text(module_of(Nameless))


def test_a_type_that_would_turn_values_into_others_is_refused() -> None:
    class Lenient(TypedDict):
        count: int

    with pytest.raises(ValueError, match="Lenient needs the rules of its module"):
        module_text(module_of(Lenient))
