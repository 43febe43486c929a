"""template.yaml as data."""

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


@lru_cache(maxsize=1)
def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), Loader=_Loader)
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The resources of one type by logical id."""
    return {name: res for name, res in template()["Resources"].items() if res["Type"] == kind}


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
