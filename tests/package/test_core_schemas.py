"""Writing models down as schemas that a function only has to load."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import SchemaValidator, ValidationError

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


class Inner(BaseModel):
    count: Annotated[int, AfterValidator(small)] = 1


class Outer(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    first: Inner
    others: list[Inner] = []
    colour: Colour | None = None
    at: Annotated[datetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC))] | None = None
    is_new: bool = False


def module_of(*models: type) -> ModuleType:
    """A module that has these models only, under the name of this one."""
    module = ModuleType(__name__)
    vars(module).update({model.__name__: model for model in models})
    return module


@pytest.fixture
def read() -> Callable[[bytes], Any]:
    """Reads an Outer by its written schema."""
    code: dict[str, Any] = {}
    exec(module_text(module_of(Inner, Outer)), code)
    return SchemaValidator(code["Outer"]()).validate_json


def test_a_written_schema_reads_what_the_model_reads(read: Callable[[bytes], Any]) -> None:
    sent = b'{"first": {"count": 2}, "others": [{}], "colour": "red", "at": "2026-01-02T03:04:05Z", "is_new": true}'

    assert read(sent) == Outer.model_validate_json(sent)


@pytest.mark.parametrize(
    "sent",
    [
        b"{}",
        b'{"first": {"count": 6}}',
        b'{"first": {}, "unknown": 1}',
        b'{"first": {}, "colour": "blue"}',
        b'{"first": {}, "at": "1999-01-01T00:00:00Z"}',
        b'{"first": {}, "is_new": 1}',
    ],
)
def test_a_written_schema_refuses_what_the_model_refuses(read: Callable[[bytes], Any], sent: bytes) -> None:
    with pytest.raises(ValidationError) as by_model:
        Outer.model_validate_json(sent)

    with pytest.raises(ValidationError) as by_schema:
        read(sent)
    assert _said(by_schema.value) == _said(by_model.value)


def _said(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_context=False)


def test_a_file_is_the_same_each_time() -> None:
    assert module_text(module_of(Inner, Outer)) == module_text(module_of(Inner, Outer))


def test_a_validator_without_a_name_is_refused() -> None:
    class Nameless(BaseModel):
        count: Annotated[int, AfterValidator(at_most(3))]

    with pytest.raises(ValueError, match=f"needs a name in {__name__}"):
        module_text(module_of(Nameless))
