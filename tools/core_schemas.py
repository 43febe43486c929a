"""``python -m tools.core_schemas``: write the schemas of request bodies as pydantic makes them of their types.

Making them is most of what pydantic costs a cold start. So functions load what this writes beside each dialect's
``schemas.py``, and run it by pydantic's compiled core alone. With ``--check`` nothing is written, and a file that is
not what the types say is a failure.
"""

import argparse
import importlib
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter
from typing_extensions import is_typeddict

ROOT = Path(__file__).resolve().parents[1]
LAYER = ROOT / "layers" / "trunkline"
SUFFIX = "_core"

_HEAD = '''"""The types of ``{source}.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

{imports}
'''
_TYPE = """

def {name}() -> dict[str, Any]:
    return {{
        "type": "typed-dict",
        "config": {config},
        "extra_behavior": {extra!r},
        "fields": {{
{fields}
        }},
    }}
"""
# What a schema says to others than the validator, and by what another part of it would point to it.
_NOT_VALIDATED = {"metadata", "ref", "serialization", "serialization_alias"}
_PLAIN = (str, int, float, type(None))


class _Code(str):
    """Text that stands in the file as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def main() -> int:
    """Write the files, or compare them; exit with 1 when ``--check`` finds one that is not up to date."""
    parser = argparse.ArgumentParser(prog="python -m tools.core_schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is not up to date")
    check = parser.parse_args().check
    texts = {_file_of(module): module_text(module) for module in _modules()}
    stale = [path for path, text in texts.items() if not path.is_file() or path.read_text() != text]
    orphans = sorted(set(LAYER.rglob(f"*{SUFFIX}.py")) - texts.keys())
    if check:
        for path in [*stale, *orphans]:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not what the types say; write it anew: make schemas\n")
        return 1 if stale or orphans else 0
    for path in stale:
        path.write_text(texts[path])
    for path in orphans:
        path.unlink()
    return 0


def _modules() -> Iterator[ModuleType]:
    for path in sorted(LAYER.glob("trunkline/http/*/schemas.py")):
        yield importlib.import_module(".".join(path.relative_to(LAYER).with_suffix("").parts))


def _types_of(module: ModuleType) -> list[type]:
    return [each for each in vars(module).values() if is_typeddict(each) and each.__module__ == module.__name__]


def module_text(module: ModuleType) -> str:
    """Return the file beside a module: a function for each of its types, that makes the type's core schema.

    Raises:
        ValueError: A type holds a function that no module has under a name, or would turn one kind of value into
            another.
    """
    return _File(module).text()


def _file_of(module: ModuleType) -> Path:
    return LAYER / Path(*module.__name__.split(".")).with_suffix(".py").with_stem(
        module.__name__.rpartition(".")[2] + SUFFIX
    )


class _File:
    """A function for each type of a module: it makes the schema that is asked for, and those within."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._imported: set[str] = set()
        self._shared: dict[str, Mapping[str, Any]] = {}

    def text(self) -> str:
        """Return the file, the same each time."""
        functions = "".join(self._function(each) for each in _types_of(self._module))
        imports = "\n".join(f"import {name}" for name in sorted(self._imported))
        return _HEAD.format(source=self._module.__name__.rpartition(".")[2], imports=imports) + functions

    def _function(self, type_: type) -> str:
        schemas = [*_mappings(TypeAdapter(type_).core_schema)]
        self._shared |= {each["ref"]: each for each in schemas if "ref" in each}
        schema = next(each for each in schemas if each.get("cls") is type_)
        config = {key: value for key, value in schema.get("config", {}).items() if key != "title"}
        if not config.get("strict"):
            raise ValueError(f"{type_.__name__} needs the rules of its module (with_config): a 1 would pass as true")
        return _TYPE.format(
            name=type_.__name__,
            config=config,
            extra=schema["extra_behavior"],
            fields="\n".join(
                f"            {name!r}: {self._written(field)}," for name, field in schema["fields"].items()
            ),
        )

    def _written(self, value: Any) -> Any:
        """Return the value with all that is not plain in it as code."""
        if isinstance(value, Mapping):
            if value.get("type") == "typed-dict":
                return self._call(value["cls"])
            if value.get("type") == "definition-ref":
                return self._written(self._shared[value["schema_ref"]])
            is_schema = isinstance(value.get("type"), str)
            kept = {key: inner for key, inner in value.items() if not (is_schema and key in _NOT_VALIDATED)}
            return {key: self._written(inner) for key, inner in kept.items()}
        if isinstance(value, list):
            return [self._written(inner) for inner in value]
        return self._leaf(value)

    def _leaf(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return _Code(f"{self._name(type(value))}.{value.name}")
        if isinstance(value, datetime):
            self._imported.add("datetime")
            return value
        return value if isinstance(value, _PLAIN) else self._name(value)

    def _call(self, type_: type) -> _Code:
        if type_.__module__ != self._module.__name__:
            raise ValueError(f"{type_.__name__} belongs into {self._module.__name__}, whose types hold it")
        return _Code(f"{type_.__name__}()")

    def _name(self, value: Any) -> _Code:
        """Find the name of a class or function in its module: one that another function made has a name of no help."""
        module = sys.modules[value.__module__]
        for name, candidate in vars(module).items():
            if candidate is value:
                self._imported.add(module.__name__)
                return _Code(f"{module.__name__}.{name}")
        raise ValueError(f"{value!r} needs a name in {module.__name__}: a schema can only hold what can be imported")


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every mapping in a schema, the schema too."""
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from _mappings(inner)


if __name__ == "__main__":
    sys.exit(main())
