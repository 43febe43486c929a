"""Request models and answer types as JSON Schemas with short names and without noise."""

import importlib
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

Schema = dict[str, Any]

PLACE = "#/components/schemas/"


class Schemas:
    """The schemas that the routes of one dialect use; ``prefix`` keeps them apart from those of other dialects."""

    def __init__(self, dialect: str, prefix: str) -> None:
        self._answers = importlib.import_module(f"trunkline.http.{dialect}.answers")
        self._prefix = prefix
        self._wanted: dict[str, TypeAdapter[Any]] = {}
        self._aliases: dict[str, Schema] = {}

    def request(self, model: type[BaseModel]) -> Schema:
        """A reference to the schema of a request body."""
        self._wanted[model.__name__] = TypeAdapter(model)
        return self._reference(model.__name__)

    def answer(self, name: str) -> Schema:
        """A reference to the schema of a type of the dialect's ``answers`` module.

        Raises:
            LookupError: The module has no such type.
        """
        kind = getattr(self._answers, name, None)
        if kind is None:
            raise LookupError(f"{self._answers.__name__} has no type {name}; define it there, or correct the route")
        self._wanted[name] = TypeAdapter(kind)
        return self._reference(name)

    def components(self) -> Mapping[str, Schema]:
        """All that was asked for, and what it refers to.

        Raises:
            LookupError: Two types of the dialect have the same name.
        """
        inputs: list[Any] = [(name, "validation", adapter) for name, adapter in self._wanted.items()]
        by_key, shared = TypeAdapter.json_schemas(inputs, ref_template=f"{PLACE}{self._prefix}{{model}}")
        found: dict[str, Schema] = dict(shared.get("$defs", {}))
        for (name, _), schema in by_key.items():
            # A list has no definition of its own.
            if name not in found:
                found[name] = schema
        if doubled := [name for name in found if "__" in name]:
            raise LookupError(f"Two types have the same name: {', '.join(doubled)}; rename one of them")
        return {self._prefix + name: tidy(schema) for name, schema in sorted(found.items())}

    def _reference(self, name: str) -> Schema:
        return {"$ref": f"{PLACE}{self._prefix}{name}"}


def tidy(schema: Any) -> Any:
    """The schema without titles that repeat the names of members, its descriptions as Markdown."""
    if isinstance(schema, list):
        return [tidy(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    tidied: Schema = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if key == "description" and isinstance(value, str):
            tidied[key] = prose(value)
        elif key in ("properties", "$defs"):
            tidied[key] = {name: tidy(each) for name, each in value.items()}
        elif key in ("examples", "default", "enum", "const"):
            tidied[key] = value
        else:
            tidied[key] = tidy(value)
    return tidied


def prose(text: str) -> str:
    """A docstring as Markdown: code in single backticks, a paragraph on one line."""
    paragraphs = text.replace("``", "`").strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
