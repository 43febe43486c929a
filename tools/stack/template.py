"""The SAM template as plain data: YAML with CloudFormation's short forms made long."""

from pathlib import Path
from typing import Any

import yaml

from tools.stack.errors import StackError

JsonObject = dict[str, Any]


class _TemplateLoader(yaml.SafeLoader):
    """A safe loader that knows `!Ref`, `!Sub` and the other intrinsic functions."""


def _construct_intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> JsonObject:
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    value: Any
    if isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif tag == "GetAtt":
        value = str(node.value).split(".", 1)
    else:
        value = node.value
    return {name: value}


# Dates stay strings: `AWSTemplateFormatVersion: 2010-09-09` is a version, not a day.
_TemplateLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)
_TemplateLoader.add_multi_constructor("!", _construct_intrinsic)


def load_template(path: Path) -> JsonObject:
    """Return the template with every short form written as its long one.

    Raises:
        StackError: no such file, no YAML, or no `Resources`.
    """
    try:
        # A subclass of SafeLoader: it constructs plain data only.
        template = yaml.load(path.read_text(), Loader=_TemplateLoader)  # noqa: S506
    except FileNotFoundError:
        raise StackError(f"There is no template at {path}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" line {mark.line + 1}" if mark else ""
        raise StackError(f"{path.name}{where}: {error.problem}; correct the YAML") from None
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise StackError(f"{path.name} has no Resources section")
    return template


def resources_of_type(template: JsonObject, resource_type: str) -> dict[str, JsonObject]:
    """Return the properties of each resource of a type, by logical id."""
    return {
        logical_id: resource.setdefault("Properties", {})
        for logical_id, resource in template["Resources"].items()
        if isinstance(resource, dict) and resource.get("Type") == resource_type
    }
