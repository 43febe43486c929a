"""template.yaml as data, with the nested stacks that it holds."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as their long forms."""


def _long_form(loader: _Loader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt":
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _long_form)


@lru_cache
def template(name: str = "template.yaml") -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((ROOT / name).read_text(), Loader=_Loader)
    return loaded


def nested_stacks() -> dict[str, dict[str, Any]]:
    """The properties of every nested stack by its logical id."""
    declared = template()["Resources"].items()
    return {name: res["Properties"] for name, res in declared if res["Type"] == "AWS::CloudFormation::Stack"}


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The resources of one type by logical id, wherever they are declared."""
    return {name: res for name, res in _everywhere().items() if res["Type"] == kind}


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, dict[str, Any]]:
    """All resources, those of nested stacks as if they were declared in template.yaml itself."""
    found: dict[str, dict[str, Any]] = dict(template()["Resources"])
    for properties in nested_stacks().values():
        nested = template(properties["TemplateURL"])
        assert properties["Parameters"].keys() == nested["Parameters"].keys()
        inside = _with_arguments(nested["Resources"], properties["Parameters"])
        assert not found.keys() & inside.keys(), "two stacks have a resource of one name"
        found |= inside
    return found


def _with_arguments(value: Any, arguments: dict[str, Any]) -> Any:
    """Put what a nested stack is given in place of its parameters."""
    if isinstance(value, list):
        return [_with_arguments(each, arguments) for each in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": name} if name in arguments:
            return arguments[name]
        case {"Fn::Sub": text}:
            assert isinstance(text, str)
            by_name = {name: given["Ref"] for name, given in arguments.items() if "Ref" in given}
            return {"Fn::Sub": re.sub(r"\$\{(\w+)\}", lambda found: f"${{{by_name.get(found[1], found[1])}}}", text)}
    return {name: _with_arguments(each, arguments) for name, each in value.items()}


def functions() -> dict[str, dict[str, Any]]:
    """The properties of every function by the name of its folder."""
    found = resources("AWS::Serverless::Function")
    return {Path(res["Properties"]["CodeUri"]).name: res["Properties"] for res in found.values()}


def routes() -> dict[tuple[str, str], str]:
    """Method and path of every API route, with the folder that serves it."""
    return {
        (event["Properties"]["Method"], event["Properties"]["Path"]): folder
        for folder, properties in functions().items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    }


def timeout_seconds(folder: str) -> int:
    """After what time Lambda ends the function of a folder."""
    common = template()["Globals"]["Function"]["Timeout"]
    seconds: int = functions()[folder].get("Timeout", common)
    return seconds
