"""Values of a JSON Schema, and values that are almost of it."""

import string
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.conformance import inlined

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
# Where a pattern or a format would not let a text of any kind through.
_LETTERS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=30)


def values_of(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly what the schema allows; now and then something else in one of its places."""
    return _values(inlined(schema, is_closed=False))


def _values(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if options := schema.get("anyOf", schema.get("oneOf")):
        return st.one_of([_values(option) for option in options])
    kinds = {"object": _objects, "array": _arrays, "string": _texts, "integer": _integers}
    kind = schema.get("type")
    if isinstance(kind, list):
        return st.one_of([_values({**schema, "type": each}) for each in kind])
    if kind in kinds:
        return kinds[kind](schema)
    return {"boolean": st.booleans(), "null": st.none(), "number": st.floats(-1e9, 1e9)}.get(str(kind), JUNK)


def _objects(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    members = {
        name: st.one_of(_values(member), _values(member), _values(member), JUNK)
        for name, member in schema.get("properties", {}).items()
    }
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: values for name, values in members.items() if name in required},
        optional={name: values for name, values in members.items() if name not in required},
    )


def _arrays(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    return st.lists(_values(schema.get("items", {})), max_size=3)


def _texts(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
    if "pattern" in schema and "maxLength" not in schema:
        return st.one_of(st.from_regex(schema["pattern"].replace("$", r"\Z")), _LETTERS)
    free = st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 40))
    return st.one_of(_LETTERS, free, st.just("+14155552671"))


def _integers(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    return st.integers(schema.get("minimum", -5), schema.get("maximum", schema.get("exclusiveMaximum", 10**6) - 1))
