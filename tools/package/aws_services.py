"""Cuts botocore's descriptions of AWS down to the operations that the layer calls.

They are 27 MB for 400 services, and a client reads the whole description of its service when it is made: of DynamoDB's
57 operations the layer calls seven.
"""

import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.package.contents import ENDPOINTS, OPERATIONS

# Of the descriptions beside a service's operations: where it is, and what botocore adds to them.
_RULES = "endpoint-rule-set-1"
_MODEL = "service-2"
_EXTRAS = "service-2.sdk-extras"

# What is sent and received as it stands. botocore goes through a request and an answer member by member, to find what
# JSON cannot say; trunkline/table/attributes.py goes through the items again.
_AS_IT_IS = {"type": "structure", "members": {}, "document": True}
_SAID_IN_JSON = ("string", "integer", "long", "boolean")


def trim(data: Path) -> None:
    """Trim botocore's data folder, in place. Doing it again changes nothing.

    Raises:
        ValueError: A service or an operation that the layer calls is not there.
    """
    if missing := OPERATIONS.keys() - {path.name for path in data.iterdir()}:
        raise ValueError(f"botocore has no {', '.join(sorted(missing))}; correct tools/package/contents.py")
    for service in (path for path in data.iterdir() if path.is_dir()):
        if service.name in OPERATIONS:
            _trim_service(service)
        else:
            shutil.rmtree(service)
    kept = {ENDPOINTS.get(service, service) for service in OPERATIONS}
    endpoints = json.loads((data / "endpoints.json").read_bytes())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: entry for name, entry in partition["services"].items() if name in kept}
    _write(data / "endpoints.json", endpoints)


def _trim_service(service: Path) -> None:
    *older, newest = sorted(service.iterdir())
    for version in older:
        shutil.rmtree(version)
    for path in sorted(newest.iterdir()):
        kind = path.name.removesuffix(".gz").removesuffix(".json")
        if kind not in (_RULES, _MODEL, _EXTRAS):
            path.unlink()
            continue
        document = json.loads(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
        path.unlink()
        if kind == _MODEL:
            document = _trimmed_model(document, service.name)
        # Not compressed: the layer's zip is, and Python need not undo it at each start.
        _write(newest / f"{kind}.json", document)


def _trimmed_model(model: dict[str, Any], service: str) -> dict[str, Any]:
    if missing := set(OPERATIONS[service]) - model["operations"].keys():
        raise ValueError(f"{service} has no {', '.join(sorted(missing))}; correct tools/package/contents.py")
    operations = {name: model["operations"][name] for name in OPERATIONS[service]}
    named = list(_named_shapes(list(operations.values())))
    shapes = _reachable(model["shapes"], named)
    if service == "dynamodb":
        # Of its members only the binary ones cannot be said in JSON, and the table holds none.
        shapes["AttributeValue"] = _AS_IT_IS
        shapes = _reachable(shapes | dict.fromkeys(_said_in_json(shapes) - set(named), _AS_IT_IS), named)
    # Without the text of the whole only: botocore insists on that of parameters for clients.
    model.pop("documentation", None)
    return {**model, "operations": _without_documentation(operations), "shapes": shapes}


def _named_shapes(part: Any) -> Iterable[str]:
    """Every shape that a part of a model refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for value in part.values():
            yield from _named_shapes(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named_shapes(value)


def _reachable(shapes: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _without_documentation(shapes[name])
            waiting.extend(_named_shapes(shapes[name]))
    return dict(sorted(found.items()))


def _said_in_json(shapes: dict[str, Any]) -> set[str]:
    """The lists, maps and structures that hold, however deep, only what JSON says as botocore does."""
    found = {name for name, shape in shapes.items() if shape["type"] in ("list", "map", "structure")}
    while other := {name for name in found if not _holds_only(found, shapes, name)}:
        found -= other
    return found


def _holds_only(found: set[str], shapes: dict[str, Any], name: str) -> bool:
    return all(held in found or shapes[held]["type"] in _SAID_IN_JSON for held in _named_shapes(shapes[name]))


def _without_documentation(part: Any) -> Any:
    if isinstance(part, dict):
        # A member of a shape may itself be called "documentation"; then it is an object.
        return {
            name: _without_documentation(value)
            for name, value in part.items()
            if name != "documentation" or not isinstance(value, str)
        }
    return [_without_documentation(value) for value in part] if isinstance(part, list) else part


def _write(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, separators=(",", ":")))
