"""Run the SAM transform on a template and on those nested in it, as CloudFormation would, and say what it cannot do.

python -m tools.transform template.yaml
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# CloudFormation takes 500 in a stack; the rest is for what comes. Counted with gradual deployment: one more a function.
MAX_RESOURCES = 450
NESTED = "AWS::CloudFormation::Stack"
GRADUAL = {"Stage": "prod", "GradualDeployment": "true"}


def transformed(text: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the CloudFormation template that a SAM template means, with these values in place of the defaults.

    Raises:
        InvalidDocumentException: SAM refuses the template.
    """
    document = _with_uploaded_code(yaml_parse(text))
    session = boto3.session.Session(region_name="us-east-1")  # names a partition; nothing is called
    translator = Translator(managed_policy_map={}, sam_parser=Parser(), boto_session=session)
    result: dict[str, Any] = translator.translate(document, parameter_values=dict(parameters or {}))
    return result


def _with_uploaded_code(document: dict[str, Any]) -> dict[str, Any]:
    """Replace local paths by S3 addresses, for the transform runs after code was uploaded."""
    for resource in document["Resources"].values():
        properties = resource.get("Properties", {})
        for member in ("CodeUri", "ContentUri", "DefinitionUri"):
            if isinstance(properties.get(member), str):
                properties[member] = {"Bucket": "bucket", "Key": "key"}
    return document


def main() -> int:
    """Check the template that the first argument names, and its nested ones."""
    path = Path(sys.argv[1])
    try:
        result = transformed(path.read_text(), GRADUAL)
    except InvalidDocumentException as error:
        sys.stderr.write("".join(f"{cause.message}\n" for cause in error.causes))
        return 1
    counts = {path.name: len(result["Resources"])}
    for resource in result["Resources"].values():
        if resource["Type"] == NESTED:
            name = resource["Properties"]["TemplateURL"]
            counts[name] = len(yaml_parse((path.parent / name).read_text())["Resources"])
    for name, count in counts.items():
        sys.stdout.write(f"{name}, transformed, has {count} resources and must stay below {MAX_RESOURCES}\n")
    return 0 if max(counts.values()) < MAX_RESOURCES else 1


if __name__ == "__main__":
    sys.exit(main())
