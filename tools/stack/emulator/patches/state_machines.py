"""State machine definitions in YAML.

MiniStack stores a YAML definition as it is; each execution then fails to parse it.
"""

import json
from typing import Any

import yaml
from ministack.services.cloudformation import provisioners

from tools.stack.emulator.patching import PatchPoint

POINTS = (PatchPoint("services.cloudformation.provisioners", "_sfn_definition", "props"),)


def apply() -> None:
    """Turn definitions into JSON, after their substitutions: `${Seconds}` may be a number."""
    read_definition = provisioners._sfn_definition

    def read_as_json(props: dict[str, Any]) -> str:
        text: str = read_definition(props)
        try:
            json.loads(text)
        except ValueError:
            return _from_yaml(text)
        return text

    provisioners._sfn_definition = read_as_json


def _from_yaml(text: str) -> str:
    try:
        definition = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"The definition is neither JSON nor YAML: {error}") from None
    if not isinstance(definition, dict) or "StartAt" not in definition:
        raise ValueError("The definition has no StartAt")
    return json.dumps(definition, default=str)
