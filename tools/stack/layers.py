"""Lambda layers, built for the interpreter that runs the functions on this machine."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.package.contents import leave_out, rules_digest
from tools.stack.archives import source_files, zip_files
from tools.stack.errors import StackError

REQUIREMENTS = "requirements.txt"


def build_layer(folder: Path, cache: Path) -> bytes:
    """Return the zip of one layer: its requirements and its own packages under `python/`.

    The result is cached under a key of all its inputs, so a second start builds nothing.

    Raises:
        StackError: no such folder, or uv cannot install the requirements.
    """
    if not folder.is_dir():
        raise StackError(f"The layer folder {folder} does not exist")
    cached = cache / "layers" / f"{_layer_key(folder)}.zip"
    if cached.is_file():
        return cached.read_bytes()
    content = zip_files(_layer_files(folder, cache))
    cached.parent.mkdir(parents=True, exist_ok=True)
    partial = cached.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(cached)
    return content


def _layer_files(folder: Path, cache: Path) -> Iterator[tuple[str, Path]]:
    requirements = folder / REQUIREMENTS
    if requirements.is_file():
        installed = _install(requirements, cache)
        for path in source_files(installed):
            yield f"python/{path.relative_to(installed).as_posix()}", path
    for path in _own_files(folder):
        yield f"python/{path.relative_to(folder).as_posix()}", path


def _own_files(folder: Path) -> Iterator[Path]:
    return (path for path in source_files(folder) if path.parent != folder or path.suffix == ".py")


def _layer_key(folder: Path) -> str:
    key = hashlib.sha256(_made_for().encode())
    requirements = folder / REQUIREMENTS
    if requirements.is_file():
        key.update(requirements.read_bytes())
    for path in _own_files(folder):
        key.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return key.hexdigest()


def _made_for() -> str:
    # Wheels with compiled parts fit one version of Python on one kind of machine; what is kept of them the rules say.
    return f"{sys.implementation.cache_tag} {platform.system()} {platform.machine()} {rules_digest()}"


def _install(requirements: Path, cache: Path) -> Path:
    """Return a folder with the requirements installed; made once per content and interpreter."""
    key = hashlib.sha256(_made_for().encode() + requirements.read_bytes()).hexdigest()
    target = cache / "requirements" / key
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=target.parent, prefix="staging-"))
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    finished = subprocess.run(
        [*uv, "--target", os.fspath(staging), "--requirement", os.fspath(requirements)],
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        shutil.rmtree(staging, ignore_errors=True)
        raise StackError(f"uv could not install {requirements}: {finished.stderr.strip()[-300:]}")
    # As in what is shipped: a rule that leaves out too much shows in the end-to-end suite.
    leave_out(staging)
    staging.rename(target)
    return target
