"""Images of Lambda's runtime with the layers in them, for as long as something runs.

SAM would make them itself, anew for every function that it starts (it does so for layers that the template defines):
three quarters of the time that all sample events take.
"""

import contextlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tools.sam_invoke import engine

Layers = tuple[str, ...]


@contextlib.contextmanager
def with_layers(build: Path, stacks: Iterable[Layers]) -> Iterator[dict[Layers, str]]:
    """Make an image for each stack of layers, by the layers' folders in a build; remove them afterwards.

    Raises:
        SamInvokeError: No engine answers, or it cannot build.
    """
    # SAM makes an image of its own beside each of these, and keeps it by its name: a new name never finds an old one.
    session = uuid.uuid4().hex[:12]
    names = {layers: f"trunkline-{session}-{number}" for number, layers in enumerate(sorted(set(stacks)))}
    try:
        for layers, name in names.items():
            engine.docker("build", "--quiet", "--tag", name, "--file", "-", str(build), content=_recipe(layers))
        yield names
    finally:
        for name in names.values():
            if made := engine.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", name).split():
                engine.docker("image", "rm", *made)


def _recipe(layers: Sequence[str]) -> str:
    """Write the Dockerfile, in which each layer is unpacked over those before it, as on Lambda."""
    return "\n".join([f"FROM {engine.image()}", *(f"COPY {layer} /opt/" for layer in layers), ""])
