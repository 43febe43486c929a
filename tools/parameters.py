"""Let a change of a template's parameters reach the functions behind their alias.

SAM publishes a new version of a function when its properties in the template change. A parameter's value is not
among them (aws/serverless-application-model#3820): deployed with another value, the alias would go on pointing
at a version with the old one. So each deployment writes a digest of the parameters into every function's environment.

python -m tools.parameters .aws-sam/build/template.yaml samconfig.toml prod
"""

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VARIABLE = "PARAMETERS_DIGEST"
_LINE = re.compile(rf"^(\s*{VARIABLE}:).*$", re.MULTILINE)
# What the functions' properties may take a value from.
_SECTIONS = ("Parameters", "Mappings", "Conditions")


def digest(template: Mapping[str, Any], overrides: Any) -> str:
    """Return a short name of the values that a deployment's parameters have, defaults and conditions included."""
    sections = {name: template.get(name) for name in _SECTIONS}
    content = json.dumps([sections, overrides], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def note(template: Mapping[str, Any], overrides: Mapping[str, str]) -> None:
    """Write the digest into a template that is data; one without the variable stays as it is."""
    function = template.get("Globals", {}).get("Function", {})
    variables = function.get("Environment", {}).get("Variables", {})
    if VARIABLE in variables:
        variables[VARIABLE] = digest(template, dict(overrides))


def noted(text: str, overrides: str) -> str:
    """Return the text of a template with the digest written into each place for it.

    Raises:
        ValueError: The template has no such place.
    """
    # The text of the template stands for its sections: a superset of them, and it needs no parser of SAM's tags.
    head = text.partition("\nResources:")[0]
    found, count = _LINE.subn(rf'\1 "{digest({}, [_LINE.sub("", head), overrides])}"', text)
    if not count:
        message = f"The template has no {VARIABLE} in the environment of its functions"
        raise ValueError(message)
    return found


def _overrides(config: Path, environment: str) -> str:
    parameters = tomllib.loads(config.read_text()).get(environment, {}).get("deploy", {}).get("parameters")
    if parameters is None:
        message = f"{config} has no [{environment}.deploy.parameters]: name an environment that it has"
        raise ValueError(message)
    return str(parameters.get("parameter_overrides", ""))


def main() -> int:
    """Write the digest into the built template that the first argument names."""
    built, config, environment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    try:
        built.write_text(noted(built.read_text(), _overrides(config, environment)))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
