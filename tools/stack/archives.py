"""Zip files of code: reproducible, and unpacked once for all workers that run them."""

import compileall
import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from py_compile import PycInvalidationMode

# The oldest date a zip can hold: the same files always give the same bytes, hence the same key.
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def source_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that belong into a package, sorted."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and "__pycache__" not in path.parts:
            yield path


def zip_files(files: Iterable[tuple[str, Path]]) -> bytes:
    """Return a zip of (name inside, file) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in files:
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (path.stat().st_mode & 0o755 | 0o644) << 16
            archive.writestr(info, path.read_bytes())
    return buffer.getvalue()


def digest(content: bytes) -> str:
    """Return the SHA-256 of the content in hex: its name in S3 and on disk."""
    return hashlib.sha256(content).hexdigest()


def unpack(content: bytes, cache: Path) -> Path:
    """Return a folder with the unpacked zip, byte-compiled; made once per content.

    Workers share it: unpacking and compiling a large layer for each cold start would take
    seconds. Safe to call from several threads and processes at once.
    """
    folder = cache / "unpacked" / digest(content)
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix="staging-"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(staging)
    compileall.compile_dir(
        staging,
        quiet=2,
        # Nobody edits these files, so Python need not look at their times.
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        stripdir=str(staging),
        workers=os.cpu_count() or 1,
    )
    try:
        staging.rename(folder)
    except OSError:
        # Somebody else was faster; the content is the same.
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def forget_unpacked(cache: Path, keep: Iterable[str]) -> None:
    """Remove the unpacked folders of contents that are no longer deployed."""
    kept = set(keep)
    unpacked = cache / "unpacked"
    for folder in unpacked.iterdir() if unpacked.is_dir() else ():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
