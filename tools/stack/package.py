"""The template and its code, packaged for upload as `sam package` would, without the SAM CLI."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.stack.archives import digest, forget_unpacked, source_files, unpack, zip_files
from tools.stack.errors import StackError
from tools.stack.layers import build_layer
from tools.stack.template import JsonObject, load_template, resources_of_type

BUCKET = "stack-artifacts"

FUNCTION = "AWS::Serverless::Function"
HTTP_API = "AWS::Serverless::HttpApi"
LAYER = "AWS::Serverless::LayerVersion"
NESTED_STACK = "AWS::CloudFormation::Stack"
STATE_MACHINE = "AWS::Serverless::StateMachine"


def _as_json(template: JsonObject) -> bytes:
    """Return a template as CloudFormation takes it."""
    return json.dumps(template, sort_keys=True).encode()


@dataclass
class Package:
    """Everything that a deployment uploads."""

    template: JsonObject
    objects: dict[str, bytes] = field(default_factory=dict)
    function_folders: dict[str, str] = field(default_factory=dict)
    layer_paths: list[Path] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """The template as CloudFormation takes it."""
        return _as_json(self.template)

    def add(self, content: bytes, suffix: str) -> str:
        """Keep an object for upload and return its key, which names its content."""
        key = f"{digest(content)}{suffix}"
        self.objects[key] = content
        return key


def build_package(template: Path, cache: Path) -> Package:
    """Return the template with every local path replaced by an object in S3.

    Raises:
        StackError: the template or a path in it is wrong, or a layer cannot be built.
    """
    package = Package(load_template(template))
    root = template.parent
    _package_functions(package, root)
    _package_layers(package, root, cache)
    _package_state_machines(package, root)
    _package_nested_stacks(package, root)
    kept = set()
    for key, content in package.objects.items():
        if key.endswith(".zip"):
            # Here and not at the first call, so that no caller waits for it.
            kept.add(unpack(content, cache).name)
    forget_unpacked(cache, kept)
    return package


def _package_functions(package: Package, root: Path) -> None:
    shared = package.template.get("Globals", {}).get("Function", {}).get("CodeUri")
    if isinstance(shared, str):
        # SAM refuses a shared local path anyway once each function has its object.
        del package.template["Globals"]["Function"]["CodeUri"]
    for logical_id, properties in resources_of_type(package.template, FUNCTION).items():
        uri = properties.get("CodeUri", shared)
        if "InlineCode" in properties or not isinstance(uri, str) or uri.startswith("s3://"):
            continue
        folder = _existing(root / uri, logical_id, "CodeUri", Path.is_dir)
        package.function_folders[logical_id] = folder.name
        files = ((path.relative_to(folder).as_posix(), path) for path in source_files(folder))
        properties["CodeUri"] = _s3_uri(package.add(zip_files(files), ".zip"))


def _package_layers(package: Package, root: Path, cache: Path) -> None:
    for logical_id, properties in resources_of_type(package.template, LAYER).items():
        uri = properties.get("ContentUri")
        if not isinstance(uri, str) or uri.startswith("s3://"):
            continue
        content = build_layer(_existing(root / uri, logical_id, "ContentUri", Path.is_dir), cache)
        package.layer_paths.append(unpack(content, cache) / "python")
        properties["ContentUri"] = _s3_uri(package.add(content, ".zip"))


def _package_state_machines(package: Package, root: Path) -> None:
    for logical_id, properties in resources_of_type(package.template, STATE_MACHINE).items():
        uri = properties.get("DefinitionUri")
        if not isinstance(uri, str) or uri.startswith("s3://"):
            continue
        path = _existing(root / uri, logical_id, "DefinitionUri", Path.is_file)
        properties["DefinitionUri"] = _s3_uri(package.add(path.read_bytes(), path.suffix))


def _package_nested_stacks(package: Package, root: Path) -> None:
    for logical_id, properties in resources_of_type(package.template, NESTED_STACK).items():
        url = properties.get("TemplateURL")
        if not isinstance(url, str) or url.startswith("https://"):
            continue
        nested = load_template(_existing(root / url, logical_id, "TemplateURL", Path.is_file))
        # The emulator takes bucket and key of it, whatever the host.
        properties["TemplateURL"] = f"https://s3.amazonaws.com/{BUCKET}/{package.add(_as_json(nested), '.template')}"


def _existing(path: Path, logical_id: str, name: str, exists: Callable[[Path], Any]) -> Path:
    if not exists(path):
        raise StackError(f"{logical_id}: {name} {path} does not exist; correct the template")
    return path.resolve()


def _s3_uri(key: str) -> str:
    return f"s3://{BUCKET}/{key}"
