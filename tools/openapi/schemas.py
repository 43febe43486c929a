"""Request and answer types as JSON Schemas with short names and without noise."""

import importlib
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import AfterValidatorFunctionSchema

Schema = dict[str, Any]

PLACE = "#/components/schemas/"


_NULL = {"type": "null"}
_SCALARS = (str, int, float)


class _Generator(GenerateJsonSchema):
    """Also says the patterns that a model checks with words of its own."""

    def function_after_schema(self, schema: AfterValidatorFunctionSchema) -> JsonSchemaValue:
        described = super().function_after_schema(schema)
        pattern = getattr(schema["function"]["function"], "pattern", None)
        return {**described, "pattern": pattern} if pattern else described


class Schemas:
    """The schemas that the routes of one dialect use; ``prefix`` keeps them apart from those of other dialects."""

    def __init__(self, dialect: str, prefix: str) -> None:
        self._answers = importlib.import_module(f"trunkline.http.{dialect}.responses")
        self._requests = importlib.import_module(f"trunkline.http.{dialect}.schemas")
        self._prefix = prefix
        self._wanted: dict[str, TypeAdapter[Any]] = {}
        self._partial: set[str] = set()

    def request(self, name: str, *, is_partial: bool) -> Schema:
        """Refer to the schema of a request body; a partial one has no defaults: what is left out stays.

        Raises:
            LookupError: The dialect's ``schemas`` module has no such type.
        """
        if is_partial:
            self._partial.add(name)
        return self._wanted_of(self._requests, name)

    def response(self, name: str) -> Schema:
        """Refer to the schema of a type of the dialect's ``answers`` module.

        Raises:
            LookupError: The module has no such type.
        """
        return self._wanted_of(self._answers, name)

    def _wanted_of(self, module: ModuleType, name: str) -> Schema:
        kind = getattr(module, name, None)
        if kind is None:
            raise LookupError(f"{module.__name__} has no type {name}; define it there, or correct the route")
        self._wanted[name] = TypeAdapter(kind)
        return self._reference(name)

    def components(self) -> Mapping[str, Schema]:
        """Return all that was asked for, and what it refers to.

        Raises:
            LookupError: Two types of the dialect have the same name.
        """
        inputs: list[Any] = [(name, "validation", adapter) for name, adapter in self._wanted.items()]
        template = f"{PLACE}{self._prefix}{{model}}"
        by_key, shared = TypeAdapter.json_schemas(inputs, ref_template=template, schema_generator=_Generator)
        found: dict[str, Schema] = dict(shared.get("$defs", {}))
        for (name, _), schema in by_key.items():
            # A list has no definition of its own.
            if name not in found:
                found[name] = schema
        if doubled := [name for name in found if "__" in name]:
            raise LookupError(f"Two types have the same name: {', '.join(doubled)}; rename one of them")
        for name in self._reached(self._partial, found):
            found[name] = _without_defaults(found[name])
        for each in _inside(found):
            self._tell_apart(each, found)
        return {self._titled(name): tidy(self._renamed(schema)) for name, schema in sorted(found.items())}

    def _reached(self, names: set[str], found: Mapping[str, Schema]) -> set[str]:
        """Return the names, and those of all schemas that theirs refer to."""
        reached: set[str] = set()
        waiting = set(names)
        while waiting:
            reached.add(name := waiting.pop())
            waiting |= {self._name(each) for each in _inside(found[name]) if "$ref" in each} - reached
        return reached

    def _tell_apart(self, schema: Schema, found: Mapping[str, Schema]) -> None:
        """Say of several resources which value of their ``type`` means which."""
        if all("$ref" in option for option in schema.get("oneOf", [{}])):
            names = [self._name(each) for each in schema["oneOf"]]
            kinds = {found[name]["properties"]["type"]["const"]: PLACE + self._titled(name) for name in names}
            schema["discriminator"] = {"propertyName": "type", "mapping": kinds}

    def _renamed(self, schema: Schema) -> Schema:
        for each in _inside(schema):
            if "$ref" in each:
                each["$ref"] = PLACE + self._titled(self._name(each))
        return schema

    def _titled(self, name: str) -> str:
        """Return the name with the prefix before it, and nowhere else."""
        return self._prefix + (name.replace(self._prefix, "") if self._prefix else name)

    def _name(self, reference: Schema) -> str:
        return str(reference["$ref"]).removeprefix(PLACE + self._prefix)

    def _reference(self, name: str) -> Schema:
        return {"$ref": PLACE + self._titled(name)}


def _inside(schema: Any) -> Iterator[Schema]:
    """Yield every object in a schema, itself too."""
    if isinstance(schema, dict):
        yield schema
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _inside(each)


def _without_defaults(schema: Schema) -> Schema:
    members = {
        name: {key: value for key, value in member.items() if key != "default"}
        for name, member in schema.get("properties", {}).items()
    }
    return {**schema, "properties": members} if members else schema


def tidy(schema: Any) -> Any:
    """Return the schema in as few words as it takes, its descriptions as Markdown."""
    if isinstance(schema, list):
        return [tidy(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    tidied: Schema = {}
    for key, value in schema.items():
        if key == "description" and isinstance(value, str):
            tidied[key] = prose(value)
        elif key in ("properties", "$defs"):
            tidied[key] = {name: tidy(each) for name, each in value.items()}
        elif key in ("examples", "enum", "const"):
            tidied[key] = value
        elif not _is_noise(key, value):
            tidied[key] = tidy(value)
    return _nullable(tidied)


def _is_noise(key: str, value: Any) -> bool:
    """Tell whether it repeats the name of a member, or says no more than that the member may be left out."""
    return (key == "title" and isinstance(value, str)) or (key == "default" and not isinstance(value, _SCALARS))


def _nullable(schema: Schema) -> Schema:
    """Turn ``anyOf`` a type and null into the two types."""
    options = schema.get("anyOf", [])
    kinds = [option for option in options if option != _NULL]
    if len(options) != len(kinds) + 1 or len(kinds) != 1 or not isinstance(kinds[0].get("type"), str):
        return schema
    (kind,) = kinds
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    values = {"enum": [*kind["enum"], None]} if "enum" in kind else {}
    return {**kind, "type": [kind["type"], "null"], **values, **rest}


def prose(text: str) -> str:
    """Return a docstring as Markdown: code in single backticks, a paragraph on one line."""
    paragraphs = text.replace("``", "`").strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
