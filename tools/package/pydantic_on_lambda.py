"""What is shipped in the place of pydantic: the models of requests, without what makes their schemas.

Making schemas is most of what pydantic costs a function's start, and they are the same each time. So they are made
beforehand (``make schemas``) and lie beside the models, ``schemas_core.py`` beside ``schemas.py``. Here they are run,
by the compiled core that pydantic runs them by. What a model says of its members is for pydantic, and ignored.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic_core import SchemaValidator, ValidationError

__all__ = [
    "AfterValidator",
    "AwareDatetime",
    "BaseModel",
    "BeforeValidator",
    "ConfigDict",
    "Discriminator",
    "Field",
    "StringConstraints",
    "Tag",
    "ValidationError",
]

Model = TypeVar("Model", bound="BaseModel")


class MemberInfo(NamedTuple):
    """What requests call a member."""

    alias: str


def _schema(model: Any) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = getattr(import_module(f"{model.__module__}_core"), model.__name__)()
    return schema


def _made_validator(model: Any) -> SchemaValidator:
    return SchemaValidator(_schema(model))


def _made_members(model: Any) -> Mapping[str, MemberInfo]:
    fields = _schema(model)["schema"]["fields"].items()
    return {name: MemberInfo(field.get("validation_alias", name)) for name, field in fields}


_validator: Callable[[Any], SchemaValidator] = cache(_made_validator)
_members: Callable[[Any], Mapping[str, MemberInfo]] = cache(_made_members)


class _Members:
    def __get__(self, _instance: object, model: type) -> Mapping[str, MemberInfo]:
        return _members(model)


class BaseModel:
    """A validated object, made by the compiled core, which expects exactly these slots."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")
    model_fields: ClassVar[Any] = _Members()

    def __init__(self, **members: Any) -> None:
        _validator(type(self)).validate_python(members, self_instance=self)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield from vars(self).items()

    @classmethod
    def model_validate_json(cls: type[Model], document: bytes) -> Model:
        """The model that a JSON document describes."""
        made: Model = _validator(cls).validate_json(document)
        return made

    @classmethod
    def model_rebuild(cls) -> None:
        """Make the validator, which is otherwise made when it is first used."""
        _validator(cls)

    @property
    def model_fields_set(self) -> set[str]:
        """The members that were sent."""
        named: set[str] = self.__pydantic_fields_set__  # type: ignore[attr-defined]  # the core sets it
        return named


def _for_pydantic(*_: Any, **__: Any) -> None:
    """A rule of a member: the schema that was made of it holds it already."""


AfterValidator = BeforeValidator = Discriminator = Field = StringConstraints = Tag = _for_pydantic
AwareDatetime = datetime
ConfigDict = dict
